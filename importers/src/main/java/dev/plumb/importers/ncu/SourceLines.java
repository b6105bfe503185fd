package dev.plumb.importers.ncu;

import dev.plumb.importers.elf.LineTable;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;

/** Writes stacks of instructions: kernel, lines of its source, instruction. */
final class SourceLines {
  /** A chain of inlined calls that is longer is cut at its outer end. */
  private static final int DEEPEST = 64;

  private final TraceBuilder out;

  SourceLines(TraceBuilder out) {
    this.out = out;
  }

  /**
   * The stack of a line: of the call around it if it was inlined, and of the line itself.
   *
   * @param row of {@code lines}
   */
  int lines(int kernelStack, LineTable lines, int row) {
    int[] rows = new int[DEEPEST];
    int count = 0;
    for (int at = row; at != Ids.NONE && count < DEEPEST; at = lines.callerRow(at)) {
      rows[count++] = at;
    }
    int stack = kernelStack;
    while (count > 0) {
      int at = rows[--count];
      stack = line(stack, lines.file(at), lines.line(at), "");
    }
    return stack;
  }

  /**
   * The stack of a line.
   *
   * @param text what stands there; "" if unknown: then it is named as editors do, {@code
   *     kernels.cu:12}
   */
  int line(int stack, String path, int line, String text) {
    String file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    int nameId = out.strings().intern(text.isEmpty() ? file + ":" + line : text);
    int frame =
        out.frames().row(CodeKind.SOURCE_LINE, nameId, fileId(path), line, Ids.NONE, Ids.ABSENT);
    return out.stacks().row(stack, frame);
  }

  /**
   * The stack of an instruction.
   *
   * @param path of its source; "" if unknown
   * @param line in it; 0 if unknown
   * @param offset in its function, or its address where that is all that is known
   */
  int instruction(int stack, String name, String path, int line, long offset) {
    int frame =
        out.frames()
            .row(
                CodeKind.INSTRUCTION,
                out.strings().intern(name),
                fileId(path),
                line,
                Ids.NONE,
                offset);
    return out.stacks().row(stack, frame);
  }

  private int fileId(String path) {
    return path.isEmpty() ? Ids.NONE : out.strings().intern(path);
  }
}
