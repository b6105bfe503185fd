package dev.plumb.record.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumb.record.jvm.JavaPrograms.Recorded;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Quantity;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime in the JVM, for real. Needs what build/fetch-demo.sh has fetched. */
class OnnxRuntimeTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("plumb.root"), "examples/onnxruntime/target");
  private static final int RUNS = 2_000;

  /**
   * Of the samples in a run one in ten has the C function of JNI: those of code with unwind tables.
   * At 97 a second that is one to six, and sometimes none.
   */
  private static final int HZ = 997;

  @TempDir private Path folder;

  private Recorded record() throws IOException {
    Path libraries = EXAMPLE.resolve("run.classpath");
    if (!Files.exists(libraries)) {
      System.out.println("SKIPPED: no ONNX Runtime (build/fetch-demo.sh)");
    }
    assumeTrue(
        Files.exists(libraries),
        "no ONNX Runtime (build/fetch-demo.sh), so recording it is NOT TESTED");
    String path = EXAMPLE.resolve("classes") + File.pathSeparator + Files.readString(libraries);
    JavaPrograms programs = new JavaPrograms(folder);
    Recorded run =
        programs.record(
            programs
                .plan(
                    List.of(
                        JavaPrograms.java(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        path.strip(),
                        "OnnxInfer",
                        String.valueOf(RUNS)))
                .at(HZ));
    assertThat(run.output()).contains(RUNS + " runs, one failed as asked: true");
    return run;
  }

  @Test
  void runsAreCountedExactlyAndLeadThroughJniIntoTheLibrary() throws IOException {
    Recorded run = record();

    // Overloads call each other; the run that failed is one too.
    assertThat(run.operator(Quantity.CALLS, "onnxruntime::run")).isEqualTo(RUNS + 1);
    assertThat(run.contexts())
        .contains(
            "OnnxInfer.main;OnnxInfer.all;onnxruntime::run",
            "OnnxInfer.main;OnnxInfer.one;onnxruntime::run");
    // Most of its code has no symbols, and its kernels no unwind tables.
    assertThat(run.contexts())
        .anyMatch(each -> each.contains(";onnxruntime::run;Java_ai_onnxruntime_OrtSession_run;"))
        .anyMatch(
            each -> each.matches(".*;OnnxInfer.all;onnxruntime::run;.*\\[libonnxruntime.so]"));
  }

  @Test
  void codeWithoutSymbolsHasItsLibrary() throws IOException {
    Recorded run = record();

    int found = 0;
    var frames = run.trace().frames();
    for (int row = 0; row < frames.size(); row++) {
      String name = run.trace().strings().get(frames.nameId(row));
      if (frames.kind(row) == CodeKind.NATIVE && name.equals("[libonnxruntime.so]")) {
        found++;
        assertThat(frames.libraryId(row)).isNotNegative();
        assertThat(run.trace().strings().get(frames.libraryId(row))).isEqualTo("libonnxruntime.so");
      }
    }
    assertThat(found).isPositive();
  }
}
