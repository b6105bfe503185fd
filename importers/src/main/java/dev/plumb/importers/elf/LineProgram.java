package dev.plumb.importers.elf;

import dev.plumb.trace.Ids;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Runs the line-number programs of a file, one for each unit that was compiled. */
final class LineProgram {
  private static final long LONG_UNIT = 0xFFFF_FFFFL;

  // Standard opcodes.
  private static final int COPY = 1;
  private static final int ADVANCE_ADDRESS = 2;
  private static final int ADVANCE_LINE = 3;
  private static final int SET_FILE = 4;
  private static final int SET_COLUMN = 5;
  private static final int ADD_CONSTANT = 8;
  private static final int ADVANCE_FIXED = 9;

  // Extended opcodes; the last two are NVIDIA's.
  private static final int END_SEQUENCE = 1;
  private static final int SET_ADDRESS = 2;
  private static final int DEFINE_FILE = 3;
  private static final int INLINED_CALL = 0x90;
  private static final int FUNCTION_NAME = 0x91;

  private final ElfFile elf;
  private final ByteCursor in;
  private final int start;
  private final Relocations relocations;
  private final LineTable table;

  /**
   * How many characters of names are still believed: a few bytes can name a long text again and
   * again.
   */
  private long believed;

  private final Set<Integer> named = new HashSet<>();
  private final Map<String, Integer> files = new HashMap<>();
  private final Map<Long, Integer> functions = new HashMap<>();

  // The state of the machine that the programs are written for.
  private long address;
  private int section;
  private long file;
  private long line;
  private int caller;
  private int function;
  private int firstRow;

  LineProgram(ElfFile elf, int section, LineTable table) throws ElfException {
    this.elf = elf;
    this.in = elf.content(section);
    this.start = in.offset();
    this.believed = 64L * in.left() + (1 << 16);
    this.relocations = Relocations.of(elf, section);
    this.table = table;
  }

  void run() throws ElfException {
    while (in.left() > 4) {
      long length = in.u32();
      boolean isLong = length == LONG_UNIT;
      ByteCursor unit = in.part(isLong ? in.u64() : length);
      try {
        unit(unit, isLong ? 8 : 4);
      } catch (ElfException e) {
        table.setDamaged();
      }
    }
  }

  private void unit(ByteCursor unit, int offsetBytes) throws ElfException {
    int version = unit.u16();
    if (version < 2 || version > 5) {
      return; // of another kind of DWARF
    }
    if (version == 5) {
      unit.skip(2); // sizes of addresses, which every use of one repeats
    }
    ByteCursor head = unit.part(unit.unsigned(offsetBytes));
    final int instructionBytes = head.u8();
    if (version >= 4) {
      head.skip(1); // operations in one instruction: 1, other than on very long ones
    }
    head.skip(1); // whether lines are statements
    final int lineBase = (byte) head.u8();
    final int lineRange = head.u8();
    final int firstSpecial = head.u8();
    if (lineRange == 0) {
      throw new ElfException("a range of no lines");
    }
    int[] operands = new int[Math.max(firstSpecial, 1)];
    for (int opcode = 1; opcode < firstSpecial; opcode++) {
      operands[opcode] = head.u8();
    }
    FileNames names = new FileNames(this, version);
    if (version == 5) {
      names.readNew(head, offsetBytes);
    } else {
      names.readOld(head);
    }
    reset();
    while (unit.left() > 0) {
      int opcode = unit.u8();
      if (opcode >= firstSpecial) {
        int step = opcode - firstSpecial;
        address += (long) (step / lineRange) * instructionBytes;
        line += lineBase + step % lineRange;
        row(names);
      } else if (opcode == 0) {
        extended(unit.part(unit.uleb()), names);
      } else if (opcode == ADD_CONSTANT) {
        address += (long) ((255 - firstSpecial) / lineRange) * instructionBytes;
      } else {
        standard(opcode, unit, names, instructionBytes, operands[opcode]);
      }
    }
  }

  private void reset() {
    address = 0;
    section = Ids.NONE;
    file = 1;
    line = 1;
    caller = Ids.NONE;
    function = Ids.NONE;
    firstRow = table.size();
  }

  private void row(FileNames names) {
    int number = line > 0 && line <= Integer.MAX_VALUE ? (int) line : 0;
    table.add(address, names.index(file), number, caller, function);
  }

  private void standard(
      int opcode, ByteCursor unit, FileNames names, int instructionBytes, int operands)
      throws ElfException {
    switch (opcode) {
      case COPY -> row(names);
      case ADVANCE_ADDRESS -> address += unit.uleb() * instructionBytes;
      case ADVANCE_LINE -> line += unit.sleb();
      case SET_FILE -> file = unit.uleb();
      case SET_COLUMN -> unit.uleb();
      case ADVANCE_FIXED -> address += unit.u16();
      default -> {
        for (int i = 0; i < operands; i++) {
          unit.uleb();
        }
      }
    }
  }

  private void extended(ByteCursor part, FileNames names) throws ElfException {
    if (part.left() == 0) {
      return;
    }
    switch (part.u8()) {
      case END_SEQUENCE -> {
        row(names);
        if (elf.isSection(section)) {
          endSequence();
        }
        reset();
      }
      case SET_ADDRESS -> setAddress(part);
      case DEFINE_FILE -> names.readFile(part.text(), part);
      case INLINED_CALL -> {
        // Rows are numbered from 1 in their sequence, so that a caller stands before its callee.
        long number = part.uleb();
        int rows = table.size() - firstRow;
        caller = number > 0 && number <= rows ? firstRow + (int) number - 1 : Ids.NONE;
        function = caller == Ids.NONE ? Ids.NONE : function(part.uleb());
      }
      case FUNCTION_NAME -> function = function(part.uleb());
      default -> {}
    }
  }

  private void endSequence() throws ElfException {
    table.endSequence(section, firstRow);
    if (named.add(section)) {
      String name = elf.name(section);
      believe(name.length());
      table.nameSection(section, name);
    }
  }

  private void setAddress(ByteCursor part) throws ElfException {
    int relocation = relocations.at(part.offset() - start);
    long written = part.unsigned(part.left());
    if (relocation >= 0) {
      address = relocations.value(relocation, written);
      section = relocations.section(relocation);
    } else {
      section = elf.sectionAt(written);
      address = section == Ids.NONE ? written : written - elf.address(section);
    }
  }

  private int function(long offset) throws ElfException {
    Integer known = functions.get(offset);
    if (known == null) {
      known = table.addFunction(text(".debug_str", offset));
      functions.put(offset, known);
    }
    return known;
  }

  /** Index in the table of the path of a file in a directory, which is "" if unknown. */
  int file(String directory, String name) throws ElfException {
    boolean whole = name.startsWith("/") || directory.isEmpty();
    believe(directory.length() + name.length());
    return files.computeIfAbsent(whole ? name : directory + "/" + name, table::addFile);
  }

  private void believe(int length) throws ElfException {
    believed -= length;
    if (believed < 0) {
      throw new ElfException("names are longer than the whole table");
    }
  }

  /** The text of another section that an offset at the cursor points at. */
  String text(ByteCursor at, int offsetBytes, String name) throws ElfException {
    int relocation = relocations.at(at.offset() - start);
    long written = at.unsigned(offsetBytes);
    return text(name, relocation < 0 ? written : relocations.value(relocation, written));
  }

  private String text(String name, long offset) throws ElfException {
    int texts = elf.section(name);
    if (texts < 0) {
      return "";
    }
    ByteCursor text = elf.content(texts);
    text.skip(offset);
    int from = text.offset();
    String found = text.text();
    believe(text.offset() - from);
    return found;
  }
}
