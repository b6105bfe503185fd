package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.RecordedRuns;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Source files: what lies below an allowed folder, whatever a profile calls it, and nothing else.
 */
class SourcesTest {
  @TempDir private Path folder;
  private Path root;
  private Path secret;

  @BeforeEach
  void files() throws IOException {
    root = Files.createDirectories(folder.resolve("allowed"));
    Files.createDirectories(root.resolve("pkg"));
    Files.writeString(root.resolve("train.py"), "a\nb\nc\nd\ne\nf\ndef train():\n");
    Files.writeString(root.resolve("pkg/model.py"), "model\n");
    Files.write(root.resolve("binary.py"), new byte[] {1, 0, 2});
    secret = folder.resolve("secret.py");
    Files.writeString(secret, "password");
  }

  private Sources sources() throws IOException {
    return new Sources(List.of(root));
  }

  @Test
  void filesBelowARootAreFound() throws IOException {
    Sources.Found exact = sources().find("pkg/model.py");
    assertThat(exact).isNotNull();
    assertThat(exact.exact()).isTrue();
    assertThat(sources().find(root.resolve("train.py").toString()).exact()).isTrue();
    Sources.Found elsewhere = sources().find("/workspace/job/pkg/model.py");
    assertThat(elsewhere).isNotNull();
    assertThat(elsewhere.exact()).isFalse();
    assertThat(sources().find("C:\\work\\pkg\\model.py").file()).isEqualTo(exact.file());
    assertThat(sources().read(exact).lines()).containsExactly("model");
  }

  @Test
  void nothingElseIsFound() throws IOException {
    for (String name :
        List.of(
            secret.toString(),
            "../secret.py",
            "pkg/../../secret.py",
            root + "/../secret.py",
            "pkg",
            "",
            "..",
            ".",
            "/",
            "train.py\0.txt",
            "%2e%2e/secret.py",
            "/etc/passwd",
            "nothing.py",
            "x/".repeat(5_000) + "secret.py")) {
      assertThat(sources().find(name)).as(name).isNull();
    }
  }

  @Test
  void linksThatLeadOutAreNotFollowed() throws IOException {
    try {
      Files.createSymbolicLink(root.resolve("link.py"), secret);
      Files.createSymbolicLink(root.resolve("out"), folder);
      Files.createSymbolicLink(root.resolve("in.py"), root.resolve("train.py"));
    } catch (UnsupportedOperationException | IOException e) {
      assumeTrue(false, "no symbolic links here");
    }
    assertThat(sources().find("link.py")).isNull();
    assertThat(sources().find("out/secret.py")).isNull();
    assertThat(sources().find("in.py")).isNotNull();
    // Found, and then replaced by a link before it is read.
    Sources.Found found = sources().find("train.py");
    Files.delete(root.resolve("train.py"));
    Files.createSymbolicLink(root.resolve("train.py"), secret);
    assertThat(sources().read(found)).isNull();
  }

  @Test
  void whatIsNoTextIsNotShown() throws IOException {
    assertThat(sources().read(sources().find("binary.py"))).isNull();
  }

  @Test
  void whatLibrariesDoBelongsToTheFileThatCalledThem() {
    TraceBuilder out = new TraceBuilder("t.json", "test", new Problems());
    int track = out.tracks().add(out.strings().intern("1"), out.strings().intern("1"));
    String[] frames = {
      "launch.py(1): <module>", "model.py(7): forward", "torch/nn/functional.py(3): softmax"
    };
    for (int i = 0; i < frames.length; i++) {
      out.slices()
          .add(
              100L * i,
              1000 - 200L * i,
              SliceKind.PYTHON,
              out.strings().intern(frames[i]),
              out.strings().intern("python_function"),
              track,
              Ids.NONE,
              out.python().add(i, i - 1, Ids.NONE));
    }
    try (Asked asked = Asked.about(Run.of(List.of(Linker.link(out.seal(), out.problems()))))) {
      List<Map<String, Object>> files = Asked.objects(asked.ask("/api/sources"), "files");
      assertThat(files.stream().map(each -> each.get("file")))
          .containsExactly("model.py", "launch.py", "torch/nn/functional.py");
      assertThat(files.stream().map(each -> each.get("cpu_own_ns")))
          .containsExactly(800L, 200L, 0L);
    }
  }

  /** Instructions of a device are sampled without a time. */
  @Test
  void samplesOfInstructionsBelongToTheirLines() {
    try (Asked asked = Asked.about(RecordedRuns.kernels(), root)) {
      assertThat(Asked.objects(asked.ask("/api/sources"), "files"))
          .singleElement()
          .satisfies(file ->
              assertThat(file).containsEntry("file", "gemm.cu").containsEntry("samples", 40L));
      Map<String, Object> costs =
          ParsedJson.object(asked.ask("/api/source", "file", "gemm.cu").get("costs"));
      assertThat(Asked.numbers(costs, "line")).containsExactly(12);
      assertThat(Asked.numbers(costs, "samples")).containsExactly(40);
    }
  }

  @Test
  void onlyFilesThatTheProfileNamesAreAskedFor() throws IOException {
    try (Asked asked = Asked.about(RecordedRuns.cpu(), root)) {
      Map<String, Object> source = asked.ask("/api/source", "file", "train.py");
      assertThat(ParsedJson.list(source.get("lines"))).hasSize(7);
      assertThat(source).containsEntry("found", "exact").containsEntry("relative", "train.py");
      Map<String, Object> costs = ParsedJson.object(source.get("costs"));
      assertThat(Asked.numbers(costs, "line")).containsExactly(7, 9, 21);
      assertThat(Asked.numbers(costs, "cpu_ns")).containsExactly(8_000_000, 5_000_000, 8_000_000);
      assertThat(Asked.numbers(costs, "cpu_self_ns")).containsExactly(0, 0, 3_000_000);
      assertThatThrownBy(() -> asked.ask("/api/source", "file", "pkg/model.py"))
          .isInstanceOf(WrongQuestion.class)
          .hasMessageContaining("no context of this profile is in it");
      Map<String, Object> files = asked.ask("/api/sources");
      assertThat(Asked.objects(files, "files"))
          .singleElement()
          .satisfies(file ->
              assertThat(file)
                  .containsEntry("file", "train.py")
                  .containsEntry("available", true)
                  .containsEntry("cpu_ns", 8_000_000L)
                  .containsEntry("cpu_own_ns", 8_000_000L));
    }
    try (Asked asked = Asked.about(RecordedRuns.cpu(), root.resolve("pkg"))) {
      Map<String, Object> source = asked.ask("/api/source", "file", "train.py");
      assertThat(source.get("lines")).isNull();
      assertThat(source.get("missing").toString()).contains("--root");
      assertThat(source).containsKey("costs");
    }
  }
}
