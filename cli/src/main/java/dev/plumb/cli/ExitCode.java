package dev.plumb.cli;

/** What a plumb process tells its caller; scripts rely on these numbers. */
public final class ExitCode {
  public static final int DONE = 0;

  /** A comparison was made and a threshold was crossed. */
  public static final int GATE_FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** A file cannot be read; the message names file, offset and next step. */
  public static final int UNREADABLE_INPUT = 3;

  public static final int INTERNAL_ERROR = 4;

  private ExitCode() {}
}
