package dev.plumb.record;

import dev.plumb.trace.Trace;
import dev.plumb.trace.store.StoreReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Recordings as files. */
public final class Stored {
  private Stored() {}

  /** A stored recording. */
  public static Trace read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try (StoreReader reader = new StoreReader(file.toString())) {
      reader.accept(bytes, 0, bytes.length);
      reader.finish();
      return reader.traces().getFirst().seal();
    }
  }
}
