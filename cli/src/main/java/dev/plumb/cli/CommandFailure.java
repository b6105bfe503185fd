package dev.plumb.cli;

import dev.plumb.trace.io.WriteFailure;
import java.io.IOException;

/**
 * Ends a subcommand with one line on stderr and an exit code. The message is written for the user:
 * what failed, where, and what to do next.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  public static CommandFailure unreadableInput(String message) {
    return new CommandFailure(ExitCode.UNREADABLE_INPUT, message);
  }

  /** What was to be written cannot be: a full disk, a folder that may not be written to. */
  public static CommandFailure cannotWrite(String message) {
    return new CommandFailure(ExitCode.INTERNAL_ERROR, message);
  }

  /** For a file of that name. */
  public static CommandFailure cannotWrite(String file, IOException failure) {
    return cannotWrite(
        "cannot write " + file + ": " + WriteFailure.reason(OutputFile.named(file), failure));
  }

  public static CommandFailure gateFailed(String message) {
    return new CommandFailure(ExitCode.GATE_FAILED, message);
  }

  int exitCode() {
    return exitCode;
  }
}
