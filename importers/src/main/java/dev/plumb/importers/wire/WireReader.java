package dev.plumb.importers.wire;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Pulls protobuf fields from a stream of any length; holds one buffer and nothing else. A message
 * is read by
 *
 * <pre>{@code
 * long end = in.enter();            // a length-delimited field: its end
 * while (in.next(end)) {
 *   switch (in.field()) {
 *     case 1 -> id = in.varint();
 *     case 3 -> line(in);           // enters in its turn
 *     default -> in.skip();
 *   }
 * }
 * }</pre>
 *
 * A field's value must be read or skipped before {@link #next}. A length that reaches beyond the
 * message around it is damage: {@link WireException}, like a varint that does not end.
 */
public final class WireReader {
  /** Wire types. */
  public static final int VARINT = 0;

  /** Eight bytes. */
  public static final int FIXED64 = 1;

  /** Length-delimited: a message, text, bytes or packed numbers. */
  public static final int BYTES = 2;

  /** A group; old, and never nested by us. */
  public static final int START_GROUP = 3;

  /** The end of a group. */
  public static final int END_GROUP = 4;

  /** Four bytes. */
  public static final int FIXED32 = 5;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAX_VARINT_BYTES = 10;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final InputStream stream;

  /** Whether the input is an array of the caller. */
  private final boolean whole;

  /** Whether the stream skips without reading. */
  private final boolean seeks;

  private byte[] buffer;
  private int at;
  private int limit;

  /** Offset in the input of the buffer's first byte. */
  private long base;

  private int field;
  private int type;

  /** End of the innermost entered message: no value reaches beyond it. */
  private long end = Long.MAX_VALUE;

  /** A reader of a whole stream. */
  public WireReader(InputStream stream) {
    this.stream = stream;
    this.whole = false;
    this.seeks = false;
    this.buffer = new byte[BUFFER_BYTES];
  }

  /**
   * A reader of the bytes {@code [from, to)} of a file; offsets are those in the file. What is
   * skipped is not read.
   */
  public WireReader(FileChannel file, long from, long to) {
    this.stream = new FileRange(file, from, to);
    this.whole = false;
    this.seeks = true;
    this.buffer = new byte[(int) Math.clamp(to - from, 16, BUFFER_BYTES)];
    this.base = from;
  }

  /** A reader of {@code [from, to)} of an array; offsets are those in the array. */
  public WireReader(byte[] bytes, int from, int to) {
    this.stream = InputStream.nullInputStream();
    this.whole = true;
    this.seeks = false;
    this.buffer = bytes;
    this.at = from;
    this.limit = to;
    this.end = to;
  }

  /** Offset in the input of the next byte. */
  public long offset() {
    return base + at;
  }

  /** Number of the field that {@link #next} found. */
  public int field() {
    return field;
  }

  /** Wire type of the field that {@link #next} found. */
  public int type() {
    return type;
  }

  /**
   * Goes to the next field of the message that ends at {@code messageEnd}.
   *
   * @param messageEnd what {@link #enter} gave, or {@link Long#MAX_VALUE} for the input itself
   * @return false at the end of the message
   */
  public boolean next(long messageEnd) throws IOException {
    end = messageEnd;
    if (offset() > messageEnd) {
      throw damaged("a number reaches beyond the message that it is in");
    }
    if (offset() >= messageEnd || (messageEnd == Long.MAX_VALUE && !fill(1))) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    type = (int) (tag & 7);
    if (tag >>> 32 != 0 || field == 0 || type > FIXED32) {
      throw damaged("no field begins here");
    }
    return true;
  }

  /** Begins a length-delimited field and returns the offset at which it ends. */
  public long enter() throws IOException {
    if (type != BYTES) {
      throw damaged("field " + field + " is no message");
    }
    long length = varint();
    long outer = end;
    long inner = offset() + length;
    if (length < 0 || inner < 0 || inner > outer) {
      throw damaged("field " + field + " is longer than what it is in");
    }
    end = inner;
    return inner;
  }

  /**
   * Begins a message of a file of messages, each with its length before it; {@link #end} is where
   * it ends. False at the end of the input.
   */
  public boolean message() throws IOException {
    end = Long.MAX_VALUE;
    if (!fill(1)) {
      return false;
    }
    field = 0;
    type = BYTES;
    enter();
    return true;
  }

  /** Where the innermost entered message ends. */
  public long end() {
    return end;
  }

  /** The value of a varint field, or of a fixed one; signed values are two's complement. */
  public long number() throws IOException {
    return switch (type) {
      case VARINT -> varint();
      case FIXED64 -> fixed64();
      case FIXED32 -> fixed32();
      default -> throw damaged("field " + field + " is no number");
    };
  }

  /** A varint at the current place. */
  public long varint() throws IOException {
    if (limit - at >= MAX_VARINT_BYTES) {
      byte[] bytes = buffer;
      int i = at;
      byte first = bytes[i++];
      if (first >= 0) {
        at = i;
        return first;
      }
      long value = first & 0x7F;
      for (int shift = 7; shift < 70; shift += 7) {
        byte b = bytes[i++];
        value |= (long) (b & 0x7F) << shift;
        if (b >= 0) {
          at = i;
          return value;
        }
      }
      throw damaged("a number does not end");
    }
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      need(1);
      byte b = buffer[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw damaged("a number does not end");
  }

  /** Undoes the zigzag encoding of {@code sint32} and {@code sint64}. */
  public static long zigzag(long value) {
    return value >>> 1 ^ -(value & 1);
  }

  /** Eight bytes, little-endian. */
  public long fixed64() throws IOException {
    need(8);
    long value = (long) LONGS.get(buffer, at);
    at += 8;
    return value;
  }

  /** Four bytes, little-endian, not extended by their sign. */
  public long fixed32() throws IOException {
    need(4);
    long value = (int) INTS.get(buffer, at) & 0xFFFF_FFFFL;
    at += 4;
    return value;
  }

  /**
   * Makes the content of a length-delimited field available as one piece of {@link #buffer()}, from
   * {@link #start()}; valid until the next call of any method.
   *
   * @param most longest content that is kept; more is skipped
   * @return its length, at most {@code most}
   */
  public int bytes(int most) throws IOException {
    long outer = end;
    long to = enter();
    int length = (int) Math.min(to - offset(), most);
    need(length);
    start = at;
    at += length;
    if (offset() < to) {
      // Keep what the caller wants in place while the rest is skipped.
      byte[] kept = Arrays.copyOfRange(buffer, start, start + length);
      skipTo(to);
      spare = kept;
      start = 0;
    } else {
      spare = null;
    }
    end = outer;
    return length;
  }

  private int start;
  private byte @org.jspecify.annotations.Nullable [] spare;

  /** The array that holds what {@link #bytes} read. */
  public byte[] buffer() {
    return spare != null ? spare : buffer;
  }

  /** Index in {@link #buffer()} of what {@link #bytes} read. */
  public int start() {
    return start;
  }

  /** Skips the value of the field that {@link #next} found. */
  public void skip() throws IOException {
    switch (type) {
      case VARINT -> varint();
      case FIXED64 -> skipTo(checked(8));
      case FIXED32 -> skipTo(checked(4));
      case BYTES -> {
        long outer = end;
        skipTo(enter());
        end = outer;
      }
      default -> throw damaged("field " + field + " is a group");
    }
  }

  private long checked(int length) throws WireException {
    long to = offset() + length;
    if (to > end) {
      throw damaged("field " + field + " is longer than what it is in");
    }
    return to;
  }

  /** Skips to an offset of the input. */
  public void skipTo(long offset) throws IOException {
    while (offset() < offset) {
      long missing = offset - offset();
      if (missing <= limit - at) {
        at += (int) missing;
        return;
      }
      at = limit;
      if (seeks && missing > BUFFER_BYTES) {
        base += stream.skip(offset - offset());
      }
      if (offset() < offset && !fill(1)) {
        throw truncated();
      }
    }
  }

  private void need(int count) throws IOException {
    if (offset() + count > end) {
      throw damaged("field " + field + " is longer than what it is in");
    }
    if (limit - at < count && !fill(count)) {
      throw truncated();
    }
  }

  /** Makes {@code count} bytes available if the input has as many. */
  private boolean fill(int count) throws IOException {
    if (limit - at >= count) {
      return true;
    }
    if (whole) {
      return false; // the array is the caller's: nothing may move in it
    }
    byte[] into = buffer;
    if (count > into.length) {
      // Grows only as far as the input really is: a length may lie.
      into = new byte[(int) Math.min(Math.max(2L * into.length, BUFFER_BYTES), count)];
    }
    base += at;
    System.arraycopy(buffer, at, into, 0, limit - at);
    limit -= at;
    at = 0;
    buffer = into;
    while (limit < count) {
      if (limit == buffer.length) {
        buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, count));
      }
      int read = stream.read(buffer, limit, buffer.length - limit);
      if (read < 0) {
        return false;
      }
      limit += read;
    }
    return true;
  }

  /** Damage at the current place. */
  public WireException damaged(String message) {
    return new WireException(message, offset(), false);
  }

  private WireException truncated() {
    return new WireException("the input ends inside field " + field, base + limit, true);
  }
}
