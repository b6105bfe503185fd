package dev.plumb.importers.ncu;

import dev.plumb.importers.wire.WireReader;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the functions of the loaded modules lie, as their sources say. */
final class Functions {
  private static final int LONGEST = 1 << 16;
  private static final int MOST = 1 << 20;

  private final TreeMap<Long, String> names = new TreeMap<>(Long::compareUnsigned);

  /** Reads a {@code ProfileSource}, whose machine code is passed over. */
  void readSource(WireReader in) throws IOException {
    while (in.next(Long.MAX_VALUE)) {
      if (in.field() == 9 && in.type() == WireReader.BYTES) {
        readAll(in);
      } else {
        in.skip();
      }
    }
  }

  private void readAll(WireReader in) throws IOException {
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        readOne(in);
      } else {
        in.skip();
      }
    }
  }

  private void readOne(WireReader in) throws IOException {
    String name = "";
    long address = 0;
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        name = Texts.read(in, LONGEST);
      } else if (in.field() == 2 && in.type() == WireReader.VARINT) {
        address = in.varint();
      } else {
        in.skip();
      }
    }
    if (names.size() < MOST && !name.isEmpty()) {
      names.put(address, name);
    }
  }

  /** The function that begins at or next before an address. */
  Map.@Nullable Entry<Long, String> at(long address) {
    return names.floorEntry(address);
  }

  int size() {
    return names.size();
  }
}
