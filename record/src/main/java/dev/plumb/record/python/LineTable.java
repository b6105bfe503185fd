package dev.plumb.record.python;

/**
 * What a code object says of lines: for each instruction the line that it was compiled from.
 * Damaged tables give some line or none, never an error.
 */
public final class LineTable {
  /** No line: the instruction was made by the compiler, or the table does not reach so far. */
  public static final int NO_LINE = 0;

  /** The ways in which versions of CPython write it. */
  public enum Form {
    /** Up to 3.9, {@code co_lnotab}: pairs of bytes and lines to go on. */
    NUMBERS,
    /** 3.10, {@code co_linetable}: the same with ranges that have no line (PEP 626). */
    RANGES,
    /** From 3.11 on, {@code co_linetable}: lines and columns (Objects/locations.md). */
    LOCATIONS;

    /** The form of a version, {@code major << 8 | minor}. */
    public static Form of(int version) {
      return version <= 0x309 ? NUMBERS : version == 0x30A ? RANGES : LOCATIONS;
    }
  }

  private LineTable() {}

  /**
   * The line of an instruction.
   *
   * @param table bytes of the table
   * @param firstLine {@code co_firstlineno}
   * @param offset of the instruction in the code, bytes; below 0 before the first instruction
   * @return from 1; {@link #NO_LINE} if none
   */
  public static int line(Form form, byte[] table, int firstLine, long offset) {
    if (offset < 0) {
      return Math.max(firstLine, NO_LINE);
    }
    int line =
        switch (form) {
          case NUMBERS -> numbers(table, firstLine, offset);
          case RANGES -> ranges(table, firstLine, offset);
          case LOCATIONS -> locations(table, firstLine, offset);
        };
    return Math.max(line, NO_LINE);
  }

  private static int numbers(byte[] table, int firstLine, long offset) {
    int line = firstLine;
    long at = 0;
    for (int i = 0; i + 1 < table.length; i += 2) {
      at += table[i] & 0xFF;
      if (at > offset) {
        break;
      }
      line += table[i + 1];
    }
    return line;
  }

  private static int ranges(byte[] table, int firstLine, long offset) {
    int line = firstLine;
    long at = 0;
    for (int i = 0; i + 1 < table.length; i += 2) {
      at += table[i] & 0xFF;
      int by = table[i + 1];
      if (by == -128) {
        if (offset < at) {
          return NO_LINE;
        }
      } else {
        line += by;
        if (offset < at) {
          return line;
        }
      }
    }
    return NO_LINE;
  }

  private static int locations(byte[] table, int firstLine, long offset) {
    int line = firstLine;
    long at = 0;
    int i = 0;
    while (i < table.length) {
      int entry = table[i++] & 0xFF;
      int kind = entry >> 3 & 15;
      at += 2L * ((entry & 7) + 1);
      boolean none = false;
      switch (kind) {
        case 15 -> none = true;
        case 13, 14 -> {
          line += signed(number(table, i));
          i = behind(table, i);
          // 14 goes on with the last line, and both columns.
          for (int more = kind == 14 ? 3 : 0; more > 0; more--) {
            i = behind(table, i);
          }
        }
        case 10, 11, 12 -> {
          line += kind - 10;
          i += 2;
        }
        default -> i++;
      }
      if (offset < at) {
        return none ? NO_LINE : line;
      }
    }
    return NO_LINE;
  }

  /** A number in groups of six bits, the lowest first. */
  private static int number(byte[] table, int from) {
    int value = 0;
    int shift = 0;
    for (int i = from; i < table.length; i++) {
      value |= shift < 32 ? (table[i] & 0x3F) << shift : 0;
      shift += 6;
      if ((table[i] & 0x40) == 0) {
        break;
      }
    }
    return value;
  }

  private static int behind(byte[] table, int from) {
    int i = from;
    while (i < table.length && (table[i] & 0x40) != 0) {
      i++;
    }
    return i + 1;
  }

  private static int signed(int value) {
    return (value & 1) != 0 ? -(value >>> 1) : value >>> 1;
  }
}
