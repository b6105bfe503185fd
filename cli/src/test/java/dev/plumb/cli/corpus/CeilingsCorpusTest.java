package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analyses;
import dev.plumb.explain.Analyzer;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.Step;
import dev.plumb.profile.DeviceStats;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Pairs of recordings before and after a change: what a finding said a fix could save at most,
 * against what the change then saved. All by step.
 */
class CeilingsCorpusTest {
  private static final String LOADER = "kineto/resnet50_num_workers_%s.pt.trace.json.gz";

  private static Facts facts(String file) throws IOException {
    return new Facts(Reading.of(Corpus.orSkip().path(file)).theRun());
  }

  private static double stepMs(Facts facts) {
    return facts.steps().stream().mapToLong(Step::durNs).average().orElseThrow() / 1e6;
  }

  private static double perStepMs(Facts facts, long ns) {
    return ns / 1e6 / facts.steps().size();
  }

  private static double ceilingMs(Facts facts, String id) {
    Finding finding =
        new Analyzer(Analyses.ALL, Map.of())
            .explain(facts).findings().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    return perStepMs(facts, finding.ceiling().ns());
  }

  private static void print(String pair, String what, double ceiling, double gain) {
    System.out.printf(
        "%-55s %-40s ceiling %7.3f ms, gain %7.3f ms a step%n", pair, what, ceiling, gain);
  }

  /** The advice was workers; the change was four of them, and nothing else. */
  @Test
  void loaderWorkersGainNoMoreThanWasSaid() throws IOException {
    Facts after = facts(LOADER.formatted("4/worker0.1623212756351"));
    for (String before : new String[] {"0/worker0.1623143089861", "0/worker0.1623143566756"}) {
      Facts base = facts(LOADER.formatted(before));
      double ceiling = ceilingMs(base, "data.loading/waiting");
      double gain = stepMs(base) - stepMs(after);
      print(before + " -> 4 workers", "data.loading/waiting", ceiling, gain);
      assertThat(gain).isPositive();
      assertThat(gain).isLessThanOrEqualTo(ceiling);
      // The part of it that the change was about is gone: the loader has no finding any more.
      assertThat(new Analyzer(Analyses.ALL, Map.of()).explain(after).findings())
          .extracting(Finding::id)
          .doesNotContain("data.loading/waiting");
    }
  }

  /**
   * HTA's pair is no fix: other hardware, other ranks, a part compiled. What got better are exposed
   * communication and idle time, and those gains stay below what the findings about them said.
   */
  @Test
  void compilingAPartGainsNoMoreThanWasSaid() throws IOException {
    Facts base = facts("hta/trace_diff/control/control.json.gz");
    Facts after = facts("hta/trace_diff/test/test.json.gz");
    DeviceStats was = base.summary().devices().getFirst();
    DeviceStats is = after.summary().devices().getFirst();

    double exposed = perStepMs(base, was.exposedCommNs()) - perStepMs(after, is.exposedCommNs());
    double exposedCeiling = ceilingMs(base, "comm.overlap/exposed");
    print("hta control -> test", "comm.overlap/exposed", exposedCeiling, exposed);
    assertThat(exposed).isPositive().isLessThanOrEqualTo(exposedCeiling);

    double idle = perStepMs(base, was.idleNs()) - perStepMs(after, is.idleNs());
    double idleCeiling = ceilingMs(base, "gpu.idle/host-late");
    print("hta control -> test", "gpu.idle/host-late", idleCeiling, idle);
    assertThat(idle).isPositive().isLessThanOrEqualTo(idleCeiling);
  }
}
