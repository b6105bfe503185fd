package dev.plumb.importers.executiontrace;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** PyTorch execution traces and Chakra graphs in JSON. */
public final class ExecutionTraceImporter implements Importer {
  @Override
  public String format() {
    return "execution-trace";
  }

  @Override
  public String title() {
    return "PyTorch execution trace, Chakra graph (JSON): what depends on what";
  }

  @Override
  public List<String> examples() {
    return List.of("pytorch_et.json", "*_et.json.gz", "chakra.0.json");
  }

  @Override
  public String howToRecord() {
    return "torch.profiler.ExecutionTraceObserver().register_callback(\"pytorch_et.json\")";
  }

  @Override
  public Match match(byte[] head, int length) {
    String text = new String(head, 0, Math.min(length, 1 << 14), StandardCharsets.ISO_8859_1);
    int brace = text.indexOf('{');
    if (brace < 0 || brace > 16) {
      return Match.NO;
    }
    boolean trace =
        text.contains("\"nodes\"")
            && text.contains("\"schema\"")
            && (text.contains("\"rf_id\"")
                || text.contains("\"ctrl_deps\"")
                || text.contains("execution_trace"));
    boolean chakra = text.contains("\"workload_graph\"");
    return trace || chakra ? Match.CERTAIN : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new ExecutionTraceSession(out);
  }
}
