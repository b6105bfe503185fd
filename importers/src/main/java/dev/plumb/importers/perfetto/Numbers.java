package dev.plumb.importers.perfetto;

import dev.plumb.importers.wire.WireReader;
import java.io.IOException;
import java.util.Arrays;

/** A repeated field of numbers, packed or not. */
final class Numbers {
  private long[] values = new long[16];
  private int size;

  /** Takes the value or values that the reader is at. */
  void read(WireReader in) throws IOException {
    if (in.type() == WireReader.BYTES) {
      long end = in.enter();
      while (in.offset() < end) {
        add(in.varint());
      }
    } else {
      add(in.number());
    }
  }

  private void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  long get(int index) {
    return values[index];
  }
}
