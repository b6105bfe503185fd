package dev.plumb.importers.perfetto;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads what the kernel's ftrace recorded of one CPU after another: which thread ran when, as a
 * slice {@code on CPU} on the track of that thread, and frequencies, as counters.
 */
final class Scheduling {
  private static final int CLOCK_BOOT = 6;
  private static final int SWITCH = 4;
  private static final int CPU_FREQUENCY = 11;
  private static final int GPU_FREQUENCY = 332;
  private static final int MOST_CPUS = 1 << 14;
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final TraceBuilder out;
  private final Threads threads;
  private final Clocks clocks;
  private final Ignored ignored;
  private final int category;

  /** Thread on each CPU, and since when; {@link #UNKNOWN} before its first switch. */
  private long[] tids = {};

  private long[] since = {};
  private long lastNs = Long.MIN_VALUE;

  // Turns of threads; their processes may be told after them.
  private final LongColumn starts = new LongColumn();
  private final LongColumn ends = new LongColumn();
  private final LongColumn ran = new LongColumn();
  private final IntColumn cpus = new IntColumn();
  private final LongColumn states = new LongColumn();

  // The bundle at hand.
  private int cpu;
  private long addNs;
  private Sequence sequence;
  private long offset;

  Scheduling(TraceBuilder out, Threads threads, Clocks clocks, Ignored ignored) {
    this.out = out;
    this.threads = threads;
    this.clocks = clocks;
    this.ignored = ignored;
    this.category = out.strings().intern("sched_switch");
    this.sequence = new Sequence(0);
  }

  /** Reads a {@code FtraceEventBundle}. */
  void read(Packet packet, Sequence from, long at) throws IOException {
    sequence = from;
    offset = at;
    long end = packet.end(Packet.FTRACE);
    head(packet.message(Packet.FTRACE), end);
    if (cpu >= MOST_CPUS) {
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
      return;
    }
    WireReader in = packet.message(Packet.FTRACE);
    while (in.next(end)) {
      if (in.type() != WireReader.BYTES) {
        in.skip();
      } else if (in.field() == 2) {
        event(in);
      } else if (in.field() == 4) {
        compact(in);
      } else {
        if (in.field() == 3) {
          out.problems().add(ProblemCode.SAMPLES_LOST, offset);
        }
        in.skip();
      }
    }
  }

  /** What holds for the whole bundle may stand behind its events. */
  private void head(WireReader in, long end) throws IOException {
    long clock = 0;
    long ftrace = 0;
    long boot = 0;
    cpu = 0;
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> cpu = Math.clamp(in.number(), 0, MOST_CPUS);
        case 5 -> clock = in.number();
        case 6 -> ftrace = in.number();
        case 7 -> boot = in.number();
        default -> in.skip();
      }
    }
    addNs = clock == 0 ? 0 : boot - ftrace;
  }

  private long time(long timestamp) {
    return clocks.timeNs(timestamp + addNs, CLOCK_BOOT, sequence);
  }

  private void event(WireReader in) throws IOException {
    long timestamp = Ids.ABSENT;
    boolean read = false;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> timestamp = in.number();
        case SWITCH -> {
          read = true;
          switched(in, timestamp);
        }
        case CPU_FREQUENCY, GPU_FREQUENCY -> {
          read = true;
          frequency(in, in.field() == GPU_FREQUENCY, timestamp);
        }
        default -> in.skip();
      }
    }
    if (!read) {
      ignored.add("ftrace events", offset);
    }
  }

  private void switched(WireReader in, long timestamp) throws IOException {
    long previous = UNKNOWN;
    long state = 0;
    long next = UNKNOWN;
    int nextName = Ids.NONE;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> {
          int name = Sequence.text(in, out.strings());
          if (previous != UNKNOWN) {
            threads.name(previous, name);
          }
        }
        case 2 -> previous = (int) in.number();
        case 4 -> state = in.number();
        case 5 -> nextName = Sequence.text(in, out.strings());
        case 6 -> next = (int) in.number();
        default -> in.skip();
      }
    }
    use(timestamp, state, next, nextName);
  }

  private void use(long timestamp, long state, long next, int nextName) {
    out.countEvent(category);
    if (timestamp == Ids.ABSENT || next == UNKNOWN) {
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
      return;
    }
    if (next != 0 && nextName >= 0) {
      threads.name(next, nextName);
    }
    long timeNs = time(timestamp);
    lastNs = Math.max(lastNs, timeNs);
    if (cpu >= tids.length) {
      int known = tids.length;
      tids = Arrays.copyOf(tids, Math.max(cpu + 1, known * 2));
      since = Arrays.copyOf(since, tids.length);
      Arrays.fill(tids, known, tids.length, UNKNOWN);
    }
    turn(timeNs, state);
    tids[cpu] = next;
    since[cpu] = timeNs;
  }

  /** Ends the turn of the thread that is on the CPU; thread 0 is none: the CPU is idle. */
  private void turn(long timeNs, long state) {
    if (tids[cpu] != UNKNOWN && tids[cpu] != 0) {
      starts.add(since[cpu]);
      ends.add(timeNs);
      ran.add(tids[cpu]);
      cpus.add(cpu);
      states.add(state);
    }
  }

  /** Switches as columns; times are differences. */
  private void compact(WireReader in) throws IOException {
    IntColumn names = new IntColumn();
    Numbers times = new Numbers();
    Numbers previous = new Numbers();
    Numbers next = new Numbers();
    Numbers nextNames = new Numbers();
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 5 -> names.add(Sequence.text(in, out.strings()));
        case 1 -> times.read(in);
        case 2 -> previous.read(in);
        case 3 -> next.read(in);
        case 6 -> nextNames.read(in);
        default -> in.skip();
      }
    }
    int count = Math.min(times.size(), next.size());
    if (times.size() != next.size() || previous.size() < count || nextNames.size() < count) {
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
      count = Math.min(count, Math.min(previous.size(), nextNames.size()));
    }
    long timestamp = 0;
    for (int i = 0; i < count; i++) {
      timestamp += times.get(i);
      long name = nextNames.get(i);
      boolean named = name >= 0 && name < names.size();
      int thread = (int) next.get(i);
      use(timestamp, previous.get(i), thread, named ? names.get((int) name) : Ids.NONE);
    }
  }

  private void frequency(WireReader in, boolean gpu, long timestamp) throws IOException {
    long first = 0;
    long second = 0;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> first = in.number();
        case 2 -> second = in.number();
        default -> in.skip();
      }
    }
    String name = gpu ? "gpu_frequency" : "cpu_frequency";
    out.countEvent(out.strings().intern(name));
    if (timestamp == Ids.ABSENT) {
      out.problems().add(ProblemCode.TIME_UNUSABLE, offset);
      return;
    }
    // Of a CPU the frequency comes first, of a GPU its number.
    String unit = gpu ? "GPU " + first : "CPU " + second;
    int track = threads.device(unit, "frequency");
    int kilohertz = out.strings().intern("kHz");
    double value = gpu ? second : first;
    out.counters().add(time(timestamp), track, out.strings().intern(name), kilohertz, value);
  }

  /** Writes the turns; what is on a CPU at the end is there up to the last switch of any. */
  void finish() {
    for (cpu = 0; cpu < tids.length; cpu++) {
      if (since[cpu] < lastNs) {
        turn(lastNs, UNKNOWN);
      }
    }
    int name = out.strings().intern("on CPU");
    ArgsText args = new ArgsText();
    for (int i = 0; i < starts.size(); i++) {
      long tid = ran.get(i);
      args.clear().number("cpu", cpus.get(i)).text("state", state(states.get(i)));
      threads
          .timeline()
          .slice(
              starts.get(i),
              ends.get(i),
              SliceKind.ASYNC,
              name,
              category,
              threads.row(threads.pid(tid), tid),
              args.intern(out),
              Ids.NONE,
              Problems.NO_OFFSET);
    }
  }

  /** What the thread was to do next, as {@code ps} abbreviates it. */
  private static String state(long bits) {
    if (bits == UNKNOWN) {
      return "";
    }
    return switch ((int) bits & 0xFF) {
      case 0 -> "R";
      case 1 -> "S";
      case 2 -> "D";
      case 4 -> "T";
      case 8 -> "t";
      case 16 -> "X";
      case 32 -> "Z";
      case 64 -> "P";
      case 128 -> "I";
      default -> Long.toString(bits);
    };
  }
}
