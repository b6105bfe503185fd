package dev.plumb.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Builds and runs programs to look into. */
public final class Programs {
  /** Python's {@code burn(seconds)}: uses CPU time of its thread; needs {@code import time}. */
  public static final String BURN =
      """
      def burn(seconds):
          end = time.thread_time() + seconds
          while time.thread_time() < end:
              for i in range(2000): pass
      """;

  private Programs() {}

  /** What may be so. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it is. */
    boolean holds() throws IOException;
  }

  /** Waits until something is so: for a minute, after which the test fails. */
  public static void await(Condition what) throws IOException, InterruptedException {
    for (int i = 0; i < 6000 && !what.holds(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(what.holds()).isTrue();
  }

  /** Lets a program begin by a file, and keeps whoever calls until it has made another. */
  public static void hold(Path begin, Path done) {
    try {
      if (!Files.exists(begin)) {
        Files.createFile(begin);
        await(() -> Files.exists(done));
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
    }
  }

  /** Skips a test, loudly, where a program is not installed. */
  public static void need(String... programs) {
    for (String program : programs) {
      boolean isThere =
          Arrays.stream(System.getenv("PATH").split(":"))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
      if (!isThere) {
        System.out.println("SKIPPED: this test needs " + program);
      }
      assumeTrue(isThere, "needs " + program);
    }
  }

  /** What a program prints; it must succeed. */
  public static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, text).isZero();
    return text;
  }

  /** What a program prints; it must succeed. */
  public static String output(String... command) throws IOException, InterruptedException {
    return output(List.of(command));
  }

  /** Compiles C or C++; skips the test, loudly, without a compiler. */
  public static Path compile(Path folder, String file, String source, String... options)
      throws IOException, InterruptedException {
    String compiler = file.endsWith(".cpp") ? "g++" : "gcc";
    need(compiler);
    Path code = Files.writeString(folder.resolve(file), source);
    Path program = folder.resolve(file.substring(0, file.indexOf('.')));
    List<String> command = new ArrayList<>(List.of(compiler, "-o", program.toString()));
    command.add(code.toString());
    command.addAll(List.of(options));
    command.add("-pthread");
    output(command);
    return program;
  }

  /** A running program that has said that it is ready. */
  public static final class Running implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private Running(Process process) {
      this.process = process;
      this.out = process.inputReader();
    }

    /** The process. */
    public int pid() {
      return (int) process.pid();
    }

    /** Waits for the next line. */
    public String line() throws IOException {
      String line = out.readLine();
      assertThat(line).as("the program ended").isNotNull();
      return line;
    }

    /** Lets a program go on that reads a line. */
    public void go() throws IOException {
      process.outputWriter().write("\n");
      process.outputWriter().flush();
    }

    /** All lines up to the end of the program. */
    public List<String> lines() throws IOException {
      List<String> lines = new ArrayList<>();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
      return lines;
    }

    /** Ends the program as SIGKILL does. */
    public void kill() {
      process.destroyForcibly();
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      kill();
    }
  }

  /** Starts a program and waits until it prints {@code ready}. */
  public static Running start(ProcessBuilder command) throws IOException {
    command.redirectError(ProcessBuilder.Redirect.INHERIT);
    Running running = new Running(command.start());
    assertThat(running.line()).isEqualTo("ready");
    return running;
  }

  /** Starts a program and waits until it prints {@code ready}. */
  public static Running start(String... command) throws IOException {
    return start(new ProcessBuilder(command));
  }
}
