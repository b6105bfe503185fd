package dev.plumb.record.session;

import java.io.IOException;

/** A running program that cannot be recorded: nothing was stored, and it runs on. */
public final class NotAttachedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The message says why, and what helps. */
  public NotAttachedException(String message) {
    super(message);
  }
}
