package dev.plumb.importers.ncu;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import java.io.IOException;

/** A {@code ProfileMetricValue}: one of five types, or nothing. Used again for the next one. */
final class Value {
  private static final int LONGEST = 1 << 16;
  private static final double EXACT = 1L << 53;

  private final StringPool strings;

  /** The number; NaN if there is none. */
  double number;

  /** The number if it is whole, {@link Ids#ABSENT} otherwise. */
  long whole;

  /** String id of the text; {@link Ids#NONE} if it is none. */
  int textId;

  Value(StringPool strings) {
    this.strings = strings;
    clear();
  }

  void clear() {
    number = Double.NaN;
    whole = Ids.ABSENT;
    textId = Ids.NONE;
  }

  void read(WireReader in) throws IOException {
    clear();
    long end = in.enter();
    while (in.next(end)) {
      switch (in.type()) {
        case WireReader.BYTES -> {
          int length = in.bytes(LONGEST);
          textId = strings.intern(in.buffer(), in.start(), in.start() + length);
        }
        case WireReader.FIXED32 -> real(Float.intBitsToFloat((int) in.fixed32()));
        case WireReader.FIXED64 -> real(Double.longBitsToDouble(in.fixed64()));
        default -> unsigned(in.number());
      }
    }
  }

  private void real(double value) {
    number = value;
    whole = value == Math.rint(value) && Math.abs(value) <= EXACT ? (long) value : Ids.ABSENT;
  }

  private void unsigned(long value) {
    whole = value >= 0 ? value : Ids.ABSENT;
    number = value >= 0 ? value : (value >>> 1) * 2.0;
  }
}
