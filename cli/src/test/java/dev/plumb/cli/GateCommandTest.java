package dev.plumb.cli;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code plumb gate} as a process would run it. */
class GateCommandTest {
  private static final double[] STEADY = {100, 101, 99, 100, 102, 98};
  private static final double[] SLOWER = {140, 141, 139, 140, 142, 138};

  private final CommandRunner plumb = new CommandRunner();
  private String base = "";
  private String slower = "";

  @TempDir private Path folder;

  @BeforeEach
  void writeTraces() throws IOException {
    base = write("base.json", new StepsJson().steps(STEADY));
    slower = write("slower.json", new StepsJson().steps(SLOWER));
  }

  private String write(String name, StepsJson trace) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, trace.text());
    return file.toString();
  }

  private int gate(String fresh, String... options) {
    List<String> args = new ArrayList<>(List.of("gate", base, fresh));
    args.addAll(List.of(options));
    return plumb.run(args.toArray(String[]::new));
  }

  @Test
  void whatKeepsToItsThresholdsPasses() {
    assertThat(gate(base, "--max-regression", "step_ns=1%", "--max", "kernel_ns=1ms")).isZero();
    assertThat(plumb.out()).contains("gate passed", "max-regression.step_ns", "max.kernel_ns");
    assertThat(plumb.err()).isEmpty();
    assertThat(gate(slower, "--max-regression", "step_time=50%")).isZero();
  }

  @Test
  void whatDoesNotFailsWithAShortReason() {
    assertThat(gate(slower, "--max-regression", "kernel_ns=5%", "--max", "kernels=10"))
        .isEqualTo(1);
    assertThat(plumb.err())
        .isEqualTo(
            "plumb: gate failed: 1 of 2 checks: max-regression.kernel_ns: +38.1 % > +5.0 %\n");
    assertThat(plumb.out())
        .contains("105 us → 145 us", "model.py:12 aten::addmm", "passed       max.kernels");
    assertThat(gate(slower, "--max-regression", "kernel_ns=30us")).isEqualTo(1);
    assertThat(gate(slower, "--max-regression", "kernel_ns=50us")).isZero();
    assertThat(gate(slower, "--max", "kernel_ns=0.1ms")).isEqualTo(1);
    assertThat(gate(slower, "--max-context-regression", "10%")).isEqualTo(1);
    assertThat(plumb.out()).contains("+40.0 us device time at train/model.py:12 aten::addmm");
    assertThat(gate(slower, "--max-context-regression", "1ms")).isZero();
  }

  @Test
  void noiseIsNoRegressionUnlessItIsAskedFor() throws IOException {
    base = write("noisy.json", new StepsJson().steps(100, 190, 90, 180, 95, 170));
    String fresh = write("noisier.json", new StepsJson().steps(110, 200, 99, 188, 105, 180));
    assertThat(gate(fresh, "--max-regression", "kernel_ns=1%")).isZero();
    assertThat(plumb.out()).contains("within what steps differ by");
    // It passes although it is more: the file must not say that 8 is less than 1.
    Path junit = folder.resolve("noise.xml");
    assertThat(gate(fresh, "--max-regression", "kernel_ns=1%", "--junit", junit.toString()))
        .isZero();
    assertThat(Files.readString(junit)).contains(" &gt; +1.0 % (more, but").doesNotContain("≤");
    assertThat(gate(fresh, "--max-regression", "kernel_ns=1%", "--ignore-noise")).isEqualTo(1);
  }

  @Test
  void whatWasNotMeasuredDoesNotPass() {
    assertThat(gate(base, "--max", "alloc_bytes=1GiB")).isEqualTo(1);
    assertThat(plumb.err()).contains("max.alloc_bytes: not both runs recorded it");
    assertThat(gate(base, "--max-regression", "step_ns=1%", "--whole-run")).isEqualTo(1);
    assertThat(plumb.out()).contains("not measured");
  }

  @Test
  void kernelsThatAreNewAreCounted() throws IOException {
    String fresh =
        write("new.json", new StepsJson().gemm("Cijk_Alik_Bljk_BBS_MT128").steps(STEADY));
    assertThat(gate(fresh, "--max-new-kernels", "0")).as("one that replaces another").isZero();
    String only = write("only.json", new StepsJson().gemm("some_sort_kernel").steps(STEADY));
    assertThat(gate(only, "--max-new-kernels", "0")).as("replaces it too").isZero();
    String both = Files.readString(Path.of(base)).replaceFirst("gemm_bf16", "gemm_fp8");
    Files.writeString(folder.resolve("both.json"), both);
    assertThat(gate(folder.resolve("both.json").toString(), "--max-new-kernels", "0")).isEqualTo(1);
    assertThat(plumb.out()).contains("the first: sm90_xmma_gemm_fp8");
  }

  @Test
  void thresholdsMayStandInAFileAndOptionsWin() throws IOException {
    Path file = folder.resolve("gate.properties");
    Files.writeString(file, "# limits\nmax-regression.kernel_ns = 5%\nmax-new-kernels=0\n");
    assertThat(gate(slower, "--thresholds", file.toString())).isEqualTo(1);
    assertThat(plumb.out()).contains("max-regression.kernel_ns", "max-new-kernels");
    assertThat(gate(slower, "--thresholds", file.toString(), "--max-regression", "kernel_ns=50%"))
        .isZero();
    Files.writeString(file, "max-regression.speed=5%\n");
    assertThat(gate(slower, "--thresholds", file.toString())).isEqualTo(2);
    assertThat(plumb.err()).contains("max-regression.speed: no such figure; there are step_ns");
    assertThat(gate(slower, "--thresholds", folder.resolve("gone").toString())).isEqualTo(2);
  }

  @Test
  void wrongUsageIsToldBeforeAnythingIsRead() {
    base = folder.resolve("gone.json").toString();
    assertThat(gate(slower)).isEqualTo(2);
    assertThat(plumb.err()).contains("no threshold is set");
    assertThat(gate(slower, "--max", "kernel_ns=40 apples")).isEqualTo(2);
    assertThat(plumb.err()).contains("'apples' is no unit here; write 40ms");
    assertThat(gate(slower, "--max", "kernel_ns=5%")).isEqualTo(2);
    assertThat(gate(slower, "--max-new-kernels", "few")).isEqualTo(2);
    assertThat(gate(slower, "--max-new-kernels", "0", "--junit", "-", "--json")).isEqualTo(2);
    assertThat(gate(slower, "--max-new-kernels", "0", "--sarif", folder.resolve("no/x").toString()))
        .isEqualTo(2);
    assertThat(gate(slower, "--max-new-kernels", "0", "--markdown", slower)).isEqualTo(2);
    assertThat(plumb.err()).contains("is an input");
    assertThat(gate(slower, "--max-new-kernels", "0")).isEqualTo(3);
  }

  @Test
  void junitGetsATestCaseForEachThreshold() throws Exception {
    Path file = folder.resolve("gate.xml");
    assertThat(
            gate(
                slower,
                "--max-regression",
                "kernel_ns=5%",
                "--max",
                "kernels=10",
                "--junit",
                file.toString()))
        .isEqualTo(1);
    Element suites =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getDocumentElement();
    assertThat(suites.getTagName()).isEqualTo("testsuites");
    NodeList cases = suites.getElementsByTagName("testcase");
    assertThat(cases.getLength()).isEqualTo(2);
    assertThat(suites.getAttribute("tests")).isEqualTo("2");
    assertThat(suites.getAttribute("failures")).isEqualTo("1");
    Element failure = (Element) suites.getElementsByTagName("failure").item(0);
    assertThat(((Element) failure.getParentNode()).getAttribute("name"))
        .isEqualTo("max-regression.kernel_ns");
    assertThat(failure.getAttribute("message")).isEqualTo("kernel time: +38.1 % > +5.0 %");
    assertThat(failure.getTextContent()).contains("model.py:12 aten::addmm");
  }

  @Test
  void sarifPointsAtTheLine() throws IOException {
    slower = write("slower.json", new StepsJson().file("my train/m%.py").steps(SLOWER));
    base = write("base.json", new StepsJson().file("my train/m%.py").steps(STEADY));
    Path file = folder.resolve("gate.sarif");
    assertThat(
            gate(
                slower,
                "--max-context-regression",
                "20%",
                "--max",
                "alloc_bytes=1",
                "--max-new-kernels",
                "0",
                "--sarif",
                file.toString()))
        .isEqualTo(1);
    Map<String, Object> log = JsonTree.object(Files.readAllBytes(file));
    assertThat(log.get("version")).isEqualTo("2.1.0");
    Map<String, Object> run = asObject(asList(log.get("runs")).getFirst());
    Map<String, Object> driver = asObject(asObject(run.get("tool")).get("driver"));
    List<Object> rules = asList(driver.get("rules"));
    assertThat(rules).hasSize(3);
    List<Object> results = asList(run.get("results"));
    assertThat(results).as("one context, and what was not measured").hasSize(2);
    for (Object each : results) {
      Map<String, Object> result = asObject(each);
      int rule = ((Number) result.get("ruleIndex")).intValue();
      assertThat(asObject(rules.get(rule)).get("id")).isEqualTo(result.get("ruleId"));
      assertThat(asObject(result.get("message")).get("text").toString()).isNotEmpty();
    }
    Map<String, Object> context =
        results.stream()
            .map(JsonTree::asObject)
            .filter(result -> result.get("ruleId").equals("max-context-regression"))
            .findFirst()
            .orElseThrow();
    Map<String, Object> place =
        asObject(asObject(asList(context.get("locations")).getFirst()).get("physicalLocation"));
    assertThat(asObject(place.get("artifactLocation")).get("uri")).isEqualTo("my%20train/m%25.py");
    assertThat(((Number) asObject(place.get("region")).get("startLine")).intValue()).isEqualTo(12);
  }

  @Test
  void markdownEscapesWhatTracesSay() throws IOException {
    String fresh = write("new.json", new StepsJson().gemm("<b>|`gemm`*_").steps(SLOWER));
    assertThat(gate(fresh, "--max-regression", "kernel_ns=5%", "--markdown", "-")).isEqualTo(1);
    Path file = folder.resolve("gate.md");
    assertThat(gate(fresh, "--max-regression", "kernel_ns=5%", "--markdown", file.toString()))
        .isEqualTo(1);
    String page = Files.readString(file, StandardCharsets.UTF_8);
    assertThat(page)
        .startsWith("### Plumb gate failed: 1 of 1 checks\n")
        .contains("| ❌ | `max-regression.kernel_ns` | +38.1 % (105 us → 145 us) | +5.0 % |")
        .doesNotContain("<b>|", "\u001b");
    for (String line : page.lines().filter(each -> each.startsWith("|")).toList()) {
      assertThat(line.replaceAll("\\\\\\|", "").chars().filter(c -> c == '|').count())
          .as(line)
          .isBetween(4L, 6L);
    }
  }

  @Test
  void jsonSaysTheSame() {
    assertThat(gate(slower, "--max-regression", "kernel_ns=5%", "--json")).isEqualTo(1);
    Map<String, Object> gate = JsonTree.object(plumb.out().getBytes(StandardCharsets.UTF_8));
    assertThat(gate).containsEntry("schema", "plumb.gate/1").containsEntry("passed", false);
    Map<String, Object> check = asObject(asList(gate.get("checks")).getFirst());
    assertThat(check).containsEntry("name", "max-regression.kernel_ns").containsEntry("unit", "%");
    assertThat(check.get("result")).isEqualTo("failed");
  }
}
