package dev.plumb.importers.perfscript;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.stacks.LineSession;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** The text of {@code perf script}. */
public final class PerfScriptImporter implements Importer {
  private static final int ENOUGH = 3;

  @Override
  public String format() {
    return "perf-script";
  }

  @Override
  public String title() {
    return "perf script: samples of Linux's perf as text";
  }

  @Override
  public List<String> examples() {
    return List.of("*.linux-perf.txt", "out.perf", "perf.script");
  }

  @Override
  public String howToRecord() {
    return "perf record -F 499 -g -- python train.py && perf script --header > out.perf";
  }

  /** Certain if the first samples are samples: a head with an event, then frames with addresses. */
  @Override
  public Match match(byte[] head, int length) {
    if (LineSession.isBinary(head, length)) {
      return Match.NO;
    }
    SampleHead sample = new SampleHead();
    FrameLine frame = new FrameLine();
    int samples = 0;
    int lines = 0;
    boolean open = false;
    for (int from = 0; from < length && samples < ENOUGH; ) {
      int to = from;
      while (to < length && head[to] != '\n') {
        to++;
      }
      if (to == length && samples > 0) {
        break; // cut off by the head
      }
      lines++;
      if (to > from && head[from] != '#') {
        if (open && frame.read(head, from, to) && frame.hasAddress) {
          samples++;
          open = false;
        } else if (sample.read(head, from, to)) {
          samples += sample.hasFrame ? 1 : 0;
          open = !sample.hasFrame;
        } else if (samples == 0 && !frame.read(head, from, to)) {
          return Match.NO;
        }
      }
      from = to + 1;
    }
    return samples > 0 && lines > 0 ? Match.CERTAIN : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new PerfScriptSession(out);
  }
}
