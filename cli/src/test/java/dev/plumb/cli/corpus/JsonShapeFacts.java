package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asLong;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.Trace;
import java.util.Map;

/** JSON of which facts know the size only: ROCprof's viewer, PyTorch's raw memory timeline. */
final class JsonShapeFacts implements FactComparer {
  private static final Map<String, String> FORMATS =
      Map.of(
          "rocprof-compute-viewer/pcsampling/code.json", "rocprof-viewer",
          "hta/memory_analysis/memory_timeline.raw.gz", "torch-memory-timeline");

  @Override
  public boolean claims(Entry entry) {
    return "json".equals(entry.kind()) && FORMATS.containsKey(entry.file());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Trace trace = reading.traces().getFirst();
    c.facts.get("kind");
    c.check("format", FORMATS.get(c.entry.file()), trace.format());
    c.check("bytes", asLong(c.facts.get("bytes")), trace.fileBytes());
    c.check("uncompressed_bytes", asLong(c.facts.get("uncompressed_bytes")), trace.bytes());
    Object top = c.facts.get("top_level");
    if (top instanceof String list) {
      c.check("top_level", list, "list[" + trace.events() + "]");
    } else {
      c.notKept("how the file is laid out is not kept", "top_level");
    }
  }
}
