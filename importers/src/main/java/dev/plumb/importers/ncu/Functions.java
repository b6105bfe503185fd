package dev.plumb.importers.ncu;

import dev.plumb.importers.elf.ElfException;
import dev.plumb.importers.elf.ElfFile;
import dev.plumb.importers.elf.LineTable;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The functions of the loaded modules: where they lie, and which lines they were made of. */
final class Functions {
  private static final int LONGEST = 1 << 16;
  private static final int MOST = 1 << 20;
  private static final int MOST_CODE = 1 << 28;

  /**
   * A function that is loaded at an address.
   *
   * @param name mangled
   * @param section of its module's lines; −1 if it has none
   */
  record Function(long start, String name, @Nullable LineTable lines, int section) {
    /** The row of {@link #lines} of an instruction; {@link Ids#NONE} if it has none. */
    int lineRow(long address) {
      return lines == null || section < 0 ? Ids.NONE : lines.row(section, address - start);
    }
  }

  private final Problems problems;
  private final TreeMap<Long, Function> functions = new TreeMap<>(Long::compareUnsigned);

  /** Lines by id of the module: a report says its functions in several messages. */
  private final Map<Long, LineTable> modules = new HashMap<>();

  Functions(Problems problems) {
    this.problems = problems;
  }

  /**
   * Reads a {@code ProfileSource}.
   *
   * @param offset of the message in the input
   */
  void readSource(WireReader in, long offset) throws IOException {
    long id = Ids.ABSENT;
    while (in.next(Long.MAX_VALUE)) {
      if (in.field() == 1 && in.type() == WireReader.VARINT) {
        id = in.varint();
      } else if (in.field() == 4 && in.type() == WireReader.BYTES) {
        readCode(in, id, offset);
      } else if (in.field() == 9 && in.type() == WireReader.BYTES) {
        readAll(in, modules.get(id));
      } else {
        in.skip();
      }
    }
  }

  /** Reads a cubin; what was compiled without {@code -lineinfo} is forgotten again. */
  private void readCode(WireReader in, long id, long offset) throws IOException {
    int length = in.bytes(MOST_CODE);
    if (!ElfFile.isElf(in.buffer(), in.start(), length)) {
      return;
    }
    try {
      byte[] code = Arrays.copyOfRange(in.buffer(), in.start(), in.start() + length);
      LineTable lines = LineTable.read(ElfFile.read(code));
      if (lines.isDamaged()) {
        problems.add(ProblemCode.EVENT_BROKEN, offset);
      }
      if (!lines.isEmpty()) {
        modules.put(id, lines);
      }
    } catch (ElfException e) {
      problems.add(ProblemCode.EVENT_BROKEN, offset);
    }
  }

  private void readAll(WireReader in, @Nullable LineTable lines) throws IOException {
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        readOne(in, lines);
      } else {
        in.skip();
      }
    }
  }

  private void readOne(WireReader in, @Nullable LineTable lines) throws IOException {
    String name = "";
    long address = 0;
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        name = Texts.read(in, LONGEST);
      } else if (in.field() == 2 && in.type() == WireReader.VARINT) {
        address = in.varint();
      } else {
        in.skip();
      }
    }
    if (functions.size() < MOST && !name.isEmpty()) {
      int section = lines == null ? -1 : lines.section(".text." + name);
      functions.put(address, new Function(address, name, lines, section));
    }
  }

  /** The function that begins at or next before an address. */
  @Nullable Function at(long address) {
    Map.Entry<Long, Function> entry = functions.floorEntry(address);
    return entry == null ? null : entry.getValue();
  }

  int size() {
    return functions.size();
  }
}
