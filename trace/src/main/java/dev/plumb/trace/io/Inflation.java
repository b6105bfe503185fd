package dev.plumb.trace.io;

import java.io.Closeable;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Raw deflate data, from an inlet straight into the reader's array. What gzip and zip share. The
 * checksum runs at some 50 GB/s and costs 2% of inflating; skipping it would not be noticed.
 */
final class Inflation implements Closeable {
  private final Inlet in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private @Nullable Damage damage;

  Inflation(Inlet in) {
    this.in = in;
  }

  /** Gets ready for the next deflate stream of the inlet. */
  void restart() {
    inflater.reset();
    crc.reset();
  }

  /** CRC-32 of what came out since the start. */
  int crc() {
    return (int) crc.getValue();
  }

  /** Bytes that came out since the start. */
  long written() {
    return inflater.getBytesWritten();
  }

  /** Bytes that went in since the start. */
  long consumed() {
    return inflater.getBytesRead();
  }

  /** Some bytes, or −1 at the end of the deflate stream; the inlet then stands just behind it. */
  int read(byte[] into, int from, int length) throws IOException {
    if (damage != null) {
      throw damage;
    }
    while (!inflater.finished()) {
      if (in.at == in.end && !in.fill()) {
        damage = Damage.truncated(in.fileOffset(), "inside deflate data");
        throw damage;
      }
      int n = inflate(into, from, length);
      if (n > 0) {
        crc.update(into, from, n);
        return n;
      }
      if (damage != null) {
        throw damage;
      }
    }
    return -1;
  }

  private int inflate(byte[] into, int from, int length) {
    long writtenBefore = inflater.getBytesWritten();
    inflater.setInput(in.buffer, in.at, in.end - in.at);
    int n;
    try {
      n = inflater.inflate(into, from, length);
      in.at = in.end - inflater.getRemaining();
    } catch (DataFormatException e) {
      // What came out in this call before the damage is good: it is delivered first.
      n = (int) (inflater.getBytesWritten() - writtenBefore);
      in.at = in.end - inflater.getRemaining();
      damage = Damage.corrupt(in.fileOffset(), "corrupt deflate data (" + e.getMessage() + ")");
    }
    return n;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
