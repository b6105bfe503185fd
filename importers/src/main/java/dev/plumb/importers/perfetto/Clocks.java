package dev.plumb.importers.perfetto;

import dev.plumb.importers.perfetto.Sequence.SequenceClock;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;

/**
 * Times of all clocks as times of one: the boot-time clock, or the one that the trace names. The
 * last snapshot before an event counts.
 */
final class Clocks {
  private static final int REALTIME = 1;
  private static final int BOOTTIME = 6;
  private static final int FIRST_OF_SEQUENCE = 64;
  private static final int FIRST_GLOBAL = 128;

  /** A snapshot has a handful of clocks. */
  private static final int MOST_CLOCKS = 64;

  private final TraceBuilder out;

  /** What to add to a clock of the machine, by row of {@link #offsets}. */
  private final LongMap rows = new LongMap();

  private final LongColumn offsets = new LongColumn();
  private long primary = BOOTTIME;
  private boolean based;

  Clocks(TraceBuilder out) {
    this.out = out;
  }

  /** Reads a snapshot: the values of several clocks at one moment. */
  void read(WireReader in, long end, Sequence sequence) throws IOException {
    long[] ids = new long[MOST_CLOCKS];
    long[] values = new long[MOST_CLOCKS];
    long[] units = new long[MOST_CLOCKS];
    boolean[] incremental = new boolean[MOST_CLOCKS];
    int count = 0;
    while (in.next(end)) {
      if (in.field() == 2) {
        primary = in.number();
      } else if (in.field() == 1 && in.type() == WireReader.BYTES && count < MOST_CLOCKS) {
        long inner = in.enter();
        units[count] = 1;
        while (in.next(inner)) {
          switch (in.field()) {
            case 1 -> ids[count] = in.number();
            case 2 -> values[count] = in.number();
            case 3 -> incremental[count] = in.number() != 0;
            case 4 -> units[count] = Math.clamp(in.number(), 1, 1_000_000_000);
            default -> in.skip();
          }
        }
        count++;
      } else {
        in.skip();
      }
    }
    apply(ids, values, units, incremental, count, sequence);
  }

  private void apply(
      long[] ids,
      long[] values,
      long[] units,
      boolean[] incremental,
      int count,
      Sequence sequence) {
    long trace = Ids.ABSENT;
    long real = Ids.ABSENT;
    for (int i = 0; i < count; i++) {
      trace = ids[i] == primary ? values[i] : trace;
      real = ids[i] == REALTIME ? values[i] : real;
    }
    if (trace == Ids.ABSENT && count > 0) {
      int row = rows.get(ids[0]); // by way of a clock that is known
      trace = values[0] * units[0] + (row < 0 ? 0 : offsets.get(row));
    }
    if (!based && real != Ids.ABSENT && primary != REALTIME) {
      based = true;
      out.setBaseTimeNs(real - trace);
    }
    for (int i = 0; i < count; i++) {
      long offset = trace - values[i] * units[i];
      if (ids[i] >= FIRST_OF_SEQUENCE && ids[i] < FIRST_GLOBAL) {
        SequenceClock clock = new SequenceClock();
        clock.offsetNs = offset;
        clock.unitNs = units[i];
        clock.incremental = incremental[i];
        clock.last = values[i];
        sequence.setClock((int) ids[i] - FIRST_OF_SEQUENCE, clock);
      } else if (rows.get(ids[i]) < 0) {
        rows.put(ids[i], offsets.add(offset));
      } else {
        offsets.set(rows.get(ids[i]), offset);
      }
    }
  }

  /**
   * The time of a packet.
   *
   * @param clock id; {@link Ids#ABSENT} for the sequence's own default
   * @return nanoseconds of the trace's clock; {@link Ids#ABSENT} if the packet has no time
   */
  long timeNs(long timestamp, long clock, Sequence sequence) {
    if (timestamp == Ids.ABSENT) {
      return Ids.ABSENT;
    }
    long id = clock == Ids.ABSENT ? sequence.clock : clock;
    if (id >= FIRST_OF_SEQUENCE && id < FIRST_GLOBAL) {
      SequenceClock own = sequence.clock((int) id - FIRST_OF_SEQUENCE);
      if (own == null) {
        return timestamp;
      }
      long value = own.incremental ? own.last + timestamp : timestamp;
      own.last = value;
      return value * own.unitNs + own.offsetNs;
    }
    int row = id == Ids.ABSENT ? Ids.NONE : rows.get(id);
    return row < 0 ? timestamp : timestamp + offsets.get(row);
  }
}
