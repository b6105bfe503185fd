package dev.plumb.record.session;

import dev.plumb.trace.ShellWord;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file of a recording cannot be written: nothing was started. */
public final class UnwritableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  UnwritableFileException(Path file, IOException cause) {
    super("cannot write " + file + ": " + reason(cause) + help(file, cause), cause);
  }

  private static String help(Path file, IOException cause) {
    return cause instanceof NoSuchFileException
        ? "; make it first (mkdir -p "
            + ShellWord.of(String.valueOf(file.getParent()))
            + "): nothing was started"
        : "";
  }

  /** The JDK's message for a missing folder is its bare name. */
  static String reason(IOException cause) {
    return cause instanceof NoSuchFileException
        ? "there is no such folder"
        : String.valueOf(cause.getMessage());
  }
}
