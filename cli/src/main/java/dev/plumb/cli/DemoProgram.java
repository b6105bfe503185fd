package dev.plumb.cli;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The program of {@code examples/djl-train}, built by Maven at first use: PyTorch's libraries are
 * too much for everybody who builds Plumb.
 */
final class DemoProgram {
  /** What Maven fetches and what PyTorch unpacks, in bytes, with some room. */
  private static final long NEEDED_BYTES = 700L << 20;

  private static final String MAIN = "DjlTrain";

  private final Path project;
  private final Path target;

  private DemoProgram(Path project) {
    this.project = project;
    target = project.resolve("target");
  }

  /**
   * The program, ready to run.
   *
   * @param progress told what takes long
   */
  static DemoProgram build(Consumer<String> progress) throws IOException {
    refuseOtherPlatforms();
    String root = System.getProperty("plumb.root", "");
    Path project = Path.of(root, "examples", "djl-train");
    if (root.isEmpty() || !Files.exists(project.resolve("pom.xml"))) {
      throw CommandFailure.usage(
          "the demo's program comes with Plumb's sources and is built by Maven: run ./plumb demo there;"
              + " to record a program of your own here: plumb record -- python3 train.py");
    }
    DemoProgram program = new DemoProgram(project);
    if (!program.isBuilt()) {
      program.refuseFullDisk();
      program.compile(progress);
    }
    if (!Files.isDirectory(program.unpacked())) {
      program.load(progress);
    }
    return program;
  }

  private static void refuseOtherPlatforms() {
    String system = System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "");
    if (!system.toLowerCase(Locale.ROOT).matches("linux (amd64|x86_64)")) {
      throw CommandFailure.usage(
          "the demo fetches PyTorch for Linux on x86-64, and this is "
              + system
              + "; ./plumb report examples/djl-train/trace.json.gz shows a recording instead");
    }
  }

  private Path classPath() {
    return target.resolve("demo.classpath");
  }

  private Path unpacked() {
    return target.resolve("djl").resolve("loaded");
  }

  /** Where the program's output goes. */
  Path log() {
    return target.resolve("demo.log");
  }

  /** Whether nothing has changed since the last build, and its libraries are still there. */
  private boolean isBuilt() throws IOException {
    if (!Files.exists(classPath())) {
      return false;
    }
    FileTime built = Files.getLastModifiedTime(classPath());
    for (String each : Files.readString(classPath()).strip().split(File.pathSeparator)) {
      if (!Files.exists(Path.of(each))) {
        return false;
      }
    }
    try (Stream<Path> sources = Files.walk(project.resolve("src"))) {
      for (Path each : Stream.concat(sources, Stream.of(project.resolve("pom.xml"))).toList()) {
        if (Files.getLastModifiedTime(each).compareTo(built) > 0) {
          return false;
        }
      }
    }
    return true;
  }

  private void refuseFullDisk() throws IOException {
    long free;
    try {
      Files.createDirectories(target);
      free = target.toFile().getUsableSpace(); // a FileStore is not known of every folder
    } catch (IOException e) {
      throw CommandFailure.cannotWrite("may not write to " + target + "; copy Plumb's folder");
    }
    if (free < NEEDED_BYTES && !Files.isDirectory(unpacked())) {
      throw CommandFailure.cannotWrite(
          "the demo needs "
              + (NEEDED_BYTES >> 20)
              + " MiB for PyTorch, and "
              + target
              + " has "
              + (free >> 20)
              + " MiB left");
    }
  }

  private void compile(Consumer<String> progress) throws IOException {
    if (maven("-o") == 0) {
      return;
    }
    progress.accept("fetching PyTorch for the JVM, 120 MB (once)");
    int status = maven();
    if (status != 0) {
      Files.deleteIfExists(classPath());
      throw CommandFailure.cannotWrite(explain(Files.readString(log())));
    }
  }

  private int maven(String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of("mvn", "-q", "-B"));
    command.addAll(List.of(more));
    command.addAll(List.of("-f", project.resolve("pom.xml").toString(), "compile"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try {
      return run(builder);
    } catch (IOException e) {
      throw CommandFailure.usage("Maven (mvn) is not on the PATH; the demo is built with it");
    }
  }

  private int run(ProcessBuilder builder) throws IOException {
    Process process =
        builder
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(log().toFile())
            .redirectErrorStream(true)
            .start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Maven's page of errors in one line. */
  static String explain(String log) {
    String text = log.toLowerCase(Locale.ROOT);
    if (text.contains("no space left")) {
      return "no space left on the disk while fetching PyTorch; free 700 MiB and try again";
    }
    for (String sign :
        List.of(
            "unknown host",
            "unknownhost",
            "name or service not known",
            "temporary failure in name resolution",
            "network is unreachable",
            "connection refused",
            "connect timed out",
            "connection timed out",
            "could not transfer artifact",
            "no route to host")) {
      if (text.contains(sign)) {
        return "Maven cannot fetch PyTorch for the JVM: no network, or Maven's settings name a"
            + " repository that does not answer (log: examples/djl-train/target/demo.log)";
      }
    }
    return "Maven could not build the demo: "
        + log.lines()
            .filter(line -> line.contains("ERROR"))
            .findFirst()
            .orElse("it says nothing")
            .replaceAll("\\x1b\\[[0-9;]*m", "")
        + " (log: examples/djl-train/target/demo.log)";
  }

  /** The first start unpacks 430 MB, which would be most of what a recording shows. */
  private void load(Consumer<String> progress) throws IOException {
    progress.accept("unpacking PyTorch, 430 MB (once)");
    int status = run(new ProcessBuilder(command("--load")));
    if (status != 0) {
      throw CommandFailure.cannotWrite("PyTorch cannot be loaded: " + lastWords());
    }
    Files.createDirectories(unpacked());
  }

  /** The last line that the program has printed. */
  String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return lines.isEmpty() ? "it said nothing" : lines.getLast();
  }

  /** The command that runs it. */
  List<String> command(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dai.djl.offline=true",
                "-Dslf4j.internal.verbosity=ERROR",
                "-DDJL_CACHE_DIR=" + target.resolve("djl"),
                "-cp",
                target.resolve("classes")
                    + File.pathSeparator
                    + Files.readString(classPath()).strip(),
                MAIN));
    command.addAll(List.of(arguments));
    return command;
  }
}
