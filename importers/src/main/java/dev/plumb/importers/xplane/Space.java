package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.WireException;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import java.nio.channels.FileChannel;

/** What the planes of one file share. */
final class Space {
  /** The summary lists so many lines and planes, and counts the others. */
  private static final int MOST_LISTED = 4096;

  final TraceBuilder out;
  final FileChannel file;
  final HloModules modules = new HloModules();
  final Contexts contexts;
  private final StringBuilder planes = new StringBuilder("[");
  private int listedPlanes;
  private int listedLines;
  private boolean truncated;
  private long startNs;
  private long latestLineNs;

  /** Whether the run's steps were found already. */
  boolean stepsKnown;

  long events;

  Space(TraceBuilder out, FileChannel file) {
    this.out = out;
    this.file = file;
    this.contexts = new Contexts(out, modules);
  }

  /** Counts damage within a plane; the end of a file that was cut off is told once. */
  void damaged(WireException e, boolean cut) {
    if (!cut || !e.truncated()) {
      out.problems().add(ProblemCode.EVENT_BROKEN, e.offset());
    } else if (!truncated) {
      truncated = true;
      out.problems().add(ProblemCode.INPUT_TRUNCATED, e.offset());
    }
  }

  /** Takes the Unix time at which the profile began. */
  void startedAt(long unixNs) {
    startNs = unixNs;
  }

  void sawLine(long timestampNs) {
    latestLineNs = Math.max(latestLineNs, timestampNs);
  }

  /** Unix time of time zero: profiles count from their start; only the oldest write Unix time. */
  long baseTimeNs() {
    return startNs > 0 && latestLineNs < startNs / 2 ? startNs : 0;
  }

  boolean listLine() {
    return listedLines++ < MOST_LISTED;
  }

  /** Adds the JSON object of a plane to the summary. */
  void listPlane(CharSequence json) {
    if (listedPlanes < MOST_LISTED) {
      planes.append(listedPlanes == 0 ? "" : ",").append(json);
    }
    listedPlanes++;
  }

  String planes() {
    return planes + "]";
  }
}
