package dev.plumb.importers.cpuprofile;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.json.JsonHead;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** CPU profiles of JavaScript. */
public final class CpuProfileImporter implements Importer {
  @Override
  public String format() {
    return "cpuprofile";
  }

  @Override
  public String title() {
    return "V8 CPU profile: Node.js, Chrome, Deno";
  }

  @Override
  public List<String> examples() {
    return List.of("*.cpuprofile");
  }

  @Override
  public String howToRecord() {
    return "node --cpu-prof app.js";
  }

  /** Certain if the outermost object has nodes, and they have call frames. */
  @Override
  public Match match(byte[] head, int length) {
    if (!JsonHead.of(head, length).value("nodes").equals("[")) {
      return Match.NO;
    }
    String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    return text.contains("\"callFrame\"") && text.contains("\"functionName\"")
        ? Match.CERTAIN
        : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new CpuProfileSession(out);
  }
}
