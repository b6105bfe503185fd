package dev.plumb.explain.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import org.junit.jupiter.api.Test;

class CpuAnalysesTest {
  private static void sample(Scenario s, int count, String... frames) {
    TraceBuilder out = s.tables();
    int stack = Ids.NONE;
    for (String frame : frames) {
      CodeKind kind = frame.endsWith(".py") ? CodeKind.PYTHON : CodeKind.NATIVE;
      stack = out.stacks().row(stack, out.frames().row(kind, s.text(frame)));
    }
    int measure = out.measures().row(Quantity.SAMPLES, s.text("samples"), s.text(""));
    int track = s.track("1", "100");
    out.samples().add(Times.NONE, track, stack, measure, count, Ids.NONE, Ids.NONE);
  }

  @Test
  void timeInPythonItselfIsNamedByLine() {
    Scenario s = new Scenario();
    s.python("train.py", 7, "main", 0, 1_000);
    s.op("aten::add", 100, 100);

    Finding finding = Asked.findings(new LayerAnalysis(), s.facts()).getFirst();

    assertThat(finding.title()).contains("90.0 %");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(7);
    assertThat(finding.impact().ns()).isEqualTo(900);
  }

  /** A progress bar's thread sleeps beside the program: that is no work of Python's. */
  @Test
  void aThreadThatWaitsIsNotAtWork() {
    Scenario s = new Scenario();
    s.python("train.py", 7, "main", 0, 1_000);
    s.op("aten::add", 10, 900);
    s.thread("monitor");
    s.python("tqdm/_monitor.py", 60, "run", 0, 5_000);
    s.python("threading.py", 359, "wait", 1, 4_990);

    assertThat(Asked.outcome(new LayerAnalysis(), s.facts())).isInstanceOf(Clean.class);
  }

  @Test
  void timeInOperatorsIsClean() {
    Scenario s = new Scenario();
    s.python("train.py", 7, "main", 0, 1_000);
    s.op("aten::add", 10, 900);

    assertThat(Asked.outcome(new LayerAnalysis(), s.facts())).isInstanceOf(Clean.class);
  }

  @Test
  void withoutHostEventsNothingCanBeSaid() {
    Scenario s = new Scenario();
    s.orphan("gemm", 0, 10);
    assertThat(Asked.outcome(new LayerAnalysis(), s.facts())).isInstanceOf(NotApplicable.class);
    assertThat(Asked.outcome(new GilAnalysis(), s.facts())).isInstanceOf(NotApplicable.class);
  }

  @Test
  void threadsThatWaitForTheLockAreFound() {
    Scenario s = new Scenario();
    sample(s, 80, "main.py", "compute");
    sample(s, 15, "worker.py", "PyEval_RestoreThread", "take_gil", "pthread_cond_timedwait");
    sample(s, 5, "main.py", "PyGILState_Ensure", "take_gil");

    Finding finding = Asked.findings(new GilAnalysis(), s.facts()).getFirst();

    assertThat(finding.title()).startsWith("20.0 % of samples");
    assertThat(finding.evidence().rows().getFirst().get(1)).isEqualTo("15");
  }

  @Test
  void aFewWaitsForTheLockAreClean() {
    Scenario s = new Scenario();
    sample(s, 98, "main.py", "compute");
    sample(s, 2, "worker.py", "take_gil");
    assertThat(Asked.outcome(new GilAnalysis(), s.facts())).isInstanceOf(Clean.class);
  }
}
