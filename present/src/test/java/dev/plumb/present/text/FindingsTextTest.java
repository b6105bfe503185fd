package dev.plumb.present.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Context;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.Explanation.Answer;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Failed;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Impact;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Threshold;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingsTextTest {
  private record Named(String id) implements Analysis {
    @Override
    public String title() {
      return id;
    }

    @Override
    public String description() {
      return id;
    }

    @Override
    public Set<Evidence> needs() {
      return Set.of();
    }

    @Override
    public List<Threshold> thresholds() {
      return List.of();
    }

    @Override
    public Outcome run(Facts facts, Limits limits) {
      throw new AssertionError("not asked");
    }
  }

  private static Finding finding(String file, long ceiling) {
    return new Finding(
        "sync.blocking/" + file,
        "12 blocking copies hold up the host",
        FindingSeverity.HIGH,
        List.of(new Context(1, file, 41, "main > aten::item", 2_000_000)),
        EvidenceTable.of("a").build(),
        new Impact(2_000_000, 8_000_000, "steps"),
        new Ceiling(ceiling, "the time in which the device was idle meanwhile"),
        Confidence.EXACT,
        new Advice("Read the loss once every hundred steps.", "if step % 100 == 0:\n    log()"),
        "with_stack=True");
  }

  private static String text(Explanation explanation, int limit) {
    StringWriter out = new StringWriter();
    new FindingsText(explanation, new Page(new PrintWriter(out), Style.PLAIN, 80), limit).print();
    return out.toString();
  }

  @Test
  void aFindingSaysWhatWhereWhyAndWhatItBuys() {
    Explanation explanation =
        new Explanation(
            List.of(
                new Answer(
                    new Named("sync.blocking"), new Found(List.of(finding("t.py", 1_500_000)))),
                new Answer(new Named("gpu.idle"), new Clean("idle 2 %")),
                new Answer(
                    new Named("gemm.tiny"), new NotApplicable("shapes", "record_shapes=True")),
                new Answer(new Named("a.b"), new Failed("java.lang.Error"))));

    String all = text(explanation, Integer.MAX_VALUE);
    assertThat(all)
        .isEqualTo(
            """

            Findings  what costs time, and the most that a fix can save
              1  high: 12 blocking copies hold up the host
                       concerns 2.00 ms, 25.0 % of steps; saves at most 1.50 ms (the time in
                       which the device was idle meanwhile); exact
                 at    t.py:41 main > aten::item  2.00 ms
                 do    Read the loss once every hundred steps.
                         if step % 100 == 0:
                             log()
                 next  with_stack=True
              4 analyses; clean: 1
              not applicable without shapes (record_shapes=True): gemm.tiny
              failed: a.b java.lang.Error
            """);
    assertThat(text(explanation, 5))
        .isEqualTo(
            all.replace(
                    "clean: 1\n",
                    "clean: 1; not applicable: 1 (--findings all says what each needs)\n")
                .replace("  not applicable without shapes (record_shapes=True): gemm.tiny\n", ""));
  }

  @Test
  void whatIsNotShownIsCounted() {
    Explanation explanation =
        new Explanation(
            List.of(
                new Answer(
                    new Named("sync.blocking"),
                    new Found(List.of(finding("a.py", 5), finding("b.py", 9))))));

    String text = text(explanation, 1);

    assertThat(text).contains("b.py:41").doesNotContain("a.py").contains("1 more: --findings all");
  }

  @Test
  void whereNobodyWasAskedNothingIsPrinted() {
    assertThat(text(Explanation.NONE, 5)).isEmpty();
  }

  @Test
  void hostileNamesCannotMoveTheCursor() {
    Explanation explanation =
        new Explanation(
            List.of(
                new Answer(
                    new Named("x"), new Found(List.of(finding("\u001b[2Jevil\u202e.py", 5))))));

    assertThat(text(explanation, 5)).doesNotContain("\u001b").doesNotContain("\u202e");
  }
}
