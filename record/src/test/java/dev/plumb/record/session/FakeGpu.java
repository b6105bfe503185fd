package dev.plumb.record.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * A vendor's fake profiler, the program that uses it and Plumb's library, built by gcc in a folder.
 */
final class FakeGpu {
  private static final Path ROOT = Path.of(System.getProperty("plumb.root"), "record");
  private static final Path SOURCES = ROOT.resolve("src/test/native");

  final Vendor vendor;
  final Path folder;
  final Path library;
  final Path fake;
  final Path program;

  /** Builds everything; the test is skipped where there is no gcc. */
  FakeGpu(Vendor vendor, Path folder) throws Exception {
    this.vendor = vendor;
    this.folder = folder;
    library = folder.resolve("libplumb.so");
    fake = folder.resolve("libfake.so");
    program = folder.resolve("program");
    Assumptions.assumeTrue(hasCompiler(), "no gcc here: work of GPUs is NOT TESTED");
    run(ROOT.resolve("native/build.sh").toString(), library.toString());
    shared(source("fake_" + vendor.profiler + ".c"), fake);
    gcc(source("fake_program.c"), "-o", program.toString(), "-ldl", "-lpthread");
  }

  /** Whether there is a C compiler. */
  static boolean hasCompiler() throws InterruptedException {
    try {
      return new ProcessBuilder("gcc", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  static String source(String name) {
    return SOURCES.resolve(name).toString();
  }

  /** Builds a library. */
  void shared(String source, Path to, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-fPIC", "-shared", "-fvisibility=hidden"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of(source, "-o", to.toString()));
    gcc(arguments.toArray(new String[0]));
  }

  private void gcc(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("gcc", "-std=gnu11", "-O1", "-D_GNU_SOURCE"));
    command.addAll(List.of("-Wall", "-Wextra", "-Werror", "-I", ROOT.resolve("native").toString()));
    command.addAll(List.of(arguments));
    run(command.toArray(new String[0]));
  }

  private void run(String... command) throws Exception {
    Path output = folder.resolve("compiler.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + Files.readString(output));
    }
  }

  /** Records the program while it does what a script says. */
  Recorded record(List<String> script, Plan.Gpu gpu, Map<String, String> more) throws IOException {
    Path file = Files.createTempFile(folder, "script", ".txt");
    Files.write(file, script);
    return recordCommand(List.of(program.toString(), file.toString()), gpu, more);
  }

  /** Records any command that finds the fake. */
  Recorded recordCommand(List<String> command, Plan.Gpu gpu, Map<String, String> more)
      throws IOException {
    Path out = Files.createTempDirectory(folder, "out").resolve("run.plumb");
    Plan plan = Plan.of(command, out).in(Mode.OPERATORS).with(gpu);
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PLUMB_NATIVE_LIBRARY", library.toString());
    environment.put("PLUMB_FAKE_GPU", fake.toString());
    environment.putIfAbsent(vendor.variable, fake.toString());
    return Recorded.of(plan, environment);
  }
}
