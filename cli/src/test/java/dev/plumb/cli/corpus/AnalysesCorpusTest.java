package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analyses;
import dev.plumb.explain.Analyzer;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Context;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Failed;
import dev.plumb.explain.Finding;
import dev.plumb.explain.Found;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.SliceRef;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every analysis answers for every recorded file that can be read and for folders of ranks; none
 * fails, and no finding claims more than it can.
 */
class AnalysesCorpusTest {
  /** Ranks, or sources, of one run. */
  private static final List<String> FOLDERS =
      List.of(
          "derived/amd-hpctraining-4rank",
          "amd-hpctraining/fused_traces",
          "hta/trace_compare/base",
          "jax-toolbox/pax_fsdp4_4proc",
          "xprof/GPU-multi-worker",
          "ascend-msinsight/pytorch/db/level1",
          "tracelens/inference/vllm_decode_full");

  private static final Pattern MISSING = Pattern.compile("\\b(NaN|Infinity|null)\\b");

  private final List<String> faults = new ArrayList<>();
  private final Map<String, int[]> outcomes = new TreeMap<>();

  @Test
  void everyAnalysisAnswersAndNoFindingClaimsMoreThanItCan() throws IOException {
    Corpus corpus = Corpus.orSkip();
    Set<String> inputs = new LinkedHashSet<>(FOLDERS);
    inputs.addAll(corpus.described().keySet());
    int read = 0;
    for (String name : inputs) {
      Reading reading = Reading.of(corpus.path(name));
      if (reading.isRead()) {
        examine(name, reading.theRun());
        read++;
      }
    }
    outcomes.forEach((analysis, counts) ->
        System.out.printf(
            "%-22s found %3d, clean %3d, not applicable %3d%n",
            analysis, counts[0], counts[1], counts[2]));
    assertThat(faults).as("faults in %s inputs", read).isEmpty();
    assertThat(read).isGreaterThan(150);
    assertThat(outcomes).hasSize(Analyses.ALL.size());
  }

  private void examine(String name, Run run) {
    Explanation explanation = new Analyzer(Analyses.ALL, Map.of()).explain(new Facts(run));
    for (Explanation.Answer answer : explanation.answers()) {
      String analysis = answer.analysis().id();
      int[] counts = outcomes.computeIfAbsent(analysis, key -> new int[3]);
      switch (answer.outcome()) {
        case Found found -> {
          counts[0]++;
          found.findings().forEach(each -> examine(name + ": " + each.id(), analysis, each, run));
        }
        case Clean clean -> {
          counts[1]++;
          check(isText(clean.why()), name, analysis + " is clean: " + clean.why());
        }
        case NotApplicable missing -> {
          counts[2]++;
          check(isText(missing.missing()), name, analysis + " lacks " + missing.missing());
          check(isText(missing.howToRecord()), name, analysis + ": " + missing.howToRecord());
        }
        case Failed failed -> check(false, name, analysis + ": " + failed.why());
      }
    }
    Set<String> ids = new HashSet<>();
    for (Finding finding : explanation.findings()) {
      check(ids.add(finding.id()), name, "twice: " + finding.id());
    }
  }

  private void examine(String where, String analysis, Finding finding, Run run) {
    long impact = finding.impact().ns();
    check(
        finding.id().equals(analysis) || finding.id().startsWith(analysis + "/"),
        where,
        "is not named after " + analysis);
    check(isText(finding.title()), where, finding.title());
    check(isText(finding.advice().text()), where, finding.advice().text());
    check(
        impact <= finding.impact().ofNs(),
        where,
        "concerns %d ns of %d ns of %s"
            .formatted(impact, finding.impact().ofNs(), finding.impact().ofWhat()));
    if (finding.ceiling() != null) {
      long ceiling = finding.ceiling().ns();
      check(ceiling <= impact, where, "ceiling of %d ns above %d".formatted(ceiling, impact));
      check(isText(finding.ceiling().method()), where, finding.ceiling().method());
    }
    long sum = 0;
    for (Context context : finding.contexts()) {
      check(context.node() < run.tree().size(), where, "points at no node");
      check(isText(context.label()), where, "context without a name " + context);
      sum += context.ns();
    }
    check(sum <= impact, where, "contexts have %d ns of %d".formatted(sum, impact));
    for (SliceRef slice : finding.evidence().slices()) {
      check(
          slice.row() < 0 || slice.row() < run.inputs().get(slice.input()).trace().slices().size(),
          where,
          "shows a row that is not there");
    }
    finding
        .evidence()
        .rows()
        .forEach(row -> row.forEach(cell -> check(!MISSING.matcher(cell).find(), where, cell)));
  }

  /** Something is said, and no number or name went missing in it. */
  private static boolean isText(String text) {
    return !text.isBlank() && !MISSING.matcher(text).find();
  }

  private void check(boolean holds, String where, String what) {
    if (!holds) {
      faults.add(where + ": " + what);
    }
  }
}
