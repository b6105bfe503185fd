package dev.plumb.record.python;

import dev.plumb.record.elf.Bytes;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Where things stand in the structures of a CPython. Offsets in bytes; −1 for what a version does
 * not have. Up to 3.12 they are known by version, for 64-bit release builds; from 3.13 on the
 * interpreter says them itself ({@code _Py_DebugOffsets}).
 */
final class PythonLayout {
  /** Owners of frames from this one on are C functions: such a frame runs no code of its own. */
  private static final int NO_OWNER = 255;

  final int version;
  int interpreters = -1;
  int interpreterNext;
  int interpreterThreads;
  int threadNext = 8;
  int threadId;
  int threadNative = -1;
  int threadFrame;

  /** 3.11 and 3.12: in what the thread points to, where the frame stands. */
  int currentFrame = -1;

  int threadBytes;
  int frameCode;
  int frameBack;
  int frameInstruction;

  /** Up to 3.10: the instruction is an index, this many bytes each; 0 if it is a pointer. */
  int instructionUnit;

  /** Up to 3.10: the generator whose frame it is; 0 if it is a function's. */
  int frameGenerator = -1;

  /** Up to 3.10: flags of a code object, which outlive its generators. */
  int codeFlags = -1;

  int frameOwner = -1;
  int frameEntry = -1;
  int firstCallerOwner = NO_OWNER;
  int frameBytes;
  int codeName;
  int codeFile;
  int codeFirstLine;
  int codeLines;
  int codeInstructions;
  int codeBytes;

  /** From 3.12 on: a number that no other code object has, 0 once there are none left. */
  int codeVersion = -1;

  int objectType = 8;
  int textLength = 16;
  int textState = 32;
  int textAscii;
  int textCompact;
  int textInternedBits = 2;
  int bytesLength = 16;
  int bytesStart = 32;

  /** Up to 3.11: offset in the runtime of the lock. */
  int runtimeLock = -1;

  /** From 3.12 on: offset in the interpreter of the pointer to the lock. */
  int interpreterLock = -1;

  int lockHolder = 8;
  int lockLocked = 16;
  int lockBytes = 208;

  private PythonLayout(int version) {
    this.version = version;
  }

  /**
   * The layout of a version, {@code major << 8 | minor}; null if it must be read from the
   * interpreter or is not known.
   */
  static @Nullable PythonLayout of(int version) {
    return switch (version) {
      case 0x309 -> old(version, 104, 1);
      case 0x30A -> old(version, 96, 2);
      case 0x30B -> {
        PythonLayout layout = middle(version, 16, 8, 160);
        layout.threadFrame = 56;
        layout.frameCode = 32;
        layout.frameBack = 48;
        layout.frameInstruction = 56;
        layout.frameEntry = 68;
        layout.frameOwner = 69;
        layout.codeInstructions = 184;
        layout.codeFirstLine = 72;
        layout.textAscii = 48;
        layout.textCompact = 72;
        layout.runtimeLock = 360;
        yield layout.seal();
      }
      case 0x30C -> {
        PythonLayout layout = middle(version, 72, 0, 144);
        layout.threadFrame = 56;
        layout.frameCode = 0;
        layout.frameBack = 8;
        layout.frameInstruction = 56;
        layout.frameOwner = 70;
        layout.firstCallerOwner = 3;
        layout.codeInstructions = 192;
        layout.codeFirstLine = 68;
        layout.textAscii = 40;
        layout.textCompact = 56;
        layout.interpreterLock = 384;
        yield layout.seal();
      }
      default -> null;
    };
  }

  private static PythonLayout old(int version, int lastInstruction, int unit) {
    PythonLayout layout = new PythonLayout(version);
    layout.interpreters = 32;
    layout.interpreterThreads = 8;
    layout.threadId = 176;
    layout.threadFrame = 24;
    layout.frameBack = 24;
    layout.frameCode = 32;
    layout.frameInstruction = lastInstruction;
    layout.frameGenerator = lastInstruction - 8;
    layout.instructionUnit = unit;
    layout.codeName = 112;
    layout.codeFile = 104;
    layout.codeFlags = 36;
    layout.codeFirstLine = 40;
    layout.codeLines = 120;
    layout.textAscii = 48;
    layout.textCompact = 72;
    layout.runtimeLock = 352;
    return layout.seal();
  }

  private static PythonLayout middle(int version, int threads, int current, int nativeId) {
    PythonLayout layout = new PythonLayout(version);
    layout.interpreters = 40;
    layout.interpreterThreads = threads;
    layout.threadNative = nativeId;
    layout.threadId = nativeId - 8;
    layout.currentFrame = current;
    layout.codeName = 128; // co_qualname
    layout.codeFile = 112;
    layout.codeLines = 136;
    return layout;
  }

  private PythonLayout seal() {
    threadBytes = Math.max(threadFrame, Math.max(threadId, threadNative)) + 8;
    frameBytes = Math.max(frameInstruction, Math.max(frameBack, frameCode)) + 8;
    frameBytes = Math.max(frameBytes, Math.max(frameOwner, frameEntry) + 1);
    frameBytes = frameBytes + 7 & -8;
    codeVersion = version >= 0x30C ? codeFirstLine + 24 : -1;
    codeBytes = Math.max(Math.max(codeName, codeFile), Math.max(codeLines, codeFirstLine)) + 8;
    return this;
  }

  /** Bytes of what an interpreter from 3.13 on says of itself. */
  static final int DESCRIPTION_BYTES = 704;

  private static final long COOKIE = 0x7970_6775_6265_6478L; // "xdebugpy"

  /** Nothing of CPython is as large: what is beyond is damage. */
  private static final long LARGEST = 1 << 20;

  /** Whether the memory at the runtime's address is a description. */
  static boolean isDescription(MemorySegment description) {
    return Bytes.i64(description, 0) == COOKIE;
  }

  /** The version that a description is of. */
  static int describedVersion(MemorySegment description) {
    return (int) (Bytes.i64(description, 8) >>> 16) & 0xFFFF;
  }

  /** Reads a description; null if it is of a version with another one, or makes no sense. */
  static @Nullable PythonLayout described(MemorySegment description) {
    int version = describedVersion(description);
    if (!isDescription(description) || version < 0x30D || version > 0x30E) {
      return null;
    }
    return new Description(description).layout(version);
  }

  /** Goes through the numbers of a description in their order. */
  private static final class Description {
    private final MemorySegment in;
    private boolean isDamaged;

    Description(MemorySegment in) {
      this.in = in;
    }

    int at(int index) {
      long value = Bytes.i64(in, 8L * index);
      if (value < 0 || value > LARGEST) {
        isDamaged = true;
        return 0;
      }
      return (int) value;
    }

    @Nullable PythonLayout layout(int version) {
      // 3.14 has two numbers more for interpreters (one of them before the lock), two more for
      // frames, one for code, and one kind more (sets) than 3.13.
      int interpreter = version >= 0x30E ? 1 : 0;
      int thread = version >= 0x30E ? 3 : 0;
      int frame = thread;
      int code = frame + (version >= 0x30E ? 2 : 0);
      int object = code + (version >= 0x30E ? 1 : 0);
      int bytes = object + (version >= 0x30E ? 4 : 0);
      PythonLayout layout = new PythonLayout(version);
      layout.interpreters = at(5);
      layout.interpreterNext = at(8);
      layout.interpreterThreads = at(9);
      layout.interpreterLock = at(14 + interpreter);
      layout.lockLocked = at(17 + interpreter) - at(15 + interpreter);
      layout.lockHolder = at(18 + interpreter) - at(15 + interpreter);
      layout.threadNext = at(21 + thread);
      layout.threadFrame = at(23 + thread);
      layout.threadId = at(24 + thread);
      layout.threadNative = at(25 + thread);
      layout.frameBack = at(29 + frame);
      layout.frameCode = at(30 + frame);
      layout.frameInstruction = at(31 + frame);
      layout.frameOwner = at(33 + frame);
      layout.firstCallerOwner = 3;
      layout.codeFile = at(35 + code);
      layout.codeName = at(37 + code);
      layout.codeLines = at(38 + code);
      layout.codeFirstLine = at(39 + code);
      layout.codeInstructions = at(43 + code);
      layout.objectType = at(45 + object);
      layout.bytesLength = at(65 + bytes);
      layout.bytesStart = at(66 + bytes);
      layout.textState = at(68 + bytes);
      layout.textLength = at(69 + bytes);
      layout.textAscii = at(70 + bytes);
      boolean isFreeThreaded = Bytes.i64(in, 16) != 0;
      layout.textInternedBits = isFreeThreaded && version >= 0x30E ? 8 : 2;
      layout.textCompact = layout.textAscii + 16; // length and address of its UTF-8
      layout.seal();
      // A frame or a thread of more than some pages is no such thing.
      boolean isSound = layout.frameBytes <= 4096 && layout.threadBytes <= 4096;
      return isDamaged || !isSound || layout.codeBytes > 4096 ? null : layout;
    }
  }
}
