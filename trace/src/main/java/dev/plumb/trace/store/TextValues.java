package dev.plumb.trace.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Texts of a column that was read, as parts of the section's bytes. */
final class TextValues {
  private final byte[] bytes;
  private final int[] starts;
  private final boolean[] none;

  TextValues(byte[] bytes, int[] starts, boolean[] none) {
    this.bytes = bytes;
    this.starts = starts;
    this.none = none;
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int row) {
    return starts[row];
  }

  int end(int row) {
    return starts[row + 1];
  }

  /** The text of a row; null for none. */
  @Nullable String get(int row) {
    return none[row]
        ? null
        : new String(bytes, starts[row], starts[row + 1] - starts[row], StandardCharsets.UTF_8);
  }

  boolean equal(int row, byte[] text) {
    return !none[row] && Arrays.equals(bytes, starts[row], starts[row + 1], text, 0, text.length);
  }
}
