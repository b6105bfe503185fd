package dev.plumb.record.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** How much a terminal shows. */
public record TerminalSize(int rows, int columns) {
  /** {@code TIOCGWINSZ}. */
  private static final long GET_SIZE = 0x5413;

  private static final long STRUCT_WINSIZE = 8;

  /**
   * That of the terminal that a file is, as it is now.
   *
   * @return null if it is none, or does not know
   */
  public static @Nullable TerminalSize of(int file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(STRUCT_WINSIZE, 8);
      if (Linux.control(file, GET_SIZE, size.address()) < 0) {
        return null;
      }
      int rows = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 0));
      int columns = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 2));
      return rows == 0 || columns == 0 ? null : new TerminalSize(rows, columns);
    }
  }
}
