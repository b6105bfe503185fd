package dev.plumb.importers.wire;

import java.io.IOException;

/** Bytes that are no message, or a message that ends too early. */
public final class WireException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final boolean truncated;

  WireException(String message, long offset, boolean truncated) {
    super(message);
    this.offset = offset;
    this.truncated = truncated;
  }

  /** Where in the input, in bytes. */
  public long offset() {
    return offset;
  }

  /** Whether the input ended inside the message, so that all before it was good. */
  public boolean truncated() {
    return truncated;
  }
}
