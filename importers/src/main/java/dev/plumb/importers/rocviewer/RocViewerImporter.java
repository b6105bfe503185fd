package dev.plumb.importers.rocviewer;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** Instructions of kernels with their samples, as ROCprof Compute Viewer shows them. */
public final class RocViewerImporter implements Importer {
  /** How it begins, white space aside: a list of rows that begin with an instruction. */
  private static final String BEGINNING = "{\"code\":[[\"";

  @Override
  public String format() {
    return "rocprof-viewer";
  }

  @Override
  public String title() {
    return "code.json of ROCprof Compute Viewer: PC samples and cycles by instruction, AMD GPUs";
  }

  @Override
  public List<String> examples() {
    return List.of("ui_output_agent_*/code.json");
  }

  @Override
  public String howToRecord() {
    return "rocprofv3 --att -- python train.py";
  }

  @Override
  public Match match(byte[] head, int length) {
    int found = 0;
    for (int at = 0; at < length && found < BEGINNING.length(); at++) {
      byte b = head[at];
      if (b == BEGINNING.charAt(found)) {
        found++;
      } else if (b < 0 || b > ' ') {
        return Match.NO;
      }
    }
    return found == BEGINNING.length() ? Match.CERTAIN : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new RocViewerSession(out);
  }
}
