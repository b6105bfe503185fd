package dev.plumb.record.symbols;

import dev.plumb.importers.elf.ElfException;
import dev.plumb.importers.elf.ElfFile;
import dev.plumb.importers.elf.LineTable;
import dev.plumb.record.elf.Bytes;
import dev.plumb.record.elf.ElfImage;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.RowSorter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Source lines of a file, from {@code .debug_line}. Tables of large libraries have millions of
 * rows, of which samples meet few: units of compilation are gone through once to see which
 * addresses they are about, and those that are asked for are read again.
 */
final class DebugLines {
  /** Bytes of line programs whose tables are kept, each up to 32 bytes in memory for one. */
  private static final int KEPT_BYTES = 4 << 20;

  /** A section that holds all addresses, so that what the reader calls offsets are addresses. */
  private static final int ALL = 1;

  private static final long ALL_FROM = 1;

  private final MemorySegment programs;
  private final byte @Nullable [] texts;
  private final byte @Nullable [] otherTexts;

  private final LongColumn starts = new LongColumn();
  private final LongColumn ends = new LongColumn();
  private final IntColumn units = new IntColumn();
  private final LongColumn unitPlaces = new LongColumn();
  private final IntColumn unitBytes = new IntColumn();
  private int[] order = {};

  private final Map<Integer, LineTable> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long keptBytes;
  private @Nullable LineTable found;

  private DebugLines(
      MemorySegment programs, byte @Nullable [] texts, byte @Nullable [] otherTexts) {
    this.programs = programs;
    this.texts = texts;
    this.otherTexts = otherTexts;
  }

  /** Lines of a file; null if it has none. */
  static @Nullable DebugLines of(ElfImage image) {
    MemorySegment programs = image.content(image.section(".debug_line"));
    if (programs == null) {
      return null;
    }
    DebugLines lines =
        new DebugLines(programs, array(image, ".debug_line_str"), array(image, ".debug_str"));
    lines.findUnits();
    return lines.order.length == 0 ? null : lines;
  }

  private static byte @Nullable [] array(ElfImage image, String section) {
    MemorySegment content = image.content(image.section(section));
    return content == null || content.byteSize() > Integer.MAX_VALUE / 2
        ? null
        : content.toArray(ValueLayout.JAVA_BYTE);
  }

  private void findUnits() {
    long at = 0;
    try {
      while (programs.byteSize() - at > 4) {
        long size = Bytes.u32(programs, at);
        long whole = size == 0xFFFF_FFFFL ? Bytes.i64(programs, at + 4) + 12 : size + 4;
        if (whole <= 4 || whole > programs.byteSize() - at || whole > Integer.MAX_VALUE / 2) {
          break;
        }
        unitPlaces.add(at);
        unitBytes.add((int) whole);
        int unit = unitBytes.size() - 1;
        LineTable table = read(unit, false);
        if (table != null) {
          table.forEachSequence((section, from, end) -> {
            starts.add(from + ALL_FROM);
            ends.add(end + ALL_FROM);
            units.add(unit);
          });
        }
        at += whole;
      }
    } catch (IndexOutOfBoundsException | InternalError e) {
      // what was found before the damage
    }
    order = new int[starts.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    RowSorter.sortByKey(order, 0, order.length, starts::get);
  }

  /** The table of one unit, as that of a file with nothing else in it. */
  private @Nullable LineTable read(int unit, boolean withNames) {
    byte[] program =
        programs.asSlice(unitPlaces.get(unit), unitBytes.get(unit)).toArray(ValueLayout.JAVA_BYTE);
    try {
      return LineTable.read(
          ElfFile.read(file(program, withNames ? texts : null, withNames ? otherTexts : null)));
    } catch (ElfException e) {
      return null;
    }
  }

  private static byte[] file(
      byte[] program, byte @Nullable [] texts, byte @Nullable [] otherTexts) {
    // Without a section of names there are none; with an empty one the table would be damaged.
    String[] names = {
      "",
      "all",
      ".debug_line",
      texts == null ? "no" : ".debug_line_str",
      otherTexts == null ? "no" : ".debug_str",
      "names"
    };
    byte[][] contents = new byte[names.length][0];
    contents[2] = program;
    contents[3] = texts == null ? contents[3] : texts;
    contents[4] = otherTexts == null ? contents[4] : otherTexts;
    contents[5] = (String.join("\0", names) + "\0").getBytes(StandardCharsets.US_ASCII);
    int size = 64 + 64 * names.length;
    for (byte[] content : contents) {
      size += content.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0, 0x464C457F).putShort(4, (short) 0x0102).putLong(0x28, 64);
    out.putShort(0x3A, (short) 64).putShort(0x3C, (short) names.length);
    out.putShort(0x3E, (short) (names.length - 1));
    int content = 64 + 64 * names.length;
    int name = 0;
    for (int i = 0; i < names.length; i++) {
      int at = 64 + 64 * i;
      // The first one is none, the second has no bytes in the file, the others are plain.
      out.putInt(at, name).putInt(at + 4, i == 0 ? 0 : i == ALL ? 8 : 1);
      out.putLong(at + 0x18, content).putLong(at + 0x20, contents[i].length);
      out.put(content, contents[i]);
      content += contents[i].length;
      name += names[i].length() + 1;
    }
    int all = 64 + 64 * ALL;
    out.putLong(all + 8, 2).putLong(all + 0x10, ALL_FROM).putLong(all + 0x20, Long.MAX_VALUE);
    return out.array();
  }

  /** Finds the line of an address in the file; a row for {@link #line} and {@link #file}. */
  int row(long address) {
    int low = 0;
    int high = order.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (starts.get(order[middle]) <= address) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    if (high < 0 || address >= ends.get(order[high])) {
      return Ids.NONE;
    }
    found = table(units.get(order[high]));
    return found == null ? Ids.NONE : found.row(ALL, address - ALL_FROM);
  }

  private @Nullable LineTable table(int unit) {
    LineTable table = kept.get(unit);
    if (table == null) {
      table = read(unit, true);
      if (table != null) {
        kept.put(unit, table);
        keptBytes += unitBytes.get(unit);
        Iterator<Integer> oldest = kept.keySet().iterator();
        while (keptBytes > KEPT_BYTES && kept.size() > 1) {
          keptBytes -= unitBytes.get(oldest.next());
          oldest.remove();
        }
      }
    }
    return table;
  }

  /** Line of a row that {@link #row} found last, from 1. */
  int line(int row) {
    return found == null ? 0 : found.line(row);
  }

  /** Path of the source file of a row that {@link #row} found last; "" if unknown. */
  String file(int row) {
    return found == null ? "" : found.file(row);
  }
}
