package dev.plumb.importers.elf;

import java.io.IOException;

/** An object file, or a table in it, that contradicts itself or ends too early. */
public final class ElfException extends IOException {
  private static final long serialVersionUID = 1L;

  ElfException(String message) {
    super(message);
  }
}
