package dev.plumb.trace;

import java.io.IOException;
import java.util.Locale;

/**
 * Nothing of an input can be used (exit code 3). Where something can, a {@link Problem} is counted
 * instead.
 *
 * <p>The message is one line: {@code run7.json: truncated at byte 8,812,003. Stop the profiler
 * before copying.}
 */
public final class UnreadableInputException extends IOException {
  private static final long serialVersionUID = 1;

  private final String file;
  private final long offset;
  private final String reason;
  private final String nextStep;

  /**
   * Says what is wrong with one input.
   *
   * @param file the input as the user named it, with {@code !member} where it applies
   * @param offset byte offset in that file, or {@link Problems#NO_OFFSET}
   * @param reason what is wrong, as a phrase: "truncated"
   * @param nextStep what the user can do, as a sentence: "Stop the profiler before copying."
   */
  public UnreadableInputException(String file, long offset, String reason, String nextStep) {
    super(message(file, offset, reason, nextStep));
    this.file = file;
    this.offset = offset;
    this.reason = reason;
    this.nextStep = nextStep;
  }

  private static String message(String file, long offset, String reason, String nextStep) {
    String place =
        offset == Problems.NO_OFFSET ? "" : String.format(Locale.ROOT, " at byte %,d", offset);
    return file + ": " + reason + place + ". " + nextStep;
  }

  public String file() {
    return file;
  }

  public long offset() {
    return offset;
  }

  public String reason() {
    return reason;
  }

  public String nextStep() {
    return nextStep;
  }
}
