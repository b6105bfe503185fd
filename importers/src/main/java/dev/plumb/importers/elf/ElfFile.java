package dev.plumb.importers.elf;

import java.nio.charset.StandardCharsets;

/** The sections of an object file. */
public final class ElfFile {
  private static final int HEADER_BYTES = 64;
  private static final int SECTION_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int NO_BITS = 8;
  private static final long ALLOCATED = 2;
  private static final long COMPRESSED = 0x800;

  private final byte[] bytes;
  private final long[] names;
  private final int[] types;
  private final int[] links;
  private final int[] infos;
  private final long[] flags;
  private final long[] addresses;
  private final long[] offsets;
  private final long[] sizes;
  private final int namesSection;

  private ElfFile(byte[] bytes, int sections, int namesSection) {
    this.bytes = bytes;
    this.names = new long[sections];
    this.types = new int[sections];
    this.links = new int[sections];
    this.infos = new int[sections];
    this.flags = new long[sections];
    this.addresses = new long[sections];
    this.offsets = new long[sections];
    this.sizes = new long[sections];
    this.namesSection = namesSection;
  }

  /** Whether {@code [from, from + length)} begins as a file that can be read here. */
  public static boolean isElf(byte[] bytes, int from, int length) {
    return length >= HEADER_BYTES
        && bytes[from] == 0x7F
        && bytes[from + 1] == 'E'
        && bytes[from + 2] == 'L'
        && bytes[from + 3] == 'F'
        && bytes[from + 4] == CLASS_64
        && bytes[from + 5] == LITTLE_ENDIAN;
  }

  /**
   * Reads the table of sections. The array is not copied and must not change.
   *
   * @throws ElfException if it is no such file, or its table lies outside of it
   */
  public static ElfFile read(byte[] bytes) throws ElfException {
    if (!isElf(bytes, 0, bytes.length)) {
      throw new ElfException("no 64-bit little-endian ELF file");
    }
    long table = ByteCursor.of(bytes, 0x28, 8).u64();
    ByteCursor head = ByteCursor.of(bytes, 0x3A, 6);
    int size = head.u16();
    int count = head.u16();
    ElfFile file = new ElfFile(bytes, count, head.u16());
    if (count > 0 && size < SECTION_BYTES) {
      throw new ElfException("entries of sections are too small");
    }
    ByteCursor entries = ByteCursor.of(bytes, count == 0 ? 0 : table, (long) count * size);
    for (int i = 0; i < count; i++) {
      file.section(i, entries.part(size));
    }
    return file;
  }

  private void section(int i, ByteCursor in) throws ElfException {
    names[i] = in.u32();
    types[i] = (int) in.u32();
    flags[i] = in.u64();
    addresses[i] = in.u64();
    offsets[i] = in.u64();
    sizes[i] = in.u64();
    links[i] = (int) in.u32();
    infos[i] = (int) in.u32();
  }

  /** Number of sections; the first one is none. */
  public int sections() {
    return types.length;
  }

  /** Index of the first section of a name; −1 if there is none. */
  public int section(String name) throws ElfException {
    byte[] wanted = (name + "\0").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < types.length && isSection(namesSection); i++) {
      if (content(namesSection).holds(names[i], wanted)) {
        return i;
      }
    }
    return -1;
  }

  String name(int section) throws ElfException {
    ByteCursor in = content(namesSection);
    in.skip(names[section]);
    return in.text();
  }

  /** Index of the section of a linked file that an address lies in; −1 if it is in none. */
  int sectionAt(long address) {
    for (int i = 0; i < types.length; i++) {
      if ((flags[i] & ALLOCATED) != 0
          && addresses[i] != 0
          && address >= addresses[i]
          && address - addresses[i] < sizes[i]) {
        return i;
      }
    }
    return -1;
  }

  boolean isSection(int index) {
    return index >= 0 && index < types.length;
  }

  /** Address of a section in a linked file; 0 in others. */
  long address(int section) {
    return addresses[section];
  }

  int type(int section) {
    return types[section];
  }

  /** For relocations: the section that they are about. */
  int info(int section) {
    return infos[section];
  }

  /** For relocations: the section of their symbols. */
  int link(int section) {
    return links[section];
  }

  /** What a section holds; nothing if it has no bytes in the file, or they are compressed. */
  ByteCursor content(int section) throws ElfException {
    if (!isSection(section)) {
      throw new ElfException("there is no section " + section);
    }
    boolean none = types[section] == NO_BITS || (flags[section] & COMPRESSED) != 0;
    return ByteCursor.of(bytes, none ? 0 : offsets[section], none ? 0 : sizes[section]);
  }

  /** The section that a symbol of a table is in, which need not exist. */
  int symbolSection(int table, long symbol) throws ElfException {
    return symbol(table, symbol, 6).u16();
  }

  /** A symbol's place in its section, or its address in a linked file. */
  long symbolValue(int table, long symbol) throws ElfException {
    return symbol(table, symbol, 8).u64();
  }

  private ByteCursor symbol(int table, long symbol, int member) throws ElfException {
    ByteCursor in = content(table);
    in.skip(symbol * SYMBOL_BYTES + member);
    return in;
  }
}
