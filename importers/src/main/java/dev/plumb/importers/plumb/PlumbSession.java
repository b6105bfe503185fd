package dev.plumb.importers.plumb;

import dev.plumb.importers.ImportSession;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.store.StoreReader;
import java.util.List;

/** Reads one {@code .plumb} file into as many builders as it holds traces. */
final class PlumbSession implements ImportSession {
  private final StoreReader reader;

  PlumbSession(String file) {
    reader = new StoreReader(file);
  }

  @Override
  public void accept(byte[] buffer, int from, int to) throws UnreadableInputException {
    reader.accept(buffer, from, to);
  }

  @Override
  public void finish() throws UnreadableInputException {
    reader.finish();
  }

  @Override
  public List<TraceBuilder> traces() {
    return reader.traces();
  }
}
