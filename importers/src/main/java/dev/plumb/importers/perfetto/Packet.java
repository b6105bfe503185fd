package dev.plumb.importers.perfetto;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import java.io.IOException;
import java.util.Arrays;

/** The packet at hand: its scalars, and where its messages are. Used again for the next one. */
final class Packet {
  static final int FTRACE = 1;
  static final int PROCESS_TREE = 2;
  static final int CLOCK_SNAPSHOT = 6;
  static final int TRACK_EVENT = 11;
  static final int INTERNED_DATA = 12;
  static final int THREAD_DESCRIPTOR = 44;
  static final int COMPRESSED = 50;
  static final int GPU_COUNTERS = 52;
  static final int RENDER_STAGE = 53;
  static final int STREAMING_PROFILE = 54;
  static final int DEFAULTS = 59;
  static final int TRACK_DESCRIPTOR = 60;
  static final int PERF_SAMPLE = 66;
  static final int GPU_MEMORY = 71;
  static final int GPU_INFO = 128;
  static final int ZSTD_COMPRESSED = 133;

  private static final int TIMESTAMP = 8;
  private static final int SEQUENCE = 10;
  private static final int SEQUENCE_FLAGS = 13;
  private static final int STATE_CLEARED = 41;
  private static final int CLOCK = 58;
  private static final int CLEARED_FLAG = 1;

  private static final int[] MESSAGES = {
    FTRACE,
    PROCESS_TREE,
    CLOCK_SNAPSHOT,
    TRACK_EVENT,
    INTERNED_DATA,
    THREAD_DESCRIPTOR,
    COMPRESSED,
    GPU_COUNTERS,
    RENDER_STAGE,
    STREAMING_PROFILE,
    DEFAULTS,
    TRACK_DESCRIPTOR,
    PERF_SAMPLE,
    GPU_MEMORY,
    GPU_INFO,
    ZSTD_COMPRESSED
  };

  /** Places of messages by field; −1 for what is not read. */
  private static final byte[] PLACES = new byte[ZSTD_COMPRESSED + 1];

  static {
    Arrays.fill(PLACES, (byte) -1);
    for (int place = 0; place < MESSAGES.length; place++) {
      PLACES[MESSAGES[place]] = (byte) place;
    }
  }

  /** Ends of messages; 0 if the packet has none. */
  private final int[] ends = new int[MESSAGES.length];

  private final int[] starts = new int[MESSAGES.length];
  private byte[] bytes = {};

  long timestamp;
  long clock;
  long sequenceId;
  boolean cleared;

  /** Field of a message that is not read; 0 if there is none. */
  int ignored;

  void scan(byte[] in, int from, int to) throws IOException {
    bytes = in;
    Arrays.fill(ends, 0);
    timestamp = Ids.ABSENT;
    clock = Ids.ABSENT;
    sequenceId = 0;
    cleared = false;
    ignored = 0;
    WireReader reader = new WireReader(in, from, to);
    while (reader.next(to)) {
      member(reader);
    }
  }

  private void member(WireReader in) throws IOException {
    int field = in.field();
    switch (field) {
      case TIMESTAMP -> timestamp = in.number();
      case SEQUENCE -> sequenceId = in.number();
      case CLOCK -> clock = in.number();
      case STATE_CLEARED -> cleared |= in.number() != 0;
      case SEQUENCE_FLAGS -> cleared |= (in.number() & CLEARED_FLAG) != 0;
      default -> {
        int place = field < PLACES.length ? PLACES[field] : -1;
        if (place < 0) {
          ignored = in.type() == WireReader.BYTES && !Ignored.isOfTrace(field) ? field : ignored;
          in.skip();
        } else {
          int end = (int) in.enter();
          starts[place] = (int) in.offset();
          ends[place] = end;
          in.skipTo(end);
        }
      }
    }
  }

  boolean has(int field) {
    return ends[PLACES[field]] > 0;
  }

  int start(int field) {
    return starts[PLACES[field]];
  }

  int end(int field) {
    return ends[PLACES[field]];
  }

  /** A reader of a message that the packet has. */
  WireReader message(int field) {
    return new WireReader(bytes, start(field), end(field));
  }
}
