package dev.plumb.record.os;

import org.jspecify.annotations.Nullable;

/**
 * A range of a process's addresses.
 *
 * @param start first address
 * @param end behind the last address
 * @param flags {@code rwxp} with dashes, as {@code /proc/PID/maps} has them
 * @param offset in the file
 * @param path of the file, {@code [vdso]} and the like, or ""; without {@code (deleted)}
 * @param isDeleted whether the file is gone, or another one has its name
 */
public record Mapping(
    long start, long end, String flags, long offset, String path, boolean isDeleted) {
  private static final String DELETED = " (deleted)";

  /** Whether code may run there. */
  public boolean isExecutable() {
    return flags.length() > 2 && flags.charAt(2) == 'x';
  }

  /** Whether it shows a file. */
  public boolean isFile() {
    return path.startsWith("/");
  }

  /** A line of {@code /proc/PID/maps}; null if it is none. */
  static @Nullable Mapping parse(String line) {
    // START-END FLAGS OFFSET DEVICE INODE PATH, one or more spaces between them
    int dash = line.indexOf('-');
    int flags = line.indexOf(' ') + 1;
    int offset = line.indexOf(' ', flags) + 1;
    int device = line.indexOf(' ', offset) + 1;
    int inode = line.indexOf(' ', device) + 1;
    if (dash < 0 || dash > flags || flags == 0 || offset == 0 || device == 0 || inode == 0) {
      return null;
    }
    try {
      long start = Long.parseUnsignedLong(line, 0, dash, 16);
      long end = Long.parseUnsignedLong(line, dash + 1, flags - 1, 16);
      long at = Long.parseUnsignedLong(line, offset, device - 1, 16);
      int space = line.indexOf(' ', inode);
      // The path is the rest of the line, spaces and all; newlines in it are written as \012.
      String path = space < 0 ? "" : line.substring(space).stripLeading().replace("\\012", "\n");
      boolean deleted = path.endsWith(DELETED);
      return new Mapping(
          start,
          end,
          line.substring(flags, offset - 1),
          at,
          deleted ? path.substring(0, path.length() - DELETED.length()) : path,
          deleted);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
