package dev.plumb.importers.chrome;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The Trace Event Format of PyTorch's profiler (Kineto), Chrome and many others. */
public final class ChromeImporter implements Importer {
  @Override
  public String format() {
    return "chrome";
  }

  @Override
  public String title() {
    return "Trace Event JSON: PyTorch profiler (Kineto) on NVIDIA, AMD, MTIA or CPU; Chrome";
  }

  @Override
  public List<String> examples() {
    return List.of("*.pt.trace.json", "*.pt.trace.json.gz", "trace.json", "trace_view.json");
  }

  @Override
  public String howToRecord() {
    return "torch.profiler.profile(...).export_chrome_trace(\"trace.json.gz\")";
  }

  @Override
  public Match match(byte[] head, int length) {
    int at = 0;
    if (length >= 3 && (head[0] & 0xFF) == 0xEF) {
      at = 3;
    }
    while (at < length && head[at] >= 0 && head[at] <= ' ') {
      at++;
    }
    if (at >= length || head[at] != '{' && head[at] != '[') {
      // A program's own output may have come before the trace.
      String all = new String(head, 0, length, StandardCharsets.ISO_8859_1);
      boolean events = all.contains("\"ph\"") && all.contains("\"ts\"");
      return events || all.contains("\"traceEvents\"") ? Match.POSSIBLE : Match.NO;
    }
    String text = new String(head, at, length - at, StandardCharsets.ISO_8859_1);
    if (text.contains("\"traceEvents\"")) {
      return Match.CERTAIN;
    }
    if (text.contains("\"ph\"") && (text.contains("\"ts\"") || text.contains("\"pid\""))) {
      return Match.CERTAIN;
    }
    return Match.POSSIBLE;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new ChromeSession(out);
  }
}
