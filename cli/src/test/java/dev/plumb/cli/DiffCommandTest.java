package dev.plumb.cli;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plumb diff} as a process would run it. */
class DiffCommandTest {
  private static final double[] STEADY = {100, 101, 99, 100, 102, 98};
  private static final double[] SLOWER = {140, 141, 139, 140, 142, 138};

  private final CommandRunner plumb = new CommandRunner();

  @TempDir private Path folder;

  private String write(String name, StepsJson trace) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, trace.text());
    return file.toString();
  }

  private Map<String, Object> json(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "diff";
    all[1] = "--json";
    System.arraycopy(args, 0, all, 2, args.length);
    assertThat(plumb.run(all)).as(plumb.err()).isZero();
    return JsonTree.object(plumb.out().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRunAndItselfAreTheSame() throws IOException {
    String file = write("a.json", new StepsJson().steps(STEADY));
    assertThat(plumb.run("diff", file, file)).isZero();
    assertThat(plumb.err()).isEmpty();
    assertThat(plumb.out())
        .contains("The two runs are the same.")
        .doesNotContain("More than before", "Less than before", "Only in", "Hardware");
    Map<String, Object> diff = json(file, file);
    for (Object cost : asList(diff.get("costs"))) {
      assertThat(asList(asObject(cost).get("sites"))).isEmpty();
      assertThat(asList(asObject(cost).get("only_new"))).isEmpty();
    }
  }

  @Test
  void aSlowerKernelIsToldAtItsLine() throws IOException {
    String base = write("a.json", new StepsJson().steps(STEADY));
    String fresh = write("b.json", new StepsJson().line(15).steps(SLOWER));
    assertThat(plumb.run("diff", base, fresh)).isZero();
    assertThat(plumb.out())
        .contains(
            "The device computes longer",
            "train/model.py:15  aten::addmm (was line 12)",
            "+40.0 us    +40.0 %",
            "100 us → 140 us",
            "Values are means of 6 steps and 6 steps");
    Map<String, Object> device = asObject(asList(json(base, fresh).get("costs")).getFirst());
    assertThat(device.get("id")).isEqualTo("device_ns");
    Map<String, Object> site = asObject(asList(device.get("sites")).getFirst());
    assertThat(site)
        .containsEntry("file", "train/model.py")
        .containsEntry("verdict", "regression")
        .containsEntry("match", "same")
        .containsEntry("new_name", "aten::addmm");
    assertThat(((Number) site.get("line")).intValue()).isEqualTo(15);
    assertThat(((Number) site.get("base_line")).intValue()).isEqualTo(12);
    assertThat(((Number) site.get("change")).doubleValue()).isEqualTo(40_000);
    assertThat(((Number) site.get("new_sum")).longValue()).isEqualTo(840_000);
  }

  @Test
  void differencesWithinNoiseAreNone() throws IOException {
    String base = write("a.json", new StepsJson().steps(100, 140, 90, 130, 95, 120));
    String fresh = write("b.json", new StepsJson().steps(105, 150, 92, 138, 99, 121));
    assertThat(plumb.run("diff", "--cost", "device_ns", base, fresh)).isZero();
    assertThat(plumb.out()).contains("within noise").doesNotContain("More than before");
  }

  @Test
  void otherHardwareIsToldAndItsKernelsAreNotNew() throws IOException {
    String base = write("a.json", new StepsJson().steps(STEADY));
    String fresh =
        write(
            "b.json",
            new StepsJson().device("AMD MI300X").gemm("Cijk_Alik_Bljk_BBS").steps(SLOWER));
    assertThat(plumb.run("diff", base, fresh)).isZero();
    assertThat(plumb.out())
        .contains(
            "The hardware differs", "Kernels that took another's place", "Cijk_Alik_Bljk_BBS");
    Map<String, Object> diff = json(base, fresh);
    assertThat(diff.get("other_hardware")).isEqualTo(true);
    assertThat(asList(diff.get("new_kernels"))).isEmpty();
  }

  /** A run that says nothing of its hardware may have had the same. */
  @Test
  void hardwareThatIsNotToldIsNoOther() throws IOException {
    String base = write("a.json", new StepsJson().steps(STEADY));
    String none = folder.resolve("none.json").toString();
    Files.writeString(
        Path.of(none),
        "{\"traceEvents\": [{\"ph\": \"X\", \"cat\": \"cpu_op\", \"name\": \"aten::mm\","
            + " \"pid\": 1, \"tid\": 1, \"ts\": 1, \"dur\": 5}]}");
    assertThat(json(base, none).get("other_hardware")).isEqualTo(false);
  }

  @Test
  void foldersAreTheRanksOfARun() throws IOException {
    for (String side : List.of("before", "after")) {
      Files.createDirectory(folder.resolve(side));
      for (int rank = 0; rank < 2; rank++) {
        write(
            side + "/rank" + rank + ".json",
            new StepsJson().rank(rank).steps(side.equals("after") ? SLOWER : STEADY));
      }
    }
    Map<String, Object> diff =
        json(folder.resolve("before").toString(), folder.resolve("after").toString());
    assertThat(asList(asObject(diff.get("base")).get("inputs"))).hasSize(2);
    assertThat(((Number) asObject(diff.get("new")).get("steps_compared")).intValue()).isEqualTo(12);
    Map<String, Object> step = asObject(asList(diff.get("figures")).getFirst());
    assertThat(step).containsEntry("id", "step_ns").containsEntry("verdict", "regression");
    assertThat(((Number) asObject(diff.get("contexts")).get("new")).intValue()).isZero();
  }

  @Test
  void warmUpAndWholeRunsAreOptions() throws IOException {
    String base = write("a.json", new StepsJson().steps(900, 100, 101, 99, 100));
    String fresh = write("b.json", new StepsJson().steps(STEADY));
    assertThat(plumb.run("diff", base, fresh)).isZero();
    assertThat(plumb.out()).contains("5 steps, the first is warm-up and left out");
    assertThat(plumb.run("diff", "--warm-up", "0", base, fresh)).isZero();
    assertThat(plumb.out()).doesNotContain("warm-up");
    assertThat(plumb.run("diff", "--whole-run", base, fresh)).isZero();
    assertThat(plumb.out()).contains("Values are of the whole runs; there is no noise estimate");
  }

  @Test
  void wrongUsageIsTold() throws IOException {
    String file = write("a.json", new StepsJson().steps(STEADY));
    assertThat(plumb.run("diff", file)).isEqualTo(2);
    assertThat(plumb.run("diff", file, file, "--top", "0")).isEqualTo(2);
    assertThat(plumb.run("diff", file, file, "--warm-up", "-2")).isEqualTo(2);
    assertThat(plumb.run("diff", file, file, "--cost", "money")).isEqualTo(2);
    assertThat(plumb.err()).contains("no cost is named 'money'; there are device_ns, cpu_ns");
    assertThat(plumb.run("diff", file, folder.resolve("gone.json").toString())).isEqualTo(3);
    assertThat(plumb.err()).contains("gone.json");
    assertThat(plumb.out()).isEmpty();
  }

  @Test
  void namesAreOnlyEverText() throws IOException {
    String base = write("a.json", new StepsJson().steps(STEADY));
    String fresh =
        write("b.json", new StepsJson().gemm("\\u001b[2Jgemm\\u202e|<b>`x").steps(SLOWER));
    assertThat(plumb.run("diff", base, fresh)).isZero();
    assertThat(plumb.out()).contains("?[2Jgemm?").doesNotContain("\u001b", "\u202e");
  }
}
