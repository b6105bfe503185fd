package dev.plumb.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code plumb} command: parses the line, runs one subcommand, turns failures into exit codes. */
@Command(
    name = "plumb",
    description = "Where the time and memory of a deep-learning workload go, why, and what a fix would buy.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit status: 0 done; 1 a gate failed; 2 wrong usage; 3 input unreadable; 4 internal error."
    })
public final class Main implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  private boolean version;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(out, err, args);
    out.flush();
    System.exit(status);
  }

  /** Runs one command line as a process would and answers its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    int status = commandLine().setOut(out).setErr(err).execute(args);
    out.flush();
    err.flush();
    return status;
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    for (Object command : Commands.all()) {
      line.addSubcommand(command);
    }
    return line.setParameterExceptionHandler(Main::explainUsage)
        .setExecutionExceptionHandler(Main::explainFailure);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int explainUsage(ParameterException wrong, String[] args) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("plumb: " + wrong.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
      err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    }
    return ExitCode.USAGE;
  }

  private static int explainFailure(Exception failure, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    err.println("plumb: " + describe(failure));
    if (System.getenv("PLUMB_DEBUG") != null) {
      failure.printStackTrace(err);
    }
    return statusOf(failure);
  }

  private static int statusOf(Exception failure) {
    return switch (failure) {
      case CommandFailure told -> told.exitCode();
      case IOException io -> ExitCode.UNREADABLE_INPUT;
      case UncheckedIOException io -> ExitCode.UNREADABLE_INPUT;
      default -> ExitCode.INTERNAL_ERROR;
    };
  }

  private static String describe(Exception failure) {
    return switch (failure) {
      case CommandFailure told -> told.getMessage();
      case NoSuchFileException missing -> missing.getFile() + ": no such file";
      case FileNotFoundException missing -> missing.getMessage();
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case IOException io -> String.valueOf(io.getMessage());
      case UncheckedIOException io when io.getCause() != null -> describe(io.getCause());
      default -> "internal error: " + failure + " (PLUMB_DEBUG=1 shows where)";
    };
  }
}
