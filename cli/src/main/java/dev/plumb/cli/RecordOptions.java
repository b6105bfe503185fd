package dev.plumb.cli;

import dev.plumb.record.session.Mode;
import dev.plumb.record.session.NotAttachedException;
import dev.plumb.record.session.Outcome;
import dev.plumb.record.session.Plan;
import dev.plumb.record.session.Plan.Windows;
import dev.plumb.record.session.Session;
import dev.plumb.record.session.UnwritableFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that records. */
final class RecordOptions {
  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "The recording to write (default: NAME-PID.plumb, of the program and Plumb).")
  private @Nullable String out;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "cpu: stacks of what runs, and operators; wall: also of what waits; operators: no stacks;"
              + " stacks: no operators (default: cpu).")
  private String mode = "cpu";

  @Option(
      names = "--budget",
      paramLabel = "SHARE",
      description =
          "How much of the program's time observing operators may cost, such as 5%% or 0.05; 100%%"
              + " records all of them (default: 5%%).")
  private String budget = "5%";

  @Option(
      names = "--hz",
      paramLabel = "N",
      description = "Samples a second of each thread (default: ${DEFAULT-VALUE}).")
  private int hz = Plan.HZ;

  @Option(
      names = "--windows",
      paramLabel = "WHEN",
      description =
          "Windows of the framework's own profiler, for device work: auto (where an accelerator is"
              + " used), always, never (default: auto).")
  private String windows = "auto";

  @Option(
      names = "--gpu",
      paramLabel = "WHEN",
      description =
          "What GPUs do, by CUPTI or rocprofiler-sdk: auto (in programs that are not of Python),"
              + " always (instead of windows), samples (always, with program counters), never"
              + " (default: auto). Not tried on a GPU yet.")
  private String gpu = "auto";

  @Option(
      names = "--follow",
      description = "Show the hottest contexts in the terminal while the program runs.")
  private boolean follow;

  @Option(names = "--no-report", description = "Only record; print no report at the end.")
  private boolean silent;

  /** The plan for a command. */
  Plan plan(List<String> command, String program) {
    if (hz < 1 || hz > 10_000) {
      throw CommandFailure.usage("--hz must be from 1 to 10000");
    }
    return Plan.of(command, file(program))
        .in(option("--mode", mode, Mode.class))
        .within(share())
        .at(hz)
        .with(option("--windows", windows, Windows.class))
        .with(option("--gpu", gpu, Plan.Gpu.class));
  }

  private static <E extends Enum<E>> E option(String name, String value, Class<E> type) {
    for (E one : type.getEnumConstants()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(value)) {
        return one;
      }
    }
    throw CommandFailure.usage(name + " knows no '" + value + "'");
  }

  private double share() {
    String number = budget.endsWith("%") ? budget.substring(0, budget.length() - 1) : budget;
    try {
      double value = Double.parseDouble(number) / (number.equals(budget) ? 1 : 100);
      if (value > 0 && value <= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw CommandFailure.usage("--budget takes a share such as 5% or 0.05, not " + budget);
  }

  private Path file(String program) {
    if (out == null) {
      String name = program.substring(program.lastIndexOf('/') + 1);
      return OutputFile.named(name + "-" + ProcessHandle.current().pid() + ".plumb");
    }
    Path path = OutputFile.named(out);
    if (Files.isDirectory(path)) {
      throw CommandFailure.usage("'" + out + "' is a folder; name a file with --out");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw CommandFailure.usage(
          "'"
              + out
              + "' is no file that a recording could take the place of, again and again;"
              + " name another one with --out");
    }
    OutputFile.folderOf(path);
    return path;
  }

  /** Shows the recording while it goes on, where that was asked for. */
  void follow(Session session) {
    if (follow) {
      session.follow(LiveTop.onTerminal());
    }
  }

  /** A recording from its start to its end. */
  interface Run {
    Outcome record() throws IOException;
  }

  /**
   * Records; neither a file that cannot be written is an unreadable input, nor a program that takes
   * no recorder.
   */
  static Outcome run(Run run) throws IOException {
    try {
      return run.record();
    } catch (UnwritableFileException e) {
      throw CommandFailure.cannotWrite(String.valueOf(e.getMessage()));
    } catch (NotAttachedException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Says how it went, and prints the report, all on stderr: stdout is the program's. */
  void tell(Outcome outcome, PrintWriter err) {
    err.println("plumb: recorded " + outcome.level().label());
    outcome.missing().forEach((what, why) -> err.println("plumb: without " + what + ": " + why));
    outcome.remarks().forEach(each -> err.println("plumb: " + each));
    if (!outcome.stored()) {
      err.println(
          "plumb: could not write " + outcome.file() + " to the end: " + outcome.notStored());
    }
    boolean isThere = outcome.stored() || Files.exists(outcome.file());
    if (isThere) {
      err.println("plumb: recording: " + outcome.file());
    }
    err.flush();
    if (isThere && !silent) {
      err.println();
      Main.run(err, err, "report", outcome.file().toString());
    }
  }
}
