package dev.plumb.record.python;

import dev.plumb.record.elf.Bytes;
import dev.plumb.record.os.Memory;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names and lines of Python functions, by the addresses of their code objects. Addresses are used
 * again when a code object is gone, so each is looked at again whenever it is met.
 */
final class CodeObjects {
  private static final int MOST_KEPT = 1 << 16;
  private static final int LONGEST_NAME = 4096;

  /** Tables of lines beyond this are not read: 300,000 lines in one function. */
  private static final int LONGEST_TABLE = 1 << 20;

  private static final int HEADER_BYTES = 80;
  private static final long UNREAD = Long.MIN_VALUE;

  /** Of a text, from its length on: hash, state and, if it has no hash yet, what it begins with. */
  private static final int TEXT_BYTES = 96;

  private static final class Code {
    final long identity;
    final long name;
    final long file;
    final long lines;
    final int firstLine;
    final String nameText;
    final String fileText;
    final byte[] table;
    final LongMap rows = new LongMap();

    Code(
        long identity,
        long name,
        long file,
        long lines,
        int firstLine,
        String nameText,
        String fileText,
        byte[] table) {
      this.identity = identity;
      this.name = name;
      this.file = file;
      this.lines = lines;
      this.firstLine = firstLine;
      this.nameText = nameText;
      this.fileText = fileText;
      this.table = table;
    }
  }

  private final Memory memory;
  private final PythonLayout layout;
  private final LineTable.Form form;
  private final ContextTree tree;
  private final MemorySegment heads;
  private final MemorySegment texts =
      Arena.ofAuto().allocate(2L * PythonStack.MOST_FRAMES * TEXT_BYTES, 8);
  private final long[] textsAt = new long[2 * PythonStack.MOST_FRAMES];
  private final MemorySegment buffer = Arena.ofAuto().allocate(HEADER_BYTES, 8);
  private LongMap index = new LongMap();
  private final List<Code> codes = new ArrayList<>();
  private long codeType;

  CodeObjects(Memory memory, PythonLayout layout, long codeType, ContextTree tree) {
    this.memory = memory;
    this.layout = layout;
    this.codeType = codeType;
    this.form = LineTable.Form.of(layout.version);
    this.tree = tree;
    this.heads = Arena.ofAuto().allocate((long) PythonStack.MOST_FRAMES * layout.codeBytes, 8);
  }

  /**
   * Frames of a stack.
   *
   * @param rows gets a frame of the tree for each frame of the stack
   * @return false if none of them is a code object; if only inner ones are none, because the stack
   *     changed while it was read, those are taken out of it
   */
  boolean frames(PythonStack stack, int[] rows) {
    int stride = layout.codeBytes;
    while (stack.size() > 0) {
      int size = stack.size();
      int read = memory.readEach(stack.codes(), size, stride, heads, 0, stride);
      int wrong = read == size ? wrong(stack, rows) : read;
      if (wrong < 0) {
        return true;
      }
      stack.dropInner(wrong + 1);
    }
    return false;
  }

  /** Fills rows; the outermost frame that is none of code, or −1 if all are. */
  private int wrong(PythonStack stack, int[] rows) {
    int texts = layout.codeVersion < 0 ? readTexts(stack.size()) : 0;
    for (int i = stack.size() - 1; i >= 0; i--) {
      long at = (long) i * layout.codeBytes;
      long identity =
          layout.codeVersion >= 0
              ? Bytes.u32(heads, at + layout.codeVersion)
              : 2 * i + 1 < texts ? 31 * content(2 * i) + content(2 * i + 1) : UNREAD;
      Code code = code(stack.code(i), at, identity);
      if (code == null) {
        return i;
      }
      long instruction = stack.instruction(i);
      long offset =
          layout.instructionUnit > 0
              ? instruction * layout.instructionUnit
              : instruction - stack.code(i) - layout.codeInstructions;
      rows[i] = row(code, offset);
    }
    return -1;
  }

  /**
   * Reads what the names and files of all heads begin with: those of another function may lie where
   * they did.
   *
   * @return texts that were read, two for each
   */
  private int readTexts(int size) {
    for (int i = 0; i < size; i++) {
      long at = (long) i * layout.codeBytes;
      textsAt[2 * i] = Bytes.i64(heads, at + layout.codeName) + layout.textLength;
      textsAt[2 * i + 1] = Bytes.i64(heads, at + layout.codeFile) + layout.textLength;
    }
    return memory.readEach(textsAt, 2 * size, TEXT_BYTES, texts, 0, TEXT_BYTES);
  }

  /** What tells a text from others: its hash, or its beginning as long as nobody asked for that. */
  private long content(int text) {
    long at = (long) text * TEXT_BYTES;
    long length = Bytes.i64(texts, at);
    long hash = Bytes.i64(texts, at + 8);
    if (hash == -1) {
      int from = layout.textAscii - layout.textLength;
      long to = Math.min(TEXT_BYTES, from + Math.max(length, 0));
      for (long i = from; i < to; i++) {
        hash = 31 * hash + Bytes.u8(texts, at + i);
      }
    }
    return 31 * hash + length;
  }

  private int row(Code code, long offset) {
    int row = code.rows.get(offset);
    if (row == Ids.NONE) {
      int line = LineTable.line(form, code.table, code.firstLine, offset);
      row = tree.frame(CodeKind.PYTHON, code.nameText, code.fileText, line, null);
      code.rows.put(offset, row);
    }
    return row;
  }

  private @Nullable Code code(long address, long at, long identity) {
    long type = Bytes.i64(heads, at + layout.objectType);
    long name = Bytes.i64(heads, at + layout.codeName);
    long file = Bytes.i64(heads, at + layout.codeFile);
    long lines = Bytes.i64(heads, at + layout.codeLines);
    final int firstLine = Bytes.i32(heads, at + layout.codeFirstLine);
    if (codeType == 0 && isCodeType(type)) {
      codeType = type;
    }
    if (type != codeType) {
      return null;
    }
    int known = index.get(address);
    if (known >= 0) {
      Code code = codes.get(known);
      if (code.identity == identity
          && identity != UNREAD
          && code.name == name
          && code.file == file
          && code.lines == lines
          && code.firstLine == firstLine) {
        return code;
      }
    }
    String nameText = text(name);
    String fileText = text(file);
    byte[] table = bytes(lines);
    // A frame of 3.12 that stands for a call from C, and does not say so yet.
    boolean isUnfinished = "<interpreter trampoline>".equals(nameText);
    if (nameText == null || fileText == null || table == null || isUnfinished) {
      return null;
    }
    Code code = new Code(identity, name, file, lines, firstLine, nameText, fileText, table);
    if (known >= 0) {
      codes.set(known, code);
    } else {
      if (codes.size() == MOST_KEPT) {
        codes.clear();
        index = new LongMap();
      }
      index.put(address, codes.size());
      codes.add(code);
    }
    return code;
  }

  /** Whether an object is the type of code objects: stripped programs do not say where it is. */
  private boolean isCodeType(long type) {
    // tp_name stands behind the head of an object with a size: reference count, type, size.
    if (memory.read(type + layout.objectType + 16, buffer, 0, 8) != 8) {
      return false;
    }
    return memory.read(Bytes.i64(buffer, 0), buffer, 0, 5) == 5
        && Bytes.i32(buffer, 0) == 0x65646F63 // "code"
        && Bytes.u8(buffer, 4) == 0;
  }

  /** A Python text; null if there is none. */
  private @Nullable String text(long address) {
    int head = layout.textCompact;
    if (head > HEADER_BYTES || memory.read(address, buffer, 0, head) != head) {
      return null;
    }
    long length = Bytes.i64(buffer, layout.textLength);
    int state = Bytes.i32(buffer, layout.textState);
    // Behind "interned": kind, compact, ascii.
    int shift = layout.textInternedBits;
    int kind = state >>> shift & 7;
    boolean isCompact = (state >>> shift + 3 & 1) != 0;
    boolean isAscii = (state >>> shift + 4 & 1) != 0;
    if (!isCompact || length < 0 || kind != 1 && kind != 2 && kind != 4) {
      return null;
    }
    byte[] content =
        read(
            address + (isAscii ? layout.textAscii : layout.textCompact),
            (int) Math.min(length, LONGEST_NAME) * kind);
    if (content == null) {
      return null;
    }
    Charset charset =
        switch (kind) {
          case 1 -> StandardCharsets.ISO_8859_1;
          case 2 -> StandardCharsets.UTF_16LE;
          default -> Charset.forName("UTF-32LE");
        };
    return new String(content, charset);
  }

  private byte @Nullable [] bytes(long address) {
    int head = layout.bytesStart;
    if (head > HEADER_BYTES || memory.read(address, buffer, 0, head) != head) {
      return null;
    }
    long length = Bytes.i64(buffer, layout.bytesLength);
    return length < 0 || length > LONGEST_TABLE ? null : read(address + head, (int) length);
  }

  private byte @Nullable [] read(long address, int length) {
    if (length == 0) {
      return new byte[0];
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment content = arena.allocate(length);
      return memory.read(address, content, 0, length) == length
          ? content.toArray(ValueLayout.JAVA_BYTE)
          : null;
    }
  }
}
