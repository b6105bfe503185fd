package dev.plumb.record.os;

/** Error numbers of Linux and their words. */
public final class Errors {
  /** Not allowed. */
  public static final int NOT_PERMITTED = 1;

  /** No such process or thread. */
  public static final int NO_PROCESS = 3;

  /** Interrupted by a signal. */
  public static final int INTERRUPTED = 4;

  /** Not allowed by access rights. */
  public static final int NO_ACCESS = 13;

  /** Address that is not mapped. */
  public static final int BAD_ADDRESS = 14;

  /** No such call in this system. */
  public static final int NO_CALL = 38;

  private Errors() {}

  /** The words of a result: of {@code -errno}. */
  public static String words(long result) {
    return switch ((int) -result) {
      case NOT_PERMITTED -> "operation not permitted";
      case 2 -> "no such file";
      case NO_PROCESS -> "no such process";
      case INTERRUPTED -> "interrupted";
      case 11 -> "try again";
      case 12 -> "out of memory";
      case NO_ACCESS -> "permission denied";
      case BAD_ADDRESS -> "bad address";
      case 16 -> "device or resource busy";
      case 19 -> "no such device";
      case 22 -> "invalid argument";
      case 24 -> "too many open files";
      case NO_CALL -> "not implemented by this system";
      case 95 -> "not supported";
      default -> "error " + -result;
    };
  }
}
