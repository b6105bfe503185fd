package dev.plumb.importers.elf;

import java.util.ArrayList;
import java.util.List;

/** The directories and files of one unit of a line table. */
final class FileNames {
  // What an entry says of a file, and forms of it: section 7.22 and 7.5.6 of DWARF 5.
  private static final int PATH = 1;
  private static final int DIRECTORY = 2;
  private static final int FORM_BLOCK2 = 0x03;
  private static final int FORM_BLOCK4 = 0x04;
  private static final int FORM_DATA2 = 0x05;
  private static final int FORM_DATA4 = 0x06;
  private static final int FORM_DATA8 = 0x07;
  private static final int FORM_TEXT = 0x08;
  private static final int FORM_BLOCK = 0x09;
  private static final int FORM_BLOCK1 = 0x0A;
  private static final int FORM_DATA1 = 0x0B;
  private static final int FORM_TEXT_AT = 0x0E;
  private static final int FORM_UDATA = 0x0F;
  private static final int FORM_DATA16 = 0x1E;
  private static final int FORM_LINE_TEXT_AT = 0x1F;

  private final LineProgram program;
  private final List<String> directories = new ArrayList<>();
  private final int firstFile;
  private final List<Integer> files = new ArrayList<>();

  FileNames(LineProgram program, int version) {
    this.program = program;
    this.firstFile = version >= 5 ? 0 : 1;
  }

  /** Reads both lists as DWARF 2 to 4 have them. */
  void readOld(ByteCursor in) throws ElfException {
    directories.add(""); // where the compiler ran, which only another section says
    for (String name = in.text(); !name.isEmpty(); name = in.text()) {
      directories.add(name);
    }
    for (String name = in.text(); !name.isEmpty(); name = in.text()) {
      readFile(name, in);
    }
  }

  /** Reads what stands behind the name of a file. */
  void readFile(String name, ByteCursor in) throws ElfException {
    add(name, in.uleb());
    in.uleb(); // when it was changed
    in.uleb(); // its size
  }

  private void add(String name, long directory) throws ElfException {
    String parent =
        directory >= 0 && directory < directories.size() ? directories.get((int) directory) : "";
    files.add(program.file(parent, name));
  }

  /** Reads both lists as DWARF 5 has them. */
  void readNew(ByteCursor in, int offsetBytes) throws ElfException {
    readList(in, offsetBytes, true);
    readList(in, offsetBytes, false);
  }

  private void readList(ByteCursor in, int offsetBytes, boolean isDirectories) throws ElfException {
    int members = in.u8();
    long[] kinds = new long[members];
    long[] forms = new long[members];
    for (int i = 0; i < members; i++) {
      kinds[i] = in.uleb();
      forms[i] = in.uleb();
    }
    long count = in.uleb();
    if (count < 0 || count > in.left()) { // every entry has a byte at least
      throw new ElfException("more files than bytes");
    }
    for (long i = 0; i < count; i++) {
      String name = "";
      long directory = 0;
      for (int m = 0; m < members; m++) {
        if (kinds[m] == PATH) {
          name = text(in, forms[m], offsetBytes);
        } else if (kinds[m] == DIRECTORY) {
          directory = number(in, forms[m]);
        } else {
          number(in, forms[m]);
        }
      }
      if (isDirectories) {
        directories.add(name);
      } else {
        add(name, directory);
      }
    }
  }

  private String text(ByteCursor in, long form, int offsetBytes) throws ElfException {
    return switch ((int) form) {
      case FORM_TEXT -> in.text();
      case FORM_LINE_TEXT_AT -> program.text(in, offsetBytes, ".debug_line_str");
      case FORM_TEXT_AT -> program.text(in, offsetBytes, ".debug_str");
      default -> throw new ElfException("a name of form " + form);
    };
  }

  /** A number; of what is none, nothing but the length matters. */
  private static long number(ByteCursor in, long form) throws ElfException {
    switch ((int) form) {
      case FORM_DATA1:
        return in.u8();
      case FORM_DATA2:
        return in.u16();
      case FORM_DATA4:
        return in.u32();
      case FORM_DATA8:
        return in.u64();
      case FORM_UDATA:
        return in.uleb();
      case FORM_DATA16:
        in.skip(16);
        return 0;
      case FORM_BLOCK:
        in.skip(in.uleb());
        return 0;
      case FORM_BLOCK1:
        in.skip(in.u8());
        return 0;
      case FORM_BLOCK2:
        in.skip(in.u16());
        return 0;
      case FORM_BLOCK4:
        in.skip(in.u32());
        return 0;
      default:
        throw new ElfException("a value of form " + form);
    }
  }

  /** Index in the table of the file with a number of the unit; −1 if it has none. */
  int index(long number) {
    long index = number - firstFile;
    return index >= 0 && index < files.size() ? files.get((int) index) : -1;
  }
}
