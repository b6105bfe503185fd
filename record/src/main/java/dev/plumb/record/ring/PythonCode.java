package dev.plumb.record.ring;

/**
 * What a Python code object says about itself.
 *
 * @param file as the interpreter has it
 * @param name qualified since Python 3.11
 * @param firstLine from 1
 * @param lines how {@code table} is written: 0 before 3.10, 1 for 3.10, 2 from 3.11 on
 * @param table lines of places; empty if unknown
 */
public record PythonCode(String file, String name, int firstLine, int lines, byte[] table) {
  /** The line of a place in the code, in bytes; the first line where the table does not say. */
  public int line(int place) {
    return switch (lines) {
      case 0 -> before310(place);
      case 1 -> of310(place);
      default -> since311(place);
    };
  }

  /** Pairs of bytes: how far the place moves, how far the line moves then (signed). */
  private int before310(int place) {
    int line = firstLine;
    int at = 0;
    for (int i = 0; i + 1 < table.length; i += 2) {
      at += table[i] & 0xFF;
      if (at > place) {
        break;
      }
      line += table[i + 1];
    }
    return line;
  }

  /** As before, but the line moves first; −128 says that there is no line. */
  private int of310(int place) {
    int line = firstLine;
    int end = 0;
    for (int i = 0; i + 1 < table.length; i += 2) {
      end += table[i] & 0xFF;
      if (table[i + 1] != -128) {
        line += table[i + 1];
      }
      if (place < end) {
        break;
      }
    }
    return line;
  }

  /** Entries of a head byte (kind, length) and numbers, as CPython's locations.md has them. */
  private int since311(int place) {
    int line = firstLine;
    int end = 0;
    int i = 0;
    while (i < table.length) {
      int head = table[i++] & 0xFF;
      int kind = head >> 3 & 15;
      end += 2 * ((head & 7) + 1);
      if (kind == 13 || kind == 14) {
        int number = 0;
        int shift = 0;
        int next;
        do {
          next = i < table.length ? table[i++] : 0;
          number |= (next & 63) << shift;
          shift += 6;
        } while ((next & 64) != 0);
        line += (number & 1) != 0 ? -(number >>> 1) : number >>> 1;
      } else if (kind >= 10 && kind <= 12) {
        line += kind - 10;
      }
      if (place < end) {
        return kind == 15 ? firstLine : line;
      }
      // What follows in the entry are columns; a head byte is the next one with bit 7 set.
      while (i < table.length && table[i] >= 0) {
        i++;
      }
    }
    return line;
  }
}
