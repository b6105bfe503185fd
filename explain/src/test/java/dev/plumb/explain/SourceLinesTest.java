package dev.plumb.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.hot.HotAnalysis;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.profile.SourceFrame;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceLinesTest {
  @Test
  void methodsOfJavaHaveTheFileOfTheirOutermostClass() {
    assertThat(SourceLines.javaSource("org.acme.Train.step", 7))
        .isEqualTo(new SourceFrame("Train.step", "org/acme/Train.java", 7));
    assertThat(SourceLines.javaSource("org.acme.Train$Loop$1.run", 7))
        .isEqualTo(new SourceFrame("Train$Loop$1.run", "org/acme/Train.java", 7));
    assertThat(SourceLines.javaSource("Train.main", 7))
        .isEqualTo(new SourceFrame("Train.main", "Train.java", 7));
    assertThat(SourceLines.javaSource("odd", 7)).isEqualTo(new SourceFrame("odd", null, 0));
    assertThat(SourceLines.javaSource(".odd", 7)).isEqualTo(new SourceFrame(".odd", null, 0));
  }

  /** Time in a framework's methods belongs to the line of the program that called them. */
  @Test
  void librariesOfJavaAreNotTheProgram() {
    Finding finding = Asked.findings(new HotAnalysis(), java()).getFirst();

    assertThat(finding.title())
        .isEqualTo("Most host time belongs to org/acme/Net.java:40 Net.forward: 100.0 %");
  }

  /** What a profiler of Python would record does not help a program of the JVM. */
  @Test
  void waysToRecordAreThoseOfTheJvm() {
    Explanation answers = new Analyzer(Analyses.ALL, Map.of()).explain(java());

    assertThat(answers.answers())
        .filteredOn(each -> each.outcome() instanceof NotApplicable)
        .extracting(each -> ((NotApplicable) each.outcome()).howToRecord())
        .isNotEmpty()
        .anyMatch(each -> each.contains("Plumb.step()"))
        .noneMatch(each ->
            each.matches(
                "(?s).*(torch\\.profiler\\.profile|ProfilerActivity|profiler\\.step\\(|jax).*"));
  }

  private static Facts java() {
    TraceBuilder out = new TraceBuilder("run", "plumb", new Problems());
    int stack = Ids.NONE;
    for (String method : List.of("Train.main", "org.acme.Net.forward", "ai.djl.nn.Block.forward")) {
      int name = out.strings().intern(method);
      int frame = out.frames().row(CodeKind.JAVA, name, Ids.NONE, 40, Ids.NONE, Ids.ABSENT);
      stack = out.stacks().row(stack, frame);
    }
    int measure =
        out.measures()
            .row(Quantity.CPU_NS, out.strings().intern("CPU time"), out.strings().intern("ns"));
    out.samples().add(Times.NONE, Ids.NONE, stack, measure, 1_000, Ids.NONE, Ids.NONE);

    return new Facts(Run.of(List.of(Linker.link(out.seal(), out.problems()))));
  }
}
