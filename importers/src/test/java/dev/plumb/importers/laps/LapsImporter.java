package dev.plumb.importers.laps;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Laps of a stopwatch. */
public final class LapsImporter implements Importer {
  @Override
  public String format() {
    return "laps";
  }

  @Override
  public String title() {
    return "Laps of a stopwatch";
  }

  @Override
  public List<String> examples() {
    return List.of("*.laps");
  }

  @Override
  public String howToRecord() {
    return "print \"laps 1\", then one line for each lap";
  }

  @Override
  public Match match(byte[] head, int length) {
    byte[] first = "laps 1\n".getBytes(StandardCharsets.US_ASCII);
    boolean same = length >= first.length;
    for (int i = 0; same && i < first.length; i++) {
      same = head[i] == first[i];
    }
    return same ? Match.CERTAIN : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new LapsSession(out);
  }
}
