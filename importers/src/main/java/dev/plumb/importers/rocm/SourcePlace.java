package dev.plumb.importers.rocm;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;

/** Places in source as AMD's disassembler comments them: {@code path/file.cpp:133}. */
public final class SourcePlace {
  private static final int MAX_LINE_DIGITS = 9;

  private SourcePlace() {}

  /**
   * The frame of an instruction.
   *
   * @param place where its source is, with or without a line; may be empty
   * @param address of the instruction; {@link Ids#ABSENT} if unknown
   */
  public static int frame(TraceBuilder out, int textId, String place, long address) {
    int colon = place.lastIndexOf(':');
    String digits = place.substring(colon + 1);
    boolean line = colon > 0 && digits.length() <= MAX_LINE_DIGITS && isNumber(digits);
    String file = line ? place.substring(0, colon) : place;
    return out.frames()
        .row(
            CodeKind.INSTRUCTION,
            textId,
            file.isEmpty() ? Ids.NONE : out.strings().intern(file),
            line ? Integer.parseInt(digits) : 0,
            Ids.NONE,
            address);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
