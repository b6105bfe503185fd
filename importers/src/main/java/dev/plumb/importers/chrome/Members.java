package dev.plumb.importers.chrome;

import java.util.Arrays;

/** Walks over the members of one object in the window, one at a time. */
final class Members {
  private static final int NULL = (int) Json.key("null");

  private byte[] buffer = new byte[0];
  private int limit;
  private int at;
  private boolean comma;

  /** The quote before the key that {@link #next} found. */
  int quoteAt;

  private int keyEnd;

  /** Where the value of that key starts, and the position after it. */
  int valueAt;

  int valueEnd;

  /**
   * After the last member: the position after the object, or {@link Json#INCOMPLETE} or {@link
   * Json#BROKEN}.
   */
  int end;

  /** Starts on the object at {@code pos}, which must be an opening brace. */
  Members open(byte[] buffer, int pos, int limit) {
    this.buffer = buffer;
    this.limit = limit;
    at = pos + 1;
    comma = true;
    return this;
  }

  /** Moves to the next member; false when there is none: {@link #end} says why. */
  boolean next() {
    while (true) {
      at = Json.skipSpace(buffer, at, limit);
      if (at >= limit) {
        return over(Json.INCOMPLETE);
      }
      if (buffer[at] == '}') {
        return over(at + 1);
      }
      if (buffer[at] == '"' && comma) {
        break;
      }
      if (buffer[at] != ',') {
        return over(Json.BROKEN);
      }
      comma = true;
      at++;
    }
    quoteAt = at;
    keyEnd = Json.endOfString(buffer, at + 1, limit);
    if (keyEnd < 0) {
      return over(keyEnd);
    }
    valueAt = EventReader.colon(buffer, keyEnd + 1, limit);
    if (valueAt < 0) {
      return over(valueAt);
    }
    valueEnd = Json.skipValue(buffer, valueAt, limit);
    if (valueEnd < 0) {
      return over(valueEnd);
    }
    at = valueEnd;
    comma = false;
    return true;
  }

  private boolean over(int result) {
    end = result;
    return false;
  }

  /** Whether the key is {@code key}, an ASCII text. */
  boolean is(byte[] key) {
    return Arrays.equals(buffer, quoteAt + 1, keyEnd, key, 0, key.length);
  }

  /** First byte of the key, and the position after its last one. */
  int keyAt() {
    return quoteAt + 1;
  }

  int keyEnd() {
    return keyEnd;
  }

  /** Whether the value is a string. */
  boolean isText() {
    return buffer[valueAt] == '"';
  }

  /** First byte of the value's text, without quotes. */
  int textAt() {
    return isText() ? valueAt + 1 : valueAt;
  }

  /** Position after the last byte of the value's text, without quotes. */
  int textEnd() {
    return isText() ? valueEnd - 1 : valueEnd;
  }

  /** Whether the value is the word null. */
  boolean isNull() {
    return valueEnd - valueAt == 4 && (int) Json.word(buffer, valueAt) == NULL;
  }
}
