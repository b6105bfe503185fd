package dev.plumb.importers.perfetto;

import dev.plumb.importers.rocm.LongMap;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What packets of one writer refer to: interned texts, defaults, clocks of its own. */
final class Sequence {
  /** Fields of the interned data that are texts with a number. */
  static final int CATEGORIES = 1;

  static final int NAMES = 2;
  static final int ANNOTATION_NAMES = 3;
  static final int ANNOTATION_TEXTS = 29;

  private static final int DEFAULT_EVENT = 11;
  private static final int DEFAULT_TRACK = 11;
  private static final int DEFAULT_CLOCK = 58;
  private static final int LONGEST_TEXT = 1 << 16;
  private static final int OWN_CLOCKS = 64;

  final long id;
  final LongMap names = new LongMap();
  final LongMap categories = new LongMap();
  final LongMap annotationNames = new LongMap();
  final LongMap annotationTexts = new LongMap();

  /** Clocks 64 to 127 belong to the sequence. */
  private SequenceClock @Nullable [] clocks;

  long track = Ids.ABSENT;
  long clock = Ids.ABSENT;

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
    track = Ids.ABSENT;
    clock = Ids.ABSENT;
  }

  void readInterned(WireReader in, long end, StringPool strings) throws IOException {
    while (in.next(end)) {
      LongMap map =
          switch (in.field()) {
            case CATEGORIES -> categories;
            case NAMES -> names;
            case ANNOTATION_NAMES -> annotationNames;
            case ANNOTATION_TEXTS -> annotationTexts;
            default -> null;
          };
      if (map == null || in.type() != WireReader.BYTES) {
        in.skip();
        continue;
      }
      long inner = in.enter();
      long iid = 0;
      int text = Ids.NONE;
      while (in.next(inner)) {
        switch (in.field()) {
          case 1 -> iid = in.number();
          case 2 -> {
            int length = in.bytes(LONGEST_TEXT);
            text = strings.intern(in.buffer(), in.start(), in.start() + length);
          }
          default -> in.skip();
        }
      }
      if (text >= 0) {
        map.put(iid, text);
      }
    }
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
      } else {
        in.skip();
      }
    }
  }
}
