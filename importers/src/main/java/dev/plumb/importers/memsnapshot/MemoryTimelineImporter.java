package dev.plumb.importers.memsnapshot;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The raw memory timeline of {@code torch.profiler}: allocations by category. */
public final class MemoryTimelineImporter implements Importer {
  /** Time, action 1 to 4, bytes, category 0 to 7; at least two of them. */
  private static final Pattern HEAD =
      Pattern.compile(
          "\\s*\\[\\s*\\[\\s*-?\\d+\\s*,\\s*[1-4]\\s*,\\s*-?\\d+\\s*,\\s*[0-7]\\s*\\]\\s*,\\s*"
              + "\\[\\s*-?\\d+\\s*,\\s*[1-4]\\s*,\\s*-?\\d+\\s*,\\s*[0-7]\\s*\\]");

  @Override
  public String format() {
    return "torch-memory-timeline";
  }

  @Override
  public String title() {
    return "PyTorch profiler's raw memory timeline: bytes by category over time";
  }

  @Override
  public List<String> examples() {
    return List.of("memory_timeline.raw.json.gz");
  }

  @Override
  public String howToRecord() {
    return "profiler.export_memory_timeline(\"memory_timeline.raw.json.gz\", device=\"cuda:0\")";
  }

  @Override
  public Match match(byte[] head, int length) {
    String text = new String(head, 0, Math.min(length, 400), StandardCharsets.ISO_8859_1);
    return HEAD.matcher(text).lookingAt() ? Match.CERTAIN : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new MemoryTimelineSession(out);
  }
}
