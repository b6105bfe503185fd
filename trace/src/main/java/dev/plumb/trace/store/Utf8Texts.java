package dev.plumb.trace.store;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Strings as a column of texts; null is none. */
final class Utf8Texts implements SectionWriter.TextColumn {
  private final IntFunction<@Nullable String> text;
  private int lastRow = -1;
  private byte[] last = new byte[0];

  Utf8Texts(IntFunction<@Nullable String> text) {
    this.text = text;
  }

  @Override
  public int length(int row) {
    String string = text.apply(row);
    if (string == null) {
      return -1;
    }
    last = string.getBytes(StandardCharsets.UTF_8);
    lastRow = row;
    return last.length;
  }

  @Override
  public void copy(int row, byte[] into, int at) {
    if (row != lastRow) {
      throw new IllegalStateException("the length of a text is asked for first");
    }
    System.arraycopy(last, 0, into, at, last.length);
  }
}
