package dev.plumb.importers.msgpack;

import dev.plumb.importers.json.ValueIn;
import dev.plumb.importers.records.Decimal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Walks MessagePack. Damage ends the walk with a {@link MsgPackDamage}. */
public final class MsgPackIn implements ValueIn {
  private static final int DEEPEST = 1000;
  private static final int LONGEST = 16 << 20;

  // First bytes of values; those in between belong to the one before.
  private static final int FIXED_MAP = 0x80;
  private static final int FIXED_ARRAY = 0x90;
  private static final int FIXED_TEXT = 0xA0;
  private static final int NIL = 0xC0;
  private static final int NEVER = 0xC1;
  private static final int TRUE = 0xC3;
  private static final int BINARY_8 = 0xC4;
  private static final int BINARY_32 = 0xC6;
  private static final int EXTENSION_8 = 0xC7;
  private static final int EXTENSION_32 = 0xC9;
  private static final int FLOAT_32 = 0xCA;
  private static final int FLOAT_64 = 0xCB;
  private static final int UNSIGNED_8 = 0xCC;
  private static final int UNSIGNED_64 = 0xCF;
  private static final int SIGNED_8 = 0xD0;
  private static final int SIGNED_64 = 0xD3;
  private static final int FIXED_EXTENSION_1 = 0xD4;
  private static final int FIXED_EXTENSION_16 = 0xD8;
  private static final int TEXT_8 = 0xD9;
  private static final int TEXT_32 = 0xDB;
  private static final int ARRAY_16 = 0xDC;
  private static final int ARRAY_32 = 0xDD;
  private static final int MAP_16 = 0xDE;
  private static final int MAP_32 = 0xDF;
  private static final int NEGATIVE = 0xE0;

  private final InputStream in;
  private final Decimal decimal = new Decimal();
  private long at;

  /** First byte of the value at hand, and its offset. */
  private int type;

  private long offset;
  private String name = "";

  /** Members that the entered objects and arrays still have. */
  private long[] left = new long[16];

  private int depth;

  /** Walks the documents of a stream, from before the first one. */
  public MsgPackIn(InputStream in) {
    this.in = in;
  }

  /** Goes to the next document; false at the end of the input. */
  public boolean nextDocument() {
    depth = 0;
    try {
      int first = in.read();
      if (first < 0) {
        return false;
      }
      take(first);
      return true;
    } catch (IOException e) {
      throw new MsgPackDamage(at, true);
    }
  }

  private void take(int first) {
    offset = at;
    at++;
    type = first;
    if (type == NEVER) {
      throw new MsgPackDamage(offset, false);
    }
  }

  private void next() {
    take(u8Before());
  }

  /** The next byte, which is not counted yet. */
  private int u8Before() {
    try {
      int b = in.read();
      if (b < 0) {
        throw new MsgPackDamage(at, true);
      }
      return b;
    } catch (IOException e) {
      throw new MsgPackDamage(at, true);
    }
  }

  /** A number of 1, 2, 4 or 8 bytes, the high one first. */
  private long bits(int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | u8Before();
      at++;
    }
    return value;
  }

  private byte[] bytes(long length) {
    if (length > LONGEST) {
      throw new MsgPackDamage(offset, false);
    }
    try {
      byte[] read = in.readNBytes((int) length);
      at += read.length;
      if (read.length < length) {
        throw new MsgPackDamage(at, true);
      }
      return read;
    } catch (IOException e) {
      throw new MsgPackDamage(at, true);
    }
  }

  private void skipBytes(long length) {
    byte[] waste = new byte[(int) Math.min(length, 1 << 13)];
    try {
      for (long rest = length; rest > 0; ) {
        int read = in.readNBytes(waste, 0, (int) Math.min(rest, waste.length));
        at += read;
        if (read == 0) {
          throw new MsgPackDamage(at, true);
        }
        rest -= read;
      }
    } catch (IOException e) {
      throw new MsgPackDamage(at, true);
    }
  }

  private boolean isMap() {
    return (type >= FIXED_MAP && type < FIXED_ARRAY) || type == MAP_16 || type == MAP_32;
  }

  private boolean isArray() {
    return (type >= FIXED_ARRAY && type < FIXED_TEXT) || type == ARRAY_16 || type == ARRAY_32;
  }

  private boolean isText() {
    return (type >= FIXED_TEXT && type < NIL) || (type >= TEXT_8 && type <= TEXT_32);
  }

  /** How many members, elements or bytes follow the first byte of what has a length. */
  private long length() {
    if (type < FIXED_TEXT) {
      return type & 0x0F;
    }
    if (type < NIL) {
      return type & 0x1F;
    }
    return switch (type) {
      case BINARY_8, EXTENSION_8, TEXT_8 -> bits(1);
      case BINARY_32, EXTENSION_32, TEXT_32, ARRAY_32, MAP_32 -> bits(4);
      default -> bits(2);
    };
  }

  @Override
  public boolean isObject() {
    return isMap();
  }

  @Override
  public boolean isNumber() {
    return type < FIXED_MAP || (type >= FLOAT_32 && type <= SIGNED_64) || type >= NEGATIVE;
  }

  @Override
  public boolean enterObject() {
    return enter(isMap());
  }

  @Override
  public boolean enterArray() {
    return enter(isArray());
  }

  private boolean enter(boolean wanted) {
    if (!wanted) {
      skip();
      return false;
    }
    if (depth == DEEPEST) {
      throw new MsgPackDamage(offset, false);
    }
    if (depth == left.length) {
      left = Arrays.copyOf(left, depth * 2);
    }
    left[depth++] = length();
    return true;
  }

  @Override
  public boolean nextName() {
    if (!nextMember()) {
      return false;
    }
    if (isText() || isNumber()) {
      name = text("");
    } else {
      skip();
      name = "";
    }
    next();
    return true;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean nextElement() {
    return nextMember();
  }

  private boolean nextMember() {
    if (left[depth - 1] == 0) {
      depth--;
      return false;
    }
    left[depth - 1]--;
    next();
    return true;
  }

  @Override
  public void skip() {
    skipOne();
    // What is inside is counted, not entered: it may be nested beyond all measure.
    for (long values = inside; values > 0; values--) {
      next();
      skipOne();
      values += inside;
    }
  }

  /** Values inside the one that {@link #skipOne} skipped the head of. */
  private long inside;

  private void skipOne() {
    inside = 0;
    if (isMap()) {
      inside = length() * 2;
    } else if (isArray()) {
      inside = length();
    } else if (isText() || (type >= BINARY_8 && type <= BINARY_32)) {
      skipBytes(length());
    } else if (type >= EXTENSION_8 && type <= EXTENSION_32) {
      skipBytes(length() + 1); // its type
    } else if (type >= FIXED_EXTENSION_1 && type <= FIXED_EXTENSION_16) {
      skipBytes((1L << (type - FIXED_EXTENSION_1)) + 1);
    } else if (type > TRUE && type < NEGATIVE) {
      skipBytes(numberBytes());
    }
  }

  private int numberBytes() {
    return switch (type) {
      case FLOAT_32 -> Float.BYTES;
      case FLOAT_64 -> Double.BYTES;
      default -> 1 << (type - UNSIGNED_8 & 3);
    };
  }

  @Override
  public String text(String other) {
    if (isText()) {
      return new String(bytes(length()), StandardCharsets.UTF_8);
    }
    if (isNumber()) {
      return digits();
    }
    skip();
    return other;
  }

  /** The number at hand as JSON would have it. */
  private String digits() {
    if (type < FIXED_MAP) {
      return Integer.toString(type);
    }
    if (type >= NEGATIVE) {
      return Integer.toString((byte) type);
    }
    int bytes = numberBytes();
    long value = bits(bytes);
    if (type == FLOAT_32) {
      return Float.toString(Float.intBitsToFloat((int) value));
    }
    if (type == FLOAT_64) {
      return Double.toString(Double.longBitsToDouble(value));
    }
    if (type <= UNSIGNED_64) {
      return Long.toUnsignedString(value);
    }
    int unused = Long.SIZE - bytes * Byte.SIZE;
    return Long.toString(type >= SIGNED_8 ? value << unused >> unused : value);
  }

  @Override
  public @Nullable Decimal number() {
    if (!isNumber()) {
      skip();
      return null;
    }
    char[] digits = digits().toCharArray();
    return decimal.read(digits, 0, digits.length) ? decimal : null;
  }

  @Override
  public long offset() {
    return offset;
  }

  /** How much of the input has been taken. */
  public long position() {
    return at;
  }
}
