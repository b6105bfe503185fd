package dev.plumb.present.tables;

import static dev.plumb.present.tables.Column.integer;
import static dev.plumb.present.tables.Column.text;

import dev.plumb.trace.FrameTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StackTable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The recorded stacks of one input, and which of its slices has one. */
final class StackRows {
  private final InputData in;
  private final FrameTable frames;
  private final StackTable stacks;
  private int @Nullable [] depths;
  private int @Nullable [] ofSlices;

  StackRows(InputData in) {
    this.in = in;
    this.frames = in.trace.frames();
    this.stacks = in.trace.stacks();
  }

  /** Row of the stack of something in a table; {@link Ids#NONE} for none. */
  interface ToStack {
    int stack(int at);
  }

  /** The columns that describe the innermost frame of a stack; {@code what} names it. */
  static <S> List<Column<S>> leaf(
      String what, Function<S, InputData> input, Function<S, ToStack> stack) {
    return List.of(
        text(
            "kind",
            "What "
                + what
                + " is: scope, module, operator, python, java, native, system, runtime, kernel,"
                + " memcpy, memset, source_line, instruction, other; NULL for an empty stack.",
            s -> {
              StackRows rows = input.apply(s).stacks();
              ToStack of = stack.apply(s);
              return at -> rows.kind(of.stack(at));
            }),
        text(
            "name",
            "Function of " + what + ", or the text of the instruction; NULL for an empty stack.",
            s -> {
              StackRows rows = input.apply(s).stacks();
              ToStack of = stack.apply(s);
              return at -> rows.name(of.stack(at));
            }),
        text(
            "file",
            "Source file of " + what + "; NULL if unknown.",
            s -> {
              StackRows rows = input.apply(s).stacks();
              ToStack of = stack.apply(s);
              return at -> rows.file(of.stack(at));
            }),
        integer(
            "line",
            "",
            "Line in the file; NULL if unknown.",
            s -> {
              StackRows rows = input.apply(s).stacks();
              ToStack of = stack.apply(s);
              return at -> rows.line(of.stack(at));
            }),
        text(
            "library",
            "Binary, package or module of " + what + "; NULL if unknown.",
            s -> {
              StackRows rows = input.apply(s).stacks();
              ToStack of = stack.apply(s);
              return at -> rows.library(of.stack(at));
            }));
  }

  @Nullable String kind(int stack) {
    return stack < 0 ? null : frames.kind(stacks.frameRow(stack)).name().toLowerCase(Locale.ROOT);
  }

  @Nullable String name(int stack) {
    return stack < 0 ? null : in.text(frames.nameId(stacks.frameRow(stack)));
  }

  private @Nullable String file(int stack) {
    return stack < 0 ? null : in.text(frames.fileId(stacks.frameRow(stack)));
  }

  private long line(int stack) {
    int line = stack < 0 ? 0 : frames.line(stacks.frameRow(stack));
    return line == 0 ? Cells.NULL : line;
  }

  private @Nullable String library(int stack) {
    return stack < 0 ? null : in.text(frames.libraryId(stacks.frameRow(stack)));
  }

  /** Address of the innermost frame within its function. */
  long address(int stack) {
    return frames.address(stacks.frameRow(stack));
  }

  /** Frames of a stack; a caller's row is less than its callees', so one pass counts all. */
  synchronized int[] depths() {
    if (depths == null) {
      depths = new int[stacks.size()];
      for (int row = 0; row < depths.length; row++) {
        int parent = stacks.parentRow(row);
        depths[row] = parent < 0 ? 1 : depths[parent] + 1;
      }
    }
    return depths;
  }

  /** Row of the stack that the profiler gives for a slice; {@link Ids#NONE} for most. */
  int ofSlice(int row) {
    int[] known = ofSlices();
    return row < known.length ? known[row] : Ids.NONE;
  }

  private synchronized int[] ofSlices() {
    if (ofSlices == null) {
      int count = in.trace.sliceStacks().size();
      ofSlices = new int[count == 0 ? 0 : in.slices.size()];
      Arrays.fill(ofSlices, Ids.NONE);
      for (int i = 0; i < count; i++) {
        ofSlices[in.trace.sliceStacks().sliceRow(i)] = in.trace.sliceStacks().stackRow(i);
      }
    }
    return ofSlices;
  }
}
