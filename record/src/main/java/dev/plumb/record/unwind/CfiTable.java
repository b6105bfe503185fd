package dev.plumb.record.unwind;

import dev.plumb.record.elf.Bytes;
import dev.plumb.record.elf.ElfImage;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.RowSorter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Unwind information of a file, {@code .eh_frame}, by address. Rows are computed when an address is
 * first asked for, and kept.
 */
public final class CfiTable {
  /** Rows beyond so many begin anew: only damaged files have as many addresses in use. */
  private static final int MOST_ROWS = 1 << 18;

  private static final int BINARY_SEARCH_ENTRY = 0x3B; // relative to the table, signed, 4 bytes

  private final MemorySegment bytes;
  private final ElfImage image;
  private final CfiReader reader;
  private final List<UnwindRow> rows = new ArrayList<>();
  private LongMap known = new LongMap();

  /** The linker's sorted table, by its place in the file; 0 entries if there is none. */
  private long tableAddress;

  private long tableAt;
  private long tableSize;

  /** Without such a table: first addresses of functions, and places of their entries. */
  private final LongColumn starts = new LongColumn();

  private final LongColumn places = new LongColumn();
  private int[] order = {};

  private CfiTable(ElfImage image, RegisterSet set) {
    this.image = image;
    this.bytes = image.bytes();
    this.reader = new CfiReader(image, set.count());
  }

  /** The table of a file for its machine; null if it has none. */
  public static @Nullable CfiTable of(ElfImage image) {
    for (RegisterSet set : RegisterSet.values()) {
      if (set.machine() == image.machine()) {
        CfiTable table = new CfiTable(image, set);
        return table.readSorted() || table.readAll() ? table : null;
      }
    }
    return null;
  }

  private boolean readSorted() {
    try {
      long at = image.unwindTable() == -1 ? -1 : image.offset(image.unwindTable());
      if (at < 0 || Bytes.u8(bytes, at) != 1 || Bytes.u8(bytes, at + 3) != BINARY_SEARCH_ENTRY) {
        return false;
      }
      int countEncoding = Bytes.u8(bytes, at + 2);
      LebReader in = new LebReader();
      in.set(bytes, at + 4, bytes.byteSize());
      reader.pointer(in, Bytes.u8(bytes, at + 1), 0);
      long count = reader.pointer(in, countEncoding, 0);
      tableAddress = image.unwindTable();
      tableAt = in.at();
      tableSize = Math.min(count, (bytes.byteSize() - tableAt) / 8);
      return tableSize > 0;
    } catch (IndexOutOfBoundsException | InternalError e) {
      return false;
    }
  }

  /** Files whose linker made no sorted table: all entries are looked at once. */
  private boolean readAll() {
    try {
      int section = image.section(".eh_frame");
      MemorySegment content = section < 0 ? null : image.content(section);
      if (content == null) {
        return false;
      }
      long from = image.offset(image.address(section));
      long end = from + content.byteSize();
      long at = from;
      while (at >= 0 && end - at > 4) {
        long next = reader.next(at, end);
        if (next <= at) {
          break;
        }
        if (reader.readFunction(at)) {
          starts.add(reader.start());
          places.add(at);
        }
        at = next;
      }
    } catch (IndexOutOfBoundsException | InternalError e) {
      // what was found before the damage
    }
    order = new int[starts.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    RowSorter.sortByKey(order, 0, order.length, starts::get);
    return order.length > 0;
  }

  /** The row of an instruction, by its address in the file; {@link UnwindRow#NONE} if none. */
  UnwindRow row(long address) {
    int kept = known.get(address);
    if (kept >= 0) {
      return rows.get(kept);
    }
    UnwindRow row = UnwindRow.NONE;
    try {
      long place = place(address);
      if (place >= 0) {
        row = reader.row(place, address);
      }
    } catch (IndexOutOfBoundsException | InternalError e) {
      row = UnwindRow.NONE;
    }
    if (rows.size() >= MOST_ROWS) {
      rows.clear();
      known = new LongMap();
    }
    known.put(address, rows.size());
    rows.add(row);
    return row;
  }

  /** First address of the function that an address is in, as far as the table says; −1 if not. */
  public long functionStart(long address) {
    try {
      long place = place(address);
      return place >= 0 && reader.readFunction(place) && reader.holds(address)
          ? reader.start()
          : -1;
    } catch (IndexOutOfBoundsException | InternalError e) {
      return -1;
    }
  }

  private long place(long address) {
    return tableSize > 0 ? searchSorted(address) : searchAll(address);
  }

  private long searchSorted(long address) {
    long wanted = address - tableAddress;
    long low = 0;
    long high = tableSize - 1;
    while (low <= high) {
      long middle = (low + high) >>> 1;
      if (Bytes.i32(bytes, tableAt + middle * 8) <= wanted) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high < 0 ? -1 : image.offset(tableAddress + Bytes.i32(bytes, tableAt + high * 8 + 4));
  }

  private long searchAll(long address) {
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
    return high < 0 ? -1 : places.get(order[high]);
  }
}
