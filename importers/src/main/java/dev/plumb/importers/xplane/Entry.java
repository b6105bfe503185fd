package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.WireCursor;
import dev.plumb.importers.wire.WireReader;
import java.io.IOException;

/**
 * One entry of a protobuf map from ids to messages.
 *
 * @param from where the message begins in the reader's buffer; valid until the reader moves on
 * @param to where it ends
 */
record Entry(long key, int from, int to, boolean damaged) {
  /** Reads the field that {@code in} stands at, of at most {@code most} bytes. */
  static Entry read(WireReader in, WireCursor cursor, int most) throws IOException {
    int length = in.bytes(most);
    long key = 0;
    int from = in.start();
    int to = in.start();
    cursor.reset(in.buffer(), in.start(), in.start() + length);
    while (cursor.next()) {
      if (cursor.field() == 1 && cursor.type() != WireReader.BYTES) {
        key = cursor.value();
      } else if (cursor.field() == 2 && cursor.type() == WireReader.BYTES) {
        from = cursor.from();
        to = cursor.to();
      }
    }
    return new Entry(key, from, to, cursor.damaged());
  }
}
