package dev.plumb.trace.store;

import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Constants of an enum as a file counts them: it has a section with their names, so that their
 * order in the code may change.
 */
final class EnumNames<E extends Enum<E>> {
  private final E[] all;

  /** By the file's number; null for what this version does not know. */
  private @Nullable E[] constants;

  EnumNames(E[] all) {
    this.all = all;
    this.constants = Arrays.copyOf(all, 0);
  }

  /** Writes all names as a section; the file's numbers are today's ordinals. */
  static void write(Enum<?>[] all, String section, SectionWriter out) throws IOException {
    out.section(section, all.length);
    out.texts("name", new Utf8Texts(row -> all[row].name()));
    out.end();
  }

  /** Takes the rows of a section of names. */
  void read(Checked in, int rows) throws UnreadableInputException {
    TextValues names = in.texts("name");
    int known = constants.length;
    constants = Arrays.copyOf(constants, known + rows);
    for (int row = 0; row < rows; row++) {
      constants[known + row] = named(names.get(row));
    }
  }

  private @Nullable E named(@Nullable String name) {
    for (E constant : all) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    return null;
  }

  /** The file's numbers in a column, each of which has a name. */
  long[] column(Checked in, String column) throws UnreadableInputException {
    return in.rowsOf(column, constants.length);
  }

  /** The constant that the file's {@code number}, a value of {@code column}, stands for. */
  E get(Checked in, String column, long number) throws UnreadableInputException {
    E constant = constants[(int) number];
    if (constant == null) {
      throw in.fault(column);
    }
    return constant;
  }
}
