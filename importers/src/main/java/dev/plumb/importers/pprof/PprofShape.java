package dev.plumb.importers.pprof;

/**
 * Whether bytes are the beginning of a Profile message. Protobuf has no magic number, so every
 * field must be one of a profile, of the right wire type, and the messages in it too; there must be
 * a type of samples, and the first string must be empty.
 */
final class PprofShape {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  /** By field of Profile: V a number, S a text, else the fields of the message, V or M or P. */
  private static final String[] PROFILE = {
    "",
    "VV",
    "PPM",
    "VVVVVVVVVV",
    "VVVMV",
    "VVVVV",
    "S",
    "V",
    "V",
    "V",
    "V",
    "VV",
    "V",
    "P",
    "V",
    "V"
  };

  private final byte[] bytes;
  private final int length;
  private int at;
  private boolean cut;

  PprofShape(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  boolean fits() {
    int types = 0;
    int strings = 0;
    while (at < length) {
      long tag = varint(length);
      int field = (int) (tag >>> 3);
      int wire = (int) tag & 7;
      if (cut) {
        break;
      }
      if (tag < 0 || tag > 0x7F || field < 1 || field >= PROFILE.length) {
        return false;
      }
      String shape = PROFILE[field];
      if (shape.equals("V") || shape.equals("P") && wire == VARINT) {
        if (wire != VARINT || varint(length) == -1 && !cut) {
          return false;
        }
        continue;
      }
      if (wire != BYTES) {
        return false;
      }
      long size = varint(length);
      if (cut) {
        break;
      }
      if (size < 0 || field == 1 && (size == 0 || size > 24)) {
        return false;
      }
      int end = (int) Math.min(at + size, length);
      boolean whole = at + size <= length;
      if (field == 6 && strings++ == 0 && size != 0) {
        return false;
      }
      if (shape.length() > 1 && whole && !message(shape, end)) {
        return false;
      }
      types += field == 1 ? 1 : 0;
      at = end;
    }
    return types > 0;
  }

  /** Whether the fields of one message have the types of its shape. */
  private boolean message(String shape, int end) {
    while (at < end) {
      long tag = varint(end);
      int field = (int) (tag >>> 3);
      int wire = (int) tag & 7;
      if (tag < 0 || tag > 0x7F || field < 1 || field > shape.length()) {
        return false;
      }
      char wanted = shape.charAt(field - 1);
      boolean packed = wire == BYTES && wanted != 'V';
      if (!packed && (wire != VARINT || wanted == 'M')) {
        return false;
      }
      long value = varint(end);
      if (cut) {
        return false;
      }
      if (packed) {
        if (value < 0 || value > end - at) {
          return false;
        }
        at += (int) value;
      }
    }
    return true;
  }

  /** A number; −1 if it does not end. Negative numbers are −2. */
  private long varint(int end) {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= end) {
        cut = true;
        return -1;
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value < 0 ? -2 : value;
      }
    }
    return -1;
  }
}
