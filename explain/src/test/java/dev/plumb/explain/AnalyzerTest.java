package dev.plumb.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class AnalyzerTest {
  private record Probe(String id, Set<Evidence> needs, BiFunction<Facts, Limits, Outcome> answer)
      implements Analysis {
    @Override
    public String title() {
      return id;
    }

    @Override
    public String description() {
      return id;
    }

    @Override
    public List<Threshold> thresholds() {
      return List.of(new Threshold("min_share", 0.05, "by hand"));
    }

    @Override
    public Outcome run(Facts facts, Limits limits) {
      return answer.apply(facts, limits);
    }
  }

  private static Finding finding(String id, long ceiling) {
    return new Finding(
        id,
        id,
        FindingSeverity.LOW,
        List.of(),
        EvidenceTable.of("a").build(),
        new Impact(1, 2, "span"),
        new Ceiling(ceiling, "by hand"),
        Confidence.EXACT,
        new Advice("do"),
        null);
  }

  private final Facts facts = facts();

  private static Facts facts() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 10);
    return s.facts();
  }

  @Test
  void oneThatBreaksCostsNoneOfTheOthers() {
    Analysis broken =
        new Probe(
            "a.broken",
            Set.of(),
            (f, l) -> {
              throw new IllegalStateException("no");
            });
    Analysis fine = new Probe("a.fine", Set.of(), (f, l) -> new Found(List.of(finding("x", 5))));

    Explanation explanation = new Analyzer(List.of(broken, fine), Map.of()).explain(facts);

    assertThat(explanation.failed()).hasSize(1);
    assertThat(explanation.findings()).extracting(Finding::id).containsExactly("x");
  }

  @Test
  void whatLacksEvidenceIsNotAskedAndSaysHowToRecordIt() {
    Analysis needy =
        new Probe(
            "a.needy",
            Set.of(Evidence.SHAPES, Evidence.OPERATORS),
            (f, l) -> {
              throw new AssertionError("asked");
            });

    Explanation explanation = new Analyzer(List.of(needy), Map.of()).explain(facts);

    assertThat(explanation.answers().getFirst().outcome())
        .isEqualTo(
            new NotApplicable(
                "input shapes of operators", "record_shapes=True in torch.profiler.profile"));
  }

  @Test
  void limitsAreTheDefaultsOrWhatTheUserSet() {
    Analysis probe =
        new Probe("a.b", Set.of(), (f, limits) -> new Clean("" + limits.get("min_share")));

    Analyzer analyzer = new Analyzer(List.of(probe), Map.of("a.b/min_share", 0.5, "a.b/no", 1.0));

    assertThat(analyzer.explain(facts).answers().getFirst().outcome()).isEqualTo(new Clean("0.5"));
    assertThat(analyzer.unknown()).containsExactly("a.b/no");
  }

  @Test
  void whatBuysMostStandsFirst() {
    Analysis probe =
        new Probe(
            "a.b",
            Set.of(),
            (f, l) -> new Found(List.of(finding("x", 5), finding("y", 7), finding("w", 5))));

    assertThat(new Analyzer(List.of(probe), Map.of()).explain(facts).findings())
        .extracting(Finding::id)
        .containsExactly("y", "w", "x");
  }

  /** One wait has a finding by its line and one by its cause: the line is told. */
  @Test
  void whatOthersTellWithMoreDetailIsLeftOut() {
    Analysis idle =
        new Probe(
            "gpu.idle",
            Set.of(),
            (f, l) ->
                new Found(
                    List.of(
                        finding("gpu.idle/synchronisation", 5),
                        finding("gpu.idle/data-loading", 4))));
    Analysis sync =
        new Probe(
            "sync.blocking", Set.of(), (f, l) -> new Found(List.of(finding("sync.blocking/a", 5))));

    Explanation both = new Analyzer(List.of(idle, sync), Map.of()).explain(facts);

    assertThat(both.findings())
        .extracting(Finding::id)
        .containsExactly("sync.blocking/a", "gpu.idle/data-loading");
  }

  /** PyTorch's lines of code are no help to a program of TensorFlow. */
  @Test
  void codeIsForTheFrameworkOfTheRun() {
    Scenario s = new Scenario();
    s.op("RandomUniform", 0, 10);
    Analysis probe =
        new Probe(
            "a.b",
            Set.of(),
            (f, l) -> {
              Finding each = finding("a.b/x", 1);
              return new Found(
                  List.of(
                      new Finding(
                          each.id(),
                          each.title(),
                          each.severity(),
                          each.contexts(),
                          each.evidence(),
                          each.impact(),
                          each.ceiling(),
                          each.confidence(),
                          new Advice("fuse", "torch.compile(model)"),
                          Evidence.PYTHON.howToRecord(f))));
            });
    Analyzer analyzer = new Analyzer(List.of(probe), Map.of());

    assertThat(analyzer.explain(facts).findings().getFirst().advice().code()).isNotNull();
    Finding foreign = analyzer.explain(s.facts()).findings().getFirst();
    assertThat(foreign.advice()).isEqualTo(new Advice("fuse"));
    assertThat(foreign.recordNext()).isEqualTo("record the stacks of the program as well");
  }

  /** Memory takes no time: a leak stands where a fifth of the run would. */
  @Test
  void findingsWithoutATimeRankByTheirSeverity() {
    Finding leak =
        new Finding(
            "memory.growth",
            "leak",
            FindingSeverity.HIGH,
            List.of(),
            EvidenceTable.of("a").build(),
            new Impact(0, 0, "device time"),
            null,
            Confidence.EXACT,
            new Advice("do"),
            null);
    Analysis probe =
        new Probe(
            "a.b",
            Set.of(),
            (f, l) -> new Found(List.of(leak, timed("small", 150), timed("large", 300))));

    assertThat(new Analyzer(List.of(probe), Map.of()).explain(facts).findings())
        .extracting(Finding::title)
        .containsExactly("large", "leak", "small");
  }

  private static Finding timed(String id, long ns) {
    return new Finding(
        id,
        id,
        FindingSeverity.LOW,
        List.of(),
        EvidenceTable.of("a").build(),
        new Impact(ns, 1_000, "span"),
        null,
        Confidence.EXACT,
        new Advice("do"),
        null);
  }
}
