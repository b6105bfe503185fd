package dev.plumb.cli;

import dev.plumb.profile.Run;
import java.io.IOException;

/** Reads files as the commands do, for tests in other packages. */
public final class LoadedFile {
  private LoadedFile() {}

  /** The run of one file; throws what the commands make their messages of. */
  public static Run run(String file) throws IOException {
    return RoundTrip.load(file);
  }
}
