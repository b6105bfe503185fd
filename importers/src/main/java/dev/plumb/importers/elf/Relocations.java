package dev.plumb.importers.elf;

import java.util.Arrays;

/**
 * What a linker would write into a section: places that mean a symbol. A cubin and an object file
 * do not hold addresses, only these.
 */
final class Relocations {
  private static final int WITH_ADDEND = 4;
  private static final int WITHOUT_ADDEND = 9;
  private static final int SHORT = 16;
  private static final int LONG = 24;

  private final ElfFile file;
  private final int symbols;

  /** Offsets in the section, ascending, and for each the symbol and what is added to its value. */
  private final long[] offsets;

  private final long[] symbolIndexes;
  private final long[] addends;
  private final boolean inPlace;

  private Relocations(ElfFile file, int section, int count, boolean inPlace) {
    this.file = file;
    this.symbols = section;
    this.offsets = new long[count];
    this.symbolIndexes = new long[count];
    this.addends = new long[count];
    this.inPlace = inPlace;
  }

  /** Those of one section; of several tables about it, the first counts. */
  static Relocations of(ElfFile file, int section) throws ElfException {
    for (int i = 1; i < file.sections(); i++) {
      int type = file.type(i);
      if (file.info(i) == section && (type == WITH_ADDEND || type == WITHOUT_ADDEND)) {
        return read(file, i, type == WITHOUT_ADDEND);
      }
    }
    return new Relocations(file, -1, 0, true);
  }

  private static Relocations read(ElfFile file, int table, boolean inPlace) throws ElfException {
    ByteCursor in = file.content(table);
    int size = inPlace ? SHORT : LONG;
    Relocations read = new Relocations(file, file.link(table), in.left() / size, inPlace);
    // Sorted by offset with the entry behind it: a section is smaller than 2^31 bytes.
    long[] order = new long[read.offsets.length];
    ByteCursor offsets = file.content(table);
    for (int i = 0; i < order.length; i++) {
      order[i] = (offsets.part(size).u64() & Integer.MAX_VALUE) << 32 | i;
    }
    Arrays.sort(order);
    for (int i = 0; i < order.length; i++) {
      ByteCursor entry = file.content(table);
      entry.skip((order[i] & Integer.MAX_VALUE) * size);
      read.offsets[i] = entry.u64();
      read.symbolIndexes[i] = entry.u64() >>> 32;
      read.addends[i] = inPlace ? 0 : entry.u64();
    }
    return read;
  }

  /** Which relocation is about a place in the section; −1 if none is. */
  int at(long offset) {
    return Math.max(Arrays.binarySearch(offsets, offset), -1);
  }

  /** The section that the symbol of a relocation is in. */
  int section(int relocation) throws ElfException {
    return file.symbolSection(symbols, symbolIndexes[relocation]);
  }

  /** The value that belongs at the place of a relocation, where {@code written} stands. */
  long value(int relocation, long written) throws ElfException {
    long value = file.symbolValue(symbols, symbolIndexes[relocation]);
    return value + (inPlace ? written : addends[relocation]);
  }
}
