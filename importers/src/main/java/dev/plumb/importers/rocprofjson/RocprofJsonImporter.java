package dev.plumb.importers.rocprofjson;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON of AMD's rocprofv3. */
public final class RocprofJsonImporter implements Importer {
  private static final byte[] KEY = "\"rocprofiler-sdk-tool\"".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String format() {
    return "rocprof-json";
  }

  @Override
  public String title() {
    return "rocprofv3 JSON: kernels, API calls, copies, counters and PC samples on AMD GPUs";
  }

  @Override
  public List<String> examples() {
    return List.of("*_results.json");
  }

  @Override
  public String howToRecord() {
    return "rocprofv3 --sys-trace -f json -- python train.py";
  }

  @Override
  public Match match(byte[] head, int length) {
    int at = length >= 3 && (head[0] & 0xFF) == 0xEF ? 3 : 0;
    at = skipSpace(head, at, length);
    if (at >= length || head[at] != '{') {
      return Match.NO;
    }
    at = skipSpace(head, at + 1, length);
    for (byte b : KEY) {
      if (at >= length || head[at++] != b) {
        return Match.NO;
      }
    }
    return Match.CERTAIN;
  }

  private static int skipSpace(byte[] head, int at, int length) {
    while (at < length && head[at] >= 0 && head[at] <= ' ') {
      at++;
    }
    return at;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new RocprofJsonSession(out);
  }
}
