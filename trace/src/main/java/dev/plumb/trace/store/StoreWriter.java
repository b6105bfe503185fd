package dev.plumb.trace.store;

import dev.plumb.trace.Trace;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes traces as one {@code .plumb} file, front to back, one section in memory at a time. */
public final class StoreWriter {
  private StoreWriter() {}

  /**
   * Writes the file; does not close {@code out}.
   *
   * @throws IllegalArgumentException if there is no trace: such a file could not be read back
   */
  public static void write(List<Trace> traces, OutputStream out) throws IOException {
    if (traces.isEmpty()) {
      throw new IllegalArgumentException("no trace");
    }
    try (SectionWriter sections = new SectionWriter(out)) {
      sections.begin();
      for (Trace trace : traces) {
        new TraceWriter(trace, sections).write();
      }
      sections.finish();
    }
  }
}
