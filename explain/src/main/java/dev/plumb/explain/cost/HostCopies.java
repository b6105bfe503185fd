package dev.plumb.explain.cost;

import java.util.Locale;

/** Tells copies between host and device from those within a device, by the names of profilers. */
final class HostCopies {
  private static final String[] PARTS = {
    "htod",
    "dtoh",
    "hosttodevice",
    "devicetohost",
    "htoa",
    "atoh",
    "host -> ",
    "-> host",
    "pageable",
    "pinned"
  };

  private HostCopies() {}

  static boolean isHostCopy(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String part : PARTS) {
      if (lower.contains(part)) {
        return true;
      }
    }
    return false;
  }
}
