package dev.plumb.importers.perfetto;

import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;

/** Reads counters and memory of GPUs, and what the GPUs are called. */
final class GpuCounters {
  private static final int MOST_GPUS = 1 << 12;

  private final TraceBuilder out;
  private final StringPool strings;
  private final Timeline timeline;

  /** Counters whose numbers are those of the whole trace. */
  private final CounterSpecs global = new CounterSpecs();

  GpuCounters(TraceBuilder out, Timeline timeline) {
    this.out = out;
    this.strings = out.strings();
    this.timeline = timeline;
  }

  /** Reads a {@code GpuCounterEvent}. */
  void read(Packet packet, long timeNs, Sequence sequence, long offset) throws IOException {
    long end = packet.end(Packet.GPU_COUNTERS);
    CounterSpecs specs = global;
    long gpu = Ids.ABSENT;
    // What the values mean may stand behind them.
    WireReader ahead = packet.message(Packet.GPU_COUNTERS);
    while (ahead.next(end)) {
      switch (ahead.field()) {
        case 1 -> global.read(ahead, strings);
        case 3 -> gpu = ahead.number();
        case 4 -> {
          CounterSpecs interned = sequence.gpu.counters(ahead.number());
          specs = interned == null ? specs : interned;
        }
        default -> ahead.skip();
      }
    }
    int track = track(gpu == Ids.ABSENT ? specs.gpu : gpu);
    WireReader in = packet.message(Packet.GPU_COUNTERS);
    while (in.next(end)) {
      if (in.field() == 2 && in.type() == WireReader.BYTES) {
        counter(in, timeNs, specs, track, offset);
      } else {
        in.skip();
      }
    }
  }

  private int track(long gpu) {
    return timeline.deviceTrack(
        strings.intern(""), strings.intern("GPU " + gpu), strings.intern("counters"));
  }

  private void counter(WireReader in, long timeNs, CounterSpecs specs, int track, long offset)
      throws IOException {
    long id = 0;
    double value = Double.NaN;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> id = in.number();
        case 2 -> value = in.number();
        case 3 -> value = Double.longBitsToDouble(in.number());
        default -> in.skip();
      }
    }
    int name = specs.nameId(id);
    if (name < 0) {
      name = strings.intern("counter " + id);
      out.problems().add(ProblemCode.NAME_LOST, offset);
    }
    add(timeNs, track, name, specs.unitId(id, strings), value, "gpu_counter_event", offset);
  }

  private void add(
      long timeNs, int track, int name, int unit, double value, String category, long offset) {
    out.countEvent(strings.intern(category));
    if (timeNs == Ids.ABSENT) {
      out.problems().add(ProblemCode.TIME_UNUSABLE, offset);
    } else if (Double.isNaN(value)) {
      out.problems().add(ProblemCode.COUNTER_NOT_A_NUMBER, offset);
    } else {
      out.counters().add(timeNs, track, name, unit, value);
    }
  }

  /** Reads a {@code GpuMemTotalEvent}: what a process has of a GPU, or all of them if it is 0. */
  void readMemory(WireReader in, long end, long timeNs, long offset) throws IOException {
    long gpu = 0;
    long pid = 0;
    double size = Double.NaN;
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> gpu = in.number();
        case 2 -> pid = in.number();
        case 3 -> size = in.number();
        default -> in.skip();
      }
    }
    int name = strings.intern(pid == 0 ? "GPU memory" : "GPU memory of process " + pid);
    add(timeNs, track(gpu), name, strings.intern("bytes"), size, "gpu_mem_total_event", offset);
  }

  /** Reads {@code GpuInfo}: the GPUs, in the order of their numbers. */
  void readInfo(WireReader in, long end) throws IOException {
    for (int gpu = 0; in.next(end); gpu++) {
      if (in.field() == 1 && in.type() == WireReader.BYTES && gpu < MOST_GPUS) {
        int name = Ids.NONE;
        long inner = in.enter();
        while (in.next(inner)) {
          if (in.field() == 1 && in.type() == WireReader.BYTES) {
            name = Sequence.text(in, strings);
          } else {
            in.skip();
          }
        }
        if (name >= 0) {
          out.devices().setName(out.devices().row(Integer.toString(gpu)), strings.get(name));
        }
      } else {
        in.skip();
      }
    }
  }
}
