package dev.plumb.record.os;

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
  static @org.jspecify.annotations.Nullable Mapping parse(String line) {
    int dash = line.indexOf('-');
    int space = line.indexOf(' ');
    if (dash < 0 || space < dash) {
      return null;
    }
    String[] parts = line.substring(space + 1).split(" +", 5);
    if (parts.length < 4) {
      return null;
    }
    try {
      long start = Long.parseUnsignedLong(line, 0, dash, 16);
      long end = Long.parseUnsignedLong(line, dash + 1, space, 16);
      long offset = Long.parseUnsignedLong(parts[1], 16);
      // The path is the rest of the line, spaces and all; newlines in it are written as \012.
      String path = parts.length > 4 ? parts[4].replace("\\012", "\n") : "";
      boolean deleted = path.endsWith(DELETED);
      return new Mapping(
          start,
          end,
          parts[0],
          offset,
          deleted ? path.substring(0, path.length() - DELETED.length()) : path,
          deleted);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
