package dev.plumb.explain.cost;

import dev.plumb.explain.base.Words;

/** Tells copies between host and device from those within a device, by the names of profilers. */
final class HostCopies {
  private static final Words WORDS =
      Words.of(
          "htod",
          "dtoh",
          "hosttodevice",
          "devicetohost",
          "htoa",
          "atoh",
          "host -> ",
          "-> host",
          "pageable",
          "pinned");

  private HostCopies() {}

  static boolean isHostCopy(String name) {
    return WORDS.in(name);
  }
}
