package dev.plumb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code plumb} command: parses the line, runs one subcommand, turns failures into exit codes.
 */
@Command(
    name = "plumb",
    description =
        "Reads what profilers of deep-learning workloads write, and says where the time goes.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit status: 0 done; 1 a gate failed; 2 wrong usage; 3 input unreadable;",
      "4 internal error."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(
        process(
            new FileOutputStream(FileDescriptor.out),
            new PrintWriter(System.err, true, UTF_8),
            ExactArguments.of(args)));
  }

  /** Runs one command line and answers its exit code, also where stdout takes nothing. */
  static int process(OutputStream stdout, PrintWriter err, String... args) {
    StandardOutput out = new StandardOutput(stdout);
    int exitCode =
        run(new PrintWriter(new BufferedWriter(new OutputStreamWriter(out, UTF_8))), err, args);
    return out.exitCode(exitCode, err);
  }

  /** Runs one command line as a process would and answers its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(Commands.all(), out, err, args);
  }

  static int run(
      List<Commands.Entry> commands, PrintWriter out, PrintWriter terminal, String... args) {
    PrintWriter err = ErrorOutput.over(terminal);
    CommandLine line = commandLine(Commands.neededFor(commands, args)).setOut(out).setErr(err);
    try {
      return line.execute(args);
    } catch (OutOfMemoryError full) {
      err.println("plumb: " + remedy(String.valueOf(full.getMessage())));
      return ExitCode.INTERNAL_ERROR;
    } catch (StackOverflowError | LinkageError broken) {
      return internalError(broken, err);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static String remedy(String full) {
    return full.contains("native thread")
        ? "no more threads can be started: "
            + full
            + " (more: ulimit -u, or pids.max of a container)"
        : "out of memory: "
            + full
            + "; the heap may use "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MiB (more: PLUMB_JAVA_OPTS=-Xmx8g)";
  }

  static CommandLine commandLine(List<Commands.Entry> commands) {
    CommandLine line = new CommandLine(new Main());
    for (Commands.Entry command : commands) {
      line.addSubcommand(command.make().get());
    }
    return line
        // A file may be named @rank0.json.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(Main::explainUsage)
        .setExecutionExceptionHandler(Main::explainFailure);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int explainUsage(ParameterException wrong, String[] args) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("plumb: " + usageMessage(wrong));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private static String usageMessage(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && unmatched.getCommandLine().getParent() == null
        && !unmatched.isUnknownOption()) {
      return "no command is named '" + unmatched.getUnmatched().getFirst() + "'";
    }
    return String.valueOf(wrong.getMessage());
  }

  private static int explainFailure(Exception failure, CommandLine line, ParseResult parsed) {
    line.getOut().flush();
    PrintWriter err = line.getErr();
    return switch (failure) {
      case CommandFailure told -> explain(failure, told.exitCode(), err);
      case IOException io -> explain(failure, ExitCode.UNREADABLE_INPUT, err);
      case UncheckedIOException io -> explain(failure, ExitCode.UNREADABLE_INPUT, err);
      default -> internalError(failure, err);
    };
  }

  private static int explain(Exception failure, int exitCode, PrintWriter err) {
    err.println("plumb: " + describe(failure));
    printTrace(failure, err);
    return exitCode;
  }

  private static int internalError(Throwable failure, PrintWriter err) {
    err.println("plumb: internal error: " + failure + " (PLUMB_DEBUG=1 shows where)");
    printTrace(failure, err);
    return ExitCode.INTERNAL_ERROR;
  }

  private static void printTrace(Throwable failure, PrintWriter err) {
    if ("1".equals(System.getenv("PLUMB_DEBUG"))) {
      failure.printStackTrace(err);
    }
  }

  /** The JDK's messages for missing and unreadable files are bare file names. */
  private static String describe(Exception failure) {
    return switch (failure) {
      case NoSuchFileException missing -> missing.getFile() + ": no such file";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case UncheckedIOException wrapped when wrapped.getCause() != null ->
          describe(wrapped.getCause());
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
    };
  }
}
