package dev.plumb.importers.plumb;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.store.PlumbFormat;
import java.util.List;

/** Traces that Plumb stored itself; they keep the name and format of the file they came from. */
public final class PlumbImporter implements Importer {
  @Override
  public String format() {
    return "plumb";
  }

  @Override
  public String title() {
    return "Plumb's own store: one or several traces of a run, small and quick to read";
  }

  @Override
  public List<String> examples() {
    return List.of("*.plumb");
  }

  @Override
  public String howToRecord() {
    return "plumb convert FILE... -o run.plumb";
  }

  @Override
  public Match match(byte[] head, int length) {
    return PlumbFormat.matches(head, length) ? Match.CERTAIN : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new PlumbSession(out.name());
  }
}
