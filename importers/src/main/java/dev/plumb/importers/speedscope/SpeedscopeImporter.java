package dev.plumb.importers.speedscope;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.json.JsonHead;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Speedscope's own JSON. */
public final class SpeedscopeImporter implements Importer {
  @Override
  public String format() {
    return "speedscope";
  }

  @Override
  public String title() {
    return "Speedscope JSON: py-spy, rbspy, speedscope.app, Plumb's own export";
  }

  @Override
  public List<String> examples() {
    return List.of("*.speedscope.json", "profile.speedscope");
  }

  @Override
  public String howToRecord() {
    return "py-spy record --format speedscope -o profile.speedscope.json -- python train.py";
  }

  @Override
  public Match match(byte[] head, int length) {
    JsonHead outline = JsonHead.of(head, length);
    boolean schema = outline.value("$schema").contains("speedscope.app/file-format-schema");
    boolean exporter = outline.value("exporter").startsWith("speedscope@");
    boolean frames = outline.value("shared.frames").equals("[");
    return schema || exporter || frames || startsWithProfiles(head, length)
        ? Match.CERTAIN
        : Match.NO;
  }

  /** Profiles first, and longer than the head. */
  private static boolean startsWithProfiles(byte[] head, int length) {
    String text = new String(head, 0, Math.min(length, 400), StandardCharsets.ISO_8859_1);
    String packed = text.replaceAll("\\s", "");
    return packed.startsWith("{\"profiles\":[{\"type\":\"sampled\"")
        || packed.startsWith("{\"profiles\":[{\"type\":\"evented\"");
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new SpeedscopeSession(out);
  }
}
