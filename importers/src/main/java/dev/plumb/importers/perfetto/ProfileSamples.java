package dev.plumb.importers.perfetto;

import dev.plumb.importers.stacks.SampleWriter;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;

/** Reads samples of stacks: of perf, and those that a thread takes of itself. */
final class ProfileSamples {
  private static final int CLOCK_MONOTONIC = 3;

  private final TraceBuilder out;
  private final Threads threads;
  private final SampleWriter writer;
  private final int perfCategory;
  private final int streamCategory;

  ProfileSamples(TraceBuilder out, Threads threads) {
    this.out = out;
    this.threads = threads;
    this.writer = new SampleWriter(out);
    this.perfCategory = out.strings().intern("perf_sample");
    this.streamCategory = out.strings().intern("streaming_profile_packet");
  }

  /** Reads a {@code PerfSample}, which may also be news of lost ones. */
  void read(WireReader in, long end, long timeNs, Sequence sequence, long offset)
      throws IOException {
    long pid = Ids.ABSENT;
    long tid = Ids.ABSENT;
    long stack = 0;
    long lost = 0;
    boolean skipped = false;
    boolean news = false;
    while (in.next(end)) {
      switch (in.field()) {
        case 2 -> pid = in.number();
        case 3 -> tid = in.number();
        case 4 -> stack = in.number();
        case 17 -> lost = in.number();
        case 18 -> {
          skipped = true;
          in.skip();
        }
        case 19 -> {
          news = true;
          in.skip();
        }
        default -> in.skip();
      }
    }
    out.countEvent(perfCategory);
    if (lost != 0 || skipped) {
      out.problems().add(ProblemCode.SAMPLES_LOST, offset, Math.max(1, lost));
    } else if (!news) {
      String name = sequence.timebase.isEmpty() ? "samples" : sequence.timebase + " samples";
      add(timeNs, threads.row(pid, tid), stack, name, sequence, offset);
    }
  }

  private void add(
      long timeNs, int track, long stackId, String name, Sequence sequence, long offset) {
    if (timeNs == Ids.ABSENT) {
      out.problems().add(ProblemCode.TIME_UNUSABLE, offset);
      return;
    }
    int stack = stackId == 0 ? Ids.NONE : sequence.callstacks.row(stackId);
    if (stack < 0 && stackId != 0) {
      out.problems().add(ProblemCode.NAME_LOST, offset);
    }
    int measure =
        out.measures().row(Quantity.SAMPLES, out.strings().intern(name), out.strings().intern(""));
    writer.add(timeNs, track, stack, measure, 1, Ids.NONE);
  }

  /** Reads a {@code StreamingProfilePacket}: stacks of the thread that its sequence is of. */
  void readStream(WireReader in, long end, Sequence sequence, Clocks clocks, long offset)
      throws IOException {
    int track = threads.row(sequence.pid, sequence.tid);
    Numbers stacks = new Numbers();
    Numbers deltas = new Numbers();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> stacks.read(in);
        case 2 -> deltas.read(in);
        default -> in.skip();
      }
    }
    if (stacks.size() > deltas.size()) {
      out.problems().add(ProblemCode.SAMPLE_BROKEN, offset);
    }
    for (int i = 0; i < deltas.size(); i++) {
      long micros = deltas.get(i);
      boolean usable = sequence.threadNs != Ids.ABSENT && Math.abs(micros) < 1L << 50;
      sequence.threadNs = usable ? sequence.threadNs + micros * 1000 : Ids.ABSENT;
      if (i < stacks.size()) {
        out.countEvent(streamCategory);
        long timeNs =
            usable ? clocks.timeNs(sequence.threadNs, CLOCK_MONOTONIC, sequence) : Ids.ABSENT;
        add(timeNs, track, stacks.get(i), "samples", sequence, offset);
      }
    }
  }
}
