package dev.plumb.trace;

import java.util.Locale;

/**
 * Every kind of problem that an input can have. This is the one place to add one: the id that users
 * and JSON see is the constant's name in kebab case, so a constant is never renamed once released.
 */
public enum ProblemCode {
  // Byte sources. Offsets are positions in the file as it lies on disk, before decompression.
  INPUT_TRUNCATED(
      Severity.DATA_LOSS,
      "The file ends early: let the profiler finish before copying it, or copy it again."),
  COMPRESSED_DATA_CORRUPT(
      Severity.DATA_LOSS,
      "The compressed data is damaged from here on: copy the file again from where it was made."),
  CHECKSUM_MISMATCH(
      Severity.DATA_LOSS,
      "The content differs from what was compressed: copy the file again from where it was made."),
  TRAILING_BYTES(
      Severity.NOTICE,
      "Bytes after the end of the compressed data were ignored: check how the file was put"
          + " together."),
  EXPANSION_RATIO_LIMIT(
      Severity.DATA_LOSS,
      "The file expands so much that it looks like a decompression bomb: if you trust it, raise"
          + " --max-ratio."),
  EXPANSION_SIZE_LIMIT(
      Severity.DATA_LOSS, "The content is larger than allowed: raise --max-bytes to read all."),
  NESTING_LIMIT(
      Severity.DATA_LOSS,
      "Containers are nested too deeply: unpack the outer ones first, or raise --max-depth."),
  MEMBER_LIMIT(
      Severity.DATA_LOSS,
      "The archive holds more files than allowed: unpack what you need, or raise --max-members."),
  MEMBER_UNREADABLE(
      Severity.DATA_LOSS,
      "A file inside the archive could not be read: unpack the archive and pass the file itself."),
  MEMBER_EMPTY(Severity.INFO, "A file inside the archive is empty and was skipped."),
  READ_FAILED(
      Severity.DATA_LOSS,
      "The system could not read on: check the disk or the network share, then try again.");

  private final String id;
  private final Severity severity;
  private final String advice;

  ProblemCode(Severity severity, String advice) {
    this.id = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.severity = severity;
    this.advice = advice;
  }

  /** Stable name in kebab case, e.g. {@code input-truncated}. */
  public String id() {
    return id;
  }

  public Severity severity() {
    return severity;
  }

  /** One sentence: what the user can do about it. */
  public String advice() {
    return advice;
  }
}
