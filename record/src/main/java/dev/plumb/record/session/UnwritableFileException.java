package dev.plumb.record.session;

import dev.plumb.trace.ShellWord;
import dev.plumb.trace.io.WriteFailure;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file of a recording cannot be written: nothing was started. */
public final class UnwritableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  UnwritableFileException(Path file, IOException cause) {
    super(
        "cannot write " + file + ": " + WriteFailure.reason(file, cause) + help(file, cause),
        cause);
  }

  private static String help(Path file, IOException cause) {
    return cause instanceof NoSuchFileException && !WriteFailure.hasFolder(file)
        ? "; make it first (mkdir -p "
            + ShellWord.of(String.valueOf(file.getParent()))
            + "): nothing was started"
        : "";
  }
}
