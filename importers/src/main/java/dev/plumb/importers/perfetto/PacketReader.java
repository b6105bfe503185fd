package dev.plumb.importers.perfetto;

import dev.plumb.importers.rocm.LongMap;
import dev.plumb.importers.wire.WireException;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads one packet after another: first what its sequence must know, then its event. */
final class PacketReader {
  /** Content of a packet that says something about the trace, not about the program. */
  private static final Set<Integer> ABOUT_THE_TRACE = Set.of(33, 35, 36, 45, 46, 69, 72, 89, 107);

  private static final int CLOCK_SNAPSHOT = 6;
  private static final int TIMESTAMP = 8;
  private static final int SEQUENCE = 10;
  private static final int TRACK_EVENT = 11;
  private static final int INTERNED_DATA = 12;
  private static final int SEQUENCE_FLAGS = 13;
  private static final int STATE_CLEARED = 41;
  private static final int THREAD_DESCRIPTOR = 44;
  private static final int PROCESS_DESCRIPTOR = 43;
  private static final int COMPRESSED = 50;
  private static final int CLOCK = 58;
  private static final int DEFAULTS = 59;
  private static final int TRACK_DESCRIPTOR = 60;

  private static final int CLEARED_FLAG = 1;

  /** A trace has some hundred writers; what is beyond this shares the state of the last. */
  private static final int MOST_SEQUENCES = 1 << 16;

  /** Compressed packets hold some hundred kilobytes. */
  private static final int MOST_INFLATED = 1 << 26;

  private final TraceBuilder out;
  private final LongMap sequenceRows = new LongMap();
  private final List<Sequence> sequences = new ArrayList<>();
  private final Clocks clocks;
  private final Tracks tracks;
  private final EventReader events;

  // Where the messages of the packet at hand are; 0 if it has none.
  private final long[] starts = new long[DEFAULTS + 2];
  private final long[] ends = new long[DEFAULTS + 2];
  private long timestamp;
  private long clock;
  private long sequenceId;
  private boolean cleared;
  private int unknown;

  PacketReader(TraceBuilder out) {
    this.out = out;
    this.clocks = new Clocks(out);
    this.tracks = new Tracks(out);
    this.events = new EventReader(out, tracks);
  }

  /** Reads the packet in {@code [from, to)}, which is at {@code offset} of the input. */
  void read(byte[] bytes, int from, int to, long offset, int depth) {
    try {
      scan(new WireReader(bytes, from, to), to);
      if (ends[COMPRESSED] > 0) {
        inflate(bytes, offset, depth);
      } else {
        use(bytes, offset);
      }
    } catch (WireException | DataFormatException e) {
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
    } catch (IOException e) {
      throw new AssertionError(e); // from an array
    }
  }

  private void scan(WireReader in, int to) throws IOException {
    java.util.Arrays.fill(ends, 0);
    timestamp = Ids.ABSENT;
    clock = Ids.ABSENT;
    sequenceId = 0;
    cleared = false;
    unknown = 0;
    while (in.next(to)) {
      int field = in.field();
      switch (field) {
        case TIMESTAMP -> timestamp = in.number();
        case SEQUENCE -> sequenceId = in.number();
        case CLOCK -> clock = in.number();
        case STATE_CLEARED -> cleared |= in.number() != 0;
        case SEQUENCE_FLAGS -> cleared |= (in.number() & CLEARED_FLAG) != 0;
        case CLOCK_SNAPSHOT, TRACK_EVENT, INTERNED_DATA, COMPRESSED, DEFAULTS, TRACK_DESCRIPTOR -> {
          long end = in.enter();
          starts[field] = in.offset();
          ends[field] = end;
          in.skipTo(end);
        }
        default -> {
          boolean content = in.type() == WireReader.BYTES && !ABOUT_THE_TRACE.contains(field);
          unknown = content ? field : unknown;
          in.skip();
        }
      }
    }
  }

  private void use(byte[] bytes, long offset) throws IOException {
    Sequence sequence = sequence();
    if (cleared) {
      sequence.clear();
    }
    if (ends[INTERNED_DATA] > 0) {
      sequence.readInterned(message(bytes, INTERNED_DATA), ends[INTERNED_DATA], out.strings());
    }
    if (ends[DEFAULTS] > 0) {
      sequence.readDefaults(message(bytes, DEFAULTS), ends[DEFAULTS]);
    }
    if (ends[CLOCK_SNAPSHOT] > 0) {
      clocks.read(message(bytes, CLOCK_SNAPSHOT), ends[CLOCK_SNAPSHOT], sequence);
    }
    if (ends[TRACK_DESCRIPTOR] > 0) {
      tracks.read(message(bytes, TRACK_DESCRIPTOR), ends[TRACK_DESCRIPTOR]);
    }
    if (ends[TRACK_EVENT] > 0) {
      long timeNs = clocks.timeNs(timestamp, clock, sequence);
      events.read(message(bytes, TRACK_EVENT), ends[TRACK_EVENT], timeNs, sequence, offset);
    } else if (unknown == PROCESS_DESCRIPTOR || unknown == THREAD_DESCRIPTOR) {
      return; // of an age before tracks; the events name their tracks anew
    } else if (unknown > 0) {
      out.problems().add(ProblemCode.PACKET_IGNORED, offset, "field " + unknown);
    }
  }

  private WireReader message(byte[] bytes, int field) {
    return new WireReader(bytes, (int) starts[field], (int) ends[field]);
  }

  private Sequence sequence() {
    int row = sequenceRows.get(sequenceId);
    if (row < 0) {
      row = Math.min(sequences.size(), MOST_SEQUENCES - 1);
      if (row == sequences.size()) {
        sequences.add(new Sequence(sequenceId));
      }
      sequenceRows.put(sequenceId, row);
    }
    return sequences.get(row);
  }

  /** Packets within a packet, deflated. */
  private void inflate(byte[] bytes, long offset, int depth)
      throws IOException, DataFormatException {
    if (depth > 0) {
      throw new DataFormatException("compressed twice");
    }
    int from = (int) starts[COMPRESSED];
    int length = (int) ends[COMPRESSED] - from;
    byte[] plain = new byte[Math.max(1024, Math.min(MOST_INFLATED, 4 * length))];
    int size = 0;
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes, from, length);
      while (!inflater.finished()) {
        if (size == plain.length) {
          if (size >= MOST_INFLATED) {
            out.problems().add(ProblemCode.EVENT_TOO_LARGE, offset);
            return;
          }
          plain = java.util.Arrays.copyOf(plain, Math.min(MOST_INFLATED, 2 * size));
        }
        int count = inflater.inflate(plain, size, plain.length - size);
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new DataFormatException("ends too early");
        }
        size += count;
      }
    } finally {
      inflater.end();
    }
    WireReader in = new WireReader(plain, 0, size);
    while (in.next(size)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        int inner = (int) in.enter();
        int start = (int) in.offset();
        in.skipTo(inner);
        read(plain, start, inner, offset, depth + 1);
      } else {
        in.skip();
      }
    }
  }

  void finish() {
    events.finish();
    tracks.finish();
  }
}
