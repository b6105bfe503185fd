package dev.plumb.importers.ncu;

import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import org.jspecify.annotations.Nullable;

/**
 * The line above a kernel's sections, of any version:
 *
 * <pre>
 *   add(float *, int), 2022-Nov-20 15:53:24, Context 1, Stream 7
 *   add(float *, int) (256, 1, 1)x(128, 1, 1), Context 1, Stream 7, Device 0, CC 8.0
 * </pre>
 */
record KernelLine(
    String name,
    String time,
    String grid,
    String block,
    long context,
    long stream,
    long device,
    String capability) {

  /** The line's content; null if it is another one. */
  static @Nullable KernelLine of(String line) {
    if (!line.startsWith("  ") || line.length() < 3 || line.charAt(2) == ' ') {
      return null;
    }
    Tail tail = new Tail(line.substring(2).stripTrailing());
    String capability = tail.cut(", CC ");
    String device = tail.cut(", Device ");
    String stream = tail.cut(", Stream ");
    String context = tail.cut(", Context ");
    String time = tail.cutTime();
    if (Numbers.whole(context) == Ids.ABSENT && time.isEmpty()) {
      return null;
    }
    String block = "";
    String grid = "";
    int cross = tail.rest.lastIndexOf(")x(");
    int open = cross < 0 ? -1 : tail.rest.lastIndexOf(" (", cross);
    if (open >= 0 && tail.rest.endsWith(")")) {
      block = tail.rest.substring(cross + 2);
      grid = tail.rest.substring(open + 1, cross + 1);
      tail.rest = tail.rest.substring(0, open);
    }
    return new KernelLine(
        tail.rest,
        time,
        grid,
        block,
        Numbers.whole(context),
        Numbers.whole(stream),
        Numbers.whole(device),
        capability);
  }

  /** What is left of a line whose end is taken off piece by piece. */
  private static final class Tail {
    private static final int LONGEST_VALUE = 24;

    String rest;

    Tail(String line) {
      rest = line;
    }

    /** What comes after the last such word, if that is short and without commas; else "". */
    String cut(String word) {
      int at = rest.lastIndexOf(word);
      String value = at < 0 ? "" : rest.substring(at + word.length());
      if (at < 0 || value.length() > LONGEST_VALUE || value.indexOf(',') >= 0) {
        return "";
      }
      rest = rest.substring(0, at);
      return value;
    }

    /** The date and time at the end, like {@code 2022-Nov-20 15:53:24}; "" if there is none. */
    String cutTime() {
      int at = rest.lastIndexOf(", ");
      String value = at < 0 ? "" : rest.substring(at + 2);
      boolean isTime =
          value.length() >= 12
              && value.length() <= LONGEST_VALUE
              && value.charAt(4) == '-'
              && value.charAt(8) == '-'
              && value.charAt(11) == ' '
              && Character.isDigit(value.charAt(0));
      if (!isTime) {
        return "";
      }
      rest = rest.substring(0, at);
      return value;
    }
  }

  /** Begins the execution that the line is of. */
  void begin(Execution execution, Facts facts, StringPool strings) {
    execution.clear();
    execution.nameId = strings.intern(name);
    text(execution, facts.function, Facts.base(name), strings);
    text(execution, facts.grid, grid, strings);
    text(execution, facts.block, block, strings);
    text(execution, facts.time, time, strings);
    Facts.add(execution, facts.context, context);
    Facts.add(execution, facts.stream, stream);
    Facts.add(execution, facts.device, device);
    text(execution, facts.capability, capability, strings);
  }

  private static void text(Execution execution, int nameId, String value, StringPool strings) {
    if (!value.isEmpty()) {
      execution.text(nameId, Ids.NONE, strings.intern(value));
    }
  }
}
