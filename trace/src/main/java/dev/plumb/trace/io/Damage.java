package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import java.io.IOException;

/**
 * Why a layer cannot go on. Thrown only after every byte before it was delivered; the layers above
 * pass it on unchanged, so that one damage is counted once however many layers meet it.
 */
final class Damage extends IOException {
  private static final long serialVersionUID = 1;

  private final ProblemCode code;
  private final long offset;
  private final String nextStep;
  private boolean counted;

  /**
   * @param offset in the file on disk, as near as is known
   * @param reason a phrase such as "truncated inside a gzip header"
   */
  Damage(ProblemCode code, long offset, String reason) {
    this(code, offset, reason, code.advice());
  }

  Damage(ProblemCode code, long offset, String reason, String nextStep) {
    // Expected in broken files, and never shown with a stack.
    super(reason, null);
    this.code = code;
    this.offset = offset;
    this.nextStep = nextStep;
  }

  static Damage truncated(long offset, String where) {
    return new Damage(ProblemCode.INPUT_TRUNCATED, offset, "truncated " + where);
  }

  static Damage corrupt(long offset, String reason) {
    return new Damage(ProblemCode.COMPRESSED_DATA_CORRUPT, offset, reason);
  }

  ProblemCode code() {
    return code;
  }

  long offset() {
    return offset;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  String nextStep() {
    return nextStep;
  }

  /** True for the first caller only. */
  boolean firstCount() {
    boolean first = !counted;
    counted = true;
    return first;
  }
}
