package dev.plumb.importers.gecko;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.json.JsonHead;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** Profiles of the Firefox Profiler, raw and processed. */
public final class GeckoImporter implements Importer {
  @Override
  public String format() {
    return "gecko";
  }

  @Override
  public String title() {
    return "Firefox Profiler (gecko) JSON: Firefox, samply, perf script report gecko";
  }

  @Override
  public List<String> examples() {
    return List.of("profile.json.gz", "*.gecko.json", "Firefox *.profile.json");
  }

  @Override
  public String howToRecord() {
    return "samply record --save-only -o profile.json.gz -- python train.py";
  }

  @Override
  public Match match(byte[] head, int length) {
    JsonHead outline = JsonHead.of(head, length);
    boolean raw =
        outline.has("meta.interval")
            && (outline.has("meta.stackwalk") || outline.has("meta.processType"));
    return raw || outline.has("meta.preprocessedProfileVersion") ? Match.CERTAIN : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new GeckoSession(out);
  }
}
