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
import java.util.ArrayList;
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

  /** A line runs in each layer of a model: a context of it is one of the nodes. */
  @Test
  void nodesOfAPlaceAreAllThatAreToldAlike() {
    Scenario s = new Scenario();
    s.python("train.py", 5, "main", 0, 1_000);
    for (int layer = 0; layer < 3; layer++) {
      s.module("Layer_" + layer, 100 + layer * 100, 90);
      s.python("net.py", layer == 2 ? 44 : 33, "forward", 110 + layer * 100, 70);
      s.op("aten::mm", 120 + layer * 100, 20);
      s.op("aten::mul", 150 + layer * 100, 20);
    }
    Facts facts = s.facts();
    List<Integer> products = new ArrayList<>();
    for (int node = 0; node < facts.tree().size(); node++) {
      if (facts.tree().name(node).equals("aten::mm")) {
        products.add(node);
      }
    }
    assertThat(products).hasSize(3);

    for (int at : List.of(0, 1)) {
      Context one = facts.sources().context(products.get(at), 20);
      assertThat(facts.sources().alike(List.of(one)).stream().boxed())
          .containsExactlyElementsOf(products.subList(0, 2));
    }
    Context other = facts.sources().context(products.get(2), 20);
    assertThat(facts.sources().alike(List.of(other)).stream().boxed())
        .containsExactly(products.get(2));
    assertThat(facts.sources().alike(List.of()).isEmpty()).isTrue();
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
