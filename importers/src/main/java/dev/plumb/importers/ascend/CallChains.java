package dev.plumb.importers.ascend;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;

/**
 * {@code PYTORCH_CALLCHAINS}: Python stacks of operators, one row for each frame, innermost first.
 * As one text, as traces in JSON have it.
 */
final class CallChains {
  private static final int LONGEST = 1 << 16;

  /** Together they may be so many times as long as the file has rows for them. */
  private static final int BYTES_PER_ROW = 256;

  private final LongMap texts = new LongMap();
  private long room = LONGEST;

  static CallChains read(Context context) {
    CallChains chains = new CallChains();
    Rows rows = context.file.rows("PYTORCH_CALLCHAINS", "id", "stack", "stackDepth");
    int category = context.strings.intern("PYTORCH_CALLCHAINS");
    StringBuilder text = new StringBuilder();
    long current = Ids.ABSENT;
    while (rows.next()) {
      context.out.countEvent(category);
      chains.room += BYTES_PER_ROW;
      long id = rows.integer(0, Ids.ABSENT);
      if (id != current) {
        chains.put(context, current, text);
        current = id;
      }
      String frame = context.text(rows.integer(1, Ids.ABSENT));
      if (!frame.isEmpty() && text.length() + frame.length() < LONGEST) {
        text.append(text.isEmpty() ? "" : ";").append(frame);
      }
    }
    chains.put(context, current, text);
    return chains;
  }

  private void put(Context context, long id, StringBuilder text) {
    if (id != Ids.ABSENT && !text.isEmpty() && text.length() <= room) {
      room -= text.length();
      int known = context.strings.intern(text.toString());
      if (known >= 0) {
        texts.put(id, known);
      }
    }
    text.setLength(0);
  }

  /** String id of a call chain; {@link Ids#NONE} if there is none. */
  int text(long id) {
    return id == Ids.ABSENT ? Ids.NONE : texts.get(id);
  }
}
