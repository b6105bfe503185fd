package dev.plumb.record.ring;

import dev.plumb.record.python.LineTable;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a Python code object says about itself.
 *
 * @param file as the interpreter has it
 * @param name qualified since Python 3.11
 * @param firstLine from 1
 * @param form how {@code table} is written
 * @param table lines of places; empty if unknown
 * @param firstInstruction bytes from the code object to its first instruction; −1 in versions whose
 *     frames count instructions instead of pointing to them
 */
public record PythonCode(
    String file,
    String name,
    int firstLine,
    LineTable.Form form,
    byte[] table,
    int firstInstruction) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PythonCode code
        && file.equals(code.file)
        && name.equals(code.name)
        && firstLine == code.firstLine
        && form == code.form
        && Arrays.equals(table, code.table)
        && firstInstruction == code.firstInstruction;
  }

  @Override
  public int hashCode() {
    return Objects.hash(file, name, firstLine, form, Arrays.hashCode(table), firstInstruction);
  }

  /** The line of a place in the code, in bytes; {@link LineTable#NO_LINE} if there is none. */
  public int line(int place) {
    return table.length == 0 ? LineTable.NO_LINE : LineTable.line(form, table, firstLine, place);
  }

  /**
   * The place in the code, in bytes, of what a frame holds.
   *
   * @param address of the code object
   */
  public int place(long address, long instruction) {
    if (firstInstruction < 0) {
      return (int) instruction * (form == LineTable.Form.RANGES ? 2 : 1);
    }
    return (int) (instruction - address - firstInstruction);
  }
}
