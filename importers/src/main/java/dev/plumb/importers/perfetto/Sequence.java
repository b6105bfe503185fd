package dev.plumb.importers.perfetto;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What packets of one writer refer to: interned texts and stacks, defaults, clocks of its own. */
final class Sequence {
  // Fields of the interned data that are texts with a number.
  private static final int CATEGORIES = 1;
  private static final int NAMES = 2;
  private static final int ANNOTATION_NAMES = 3;
  private static final int ANNOTATION_TEXTS = 29;

  private static final int DEFAULT_EVENT = 11;
  private static final int DEFAULT_SAMPLE = 12;
  private static final int DEFAULT_TRACK = 11;
  private static final int DEFAULT_CLOCK = 58;
  private static final int LONGEST_TEXT = 1 << 16;
  private static final int OWN_CLOCKS = 64;

  final long id;
  final LongMap names = new LongMap();
  final LongMap categories = new LongMap();
  final LongMap annotationNames = new LongMap();
  final LongMap annotationTexts = new LongMap();
  final Callstacks callstacks = new Callstacks();
  final GpuNames gpu = new GpuNames();

  /** Clocks 64 to 127 belong to the sequence. */
  private SequenceClock @Nullable [] clocks;

  long track = Ids.ABSENT;
  long clock = Ids.ABSENT;

  /** What samples count, as the profiler was told. */
  String timebase = "";

  // The thread that writes, of an age before tracks; its time is that of its last sample.
  long pid = Ids.ABSENT;
  long tid = Ids.ABSENT;
  long threadNs = Ids.ABSENT;

  /** A clock of the sequence: what to add, what to multiply with, and the last value. */
  static final class SequenceClock {
    long offsetNs;
    long unitNs = 1;
    boolean incremental;
    long last;
  }

  Sequence(long id) {
    this.id = id;
  }

  /** One of the sequence's own clocks; null if no snapshot told of it. */
  @Nullable SequenceClock clock(int index) {
    return clocks == null ? null : clocks[index];
  }

  void setClock(int index, SequenceClock clock) {
    if (clocks == null) {
      clocks = new SequenceClock[OWN_CLOCKS];
    }
    clocks[index] = clock;
  }

  /** The writer starts anew: what it refers to from now on, it says again. */
  void clear() {
    names.clear();
    categories.clear();
    annotationNames.clear();
    annotationTexts.clear();
    callstacks.clear();
    gpu.clear();
    track = Ids.ABSENT;
    clock = Ids.ABSENT;
    timebase = "";
  }

  /** Reads what the packet interns: texts first, then what refers to them. */
  void readInterned(Packet packet, TraceBuilder out) throws IOException {
    int end = packet.end(Packet.INTERNED_DATA);
    readTexts(packet.message(Packet.INTERNED_DATA), end, out.strings());
    callstacks.read(packet, out);
  }

  private void readTexts(WireReader in, int end, StringPool strings) throws IOException {
    while (in.next(end)) {
      LongMap map =
          switch (in.field()) {
            case CATEGORIES -> categories;
            case NAMES -> names;
            case ANNOTATION_NAMES -> annotationNames;
            case ANNOTATION_TEXTS -> annotationTexts;
            default -> callstacks.texts(in.field());
          };
      if (in.type() != WireReader.BYTES) {
        in.skip();
      } else if (map != null) {
        readText(in, map, strings);
      } else if (!gpu.read(in, strings)) {
        in.skip();
      }
    }
  }

  /** Reads a number and the text that it stands for. */
  static void readText(WireReader in, LongMap map, StringPool strings) throws IOException {
    long inner = in.enter();
    long iid = 0;
    int text = Ids.NONE;
    while (in.next(inner)) {
      switch (in.field()) {
        case 1 -> iid = in.number();
        case 2 -> text = text(in, strings);
        default -> in.skip();
      }
    }
    if (text >= 0) {
      map.put(iid, text);
    }
  }

  /** String id of a text. */
  static int text(WireReader in, StringPool strings) throws IOException {
    int length = in.bytes(LONGEST_TEXT);
    return strings.intern(in.buffer(), in.start(), in.start() + length);
  }

  void readDefaults(WireReader in, long end) throws IOException {
    while (in.next(end)) {
      if (in.field() == DEFAULT_CLOCK) {
        clock = in.number();
      } else if (in.field() == DEFAULT_EVENT && in.type() == WireReader.BYTES) {
        long inner = in.enter();
        while (in.next(inner)) {
          if (in.field() == DEFAULT_TRACK) {
            track = in.number();
          } else {
            in.skip();
          }
        }
      } else if (in.field() == DEFAULT_SAMPLE && in.type() == WireReader.BYTES) {
        timebase = Timebase.read(in);
      } else {
        in.skip();
      }
    }
  }

  /** Reads a {@code ThreadDescriptor}. */
  void readThread(WireReader in, long end) throws IOException {
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> pid = (int) in.number();
        case 2 -> tid = in.number();
        case 6 -> {
          long micros = in.number();
          boolean fits = Math.abs(micros) < Long.MAX_VALUE / 1000;
          threadNs = fits ? micros * 1000 : Ids.ABSENT;
        }
        default -> in.skip();
      }
    }
  }
}
