package dev.plumb.importers.memsnapshot;

import java.io.IOException;

/** A pickle that cannot be read on. */
final class PickleException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /** Whether the pickle would have run code, which is never done. */
  private final boolean refused;

  PickleException(String message, long offset, boolean refused) {
    super(message);
    this.offset = offset;
    this.refused = refused;
  }

  long offset() {
    return offset;
  }

  boolean refused() {
    return refused;
  }
}
