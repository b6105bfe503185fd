package dev.plumb.record.os;

import org.jspecify.annotations.Nullable;

/**
 * The system call that a thread waits in, by {@code /proc/PID/task/TID/syscall}.
 *
 * @param number of the call; −1 if it waits outside of one
 * @param first its first argument
 * @param second its second argument
 * @param third its third argument
 * @param stackPointer of the thread
 * @param pc of the thread, behind the call's instruction
 */
public record TaskCall(
    int number, long first, long second, long third, long stackPointer, long pc) {
  static @Nullable TaskCall parse(String text) {
    // "running", "-1 SP PC", or "NUMBER A B C D E F SP PC"
    String[] parts = text.strip().split(" ");
    try {
      if (parts.length == 3) {
        return new TaskCall(-1, 0, 0, 0, hex(parts[1]), hex(parts[2]));
      }
      if (parts.length < 9) {
        return null;
      }
      return new TaskCall(
          Integer.parseInt(parts[0]),
          hex(parts[1]),
          hex(parts[2]),
          hex(parts[3]),
          hex(parts[7]),
          hex(parts[8]));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static long hex(String text) {
    return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, 16);
  }
}
