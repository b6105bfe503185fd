package dev.plumb.importers.chrome;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;
import java.util.Arrays;

/** Stacks that events carry themselves: an array of names, the innermost first. */
final class InlineStacks {
  private final TraceBuilder out;
  private final EventReader reader;

  InlineStacks(TraceBuilder out, EventReader reader) {
    this.out = out;
    this.reader = reader;
  }

  /** The row of the stack at {@code pos}; {@link Ids#NONE} if it has no frame. */
  int row(byte[] buffer, int pos, int limit) {
    if (buffer[pos] != '[') {
      return Ids.NONE;
    }
    int[] frames = new int[16];
    int count = 0;
    int at = Json.skipSpace(buffer, pos + 1, limit);
    while (at < limit && buffer[at] != ']') {
      if (buffer[at] == ',') {
        at = Json.skipSpace(buffer, at + 1, limit);
        continue;
      }
      int end = Json.skipValue(buffer, at, limit);
      if (end < 0) {
        break;
      }
      boolean quoted = buffer[at] == '"';
      int name = reader.intern(buffer, quoted ? at + 1 : at, quoted ? end - 1 : end);
      if (count == frames.length) {
        frames = Arrays.copyOf(frames, count * 2);
      }
      frames[count++] = out.frames().row(CodeKind.OTHER, name);
      at = Json.skipSpace(buffer, end, limit);
    }
    int row = Ids.NONE;
    while (count > 0) {
      row = out.stacks().row(row, frames[--count]);
    }
    return row;
  }
}
