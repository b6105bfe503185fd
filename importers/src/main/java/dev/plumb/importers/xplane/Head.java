package dev.plumb.importers.xplane;

import dev.plumb.importers.Importer.Match;
import java.nio.charset.StandardCharsets;

/**
 * Tells an XSpace by its first plane: a message that begins with an id, maybe, and a known name.
 */
final class Head {
  private static final String[] NAMES = {
    "/host:",
    "/device:",
    "/virtualdevice:",
    "/task:",
    "/job:",
    "Task Environment",
    "#Chip",
    "Host CPUs",
    "Syscalls"
  };

  private final byte[] head;
  private final int length;
  private int at;

  private Head(byte[] head, int length) {
    this.head = head;
    this.length = length;
  }

  static Match match(byte[] head, int length) {
    return new Head(head, length).beginsWithPlane() ? Match.CERTAIN : Match.NO;
  }

  private boolean beginsWithPlane() {
    if (!tag(0x0A) || varint() < 2) {
      return false;
    }
    if (tag(0x08)) {
      varint();
    }
    if (!tag(0x12)) {
      return false;
    }
    long nameLength = varint();
    int end = Math.min(length, at + Math.clamp(nameLength, 0, 64));
    String name = new String(head, at, Math.max(0, end - at), StandardCharsets.ISO_8859_1);
    for (String known : NAMES) {
      if (name.startsWith(known)) {
        return true;
      }
    }
    return false;
  }

  private boolean tag(int value) {
    if (at < length && head[at] == value) {
      at++;
      return true;
    }
    return false;
  }

  /** −1 if it does not end. */
  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64 && at < length; shift += 7) {
      byte b = head[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    return -1;
  }
}
