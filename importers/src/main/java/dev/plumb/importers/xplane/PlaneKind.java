package dev.plumb.importers.xplane;

/** What a plane is, by its name. Declared in the order in which planes are read. */
enum PlaneKind {
  /** When the profile was taken. */
  ENVIRONMENT,
  /** The HLO modules. */
  METADATA,
  /** Threads. */
  HOST,
  GPU,
  TPU,
  /** {@code /device:CUSTOM:…}, {@code #Chip…}: traffic and the like. */
  OTHER_DEVICE;

  static PlaneKind of(String name) {
    if (name.equals("Task Environment")) {
      return ENVIRONMENT;
    }
    if (name.equals("/host:metadata")) {
      return METADATA;
    }
    if (name.startsWith("/device:GPU:")) {
      return GPU;
    }
    if (name.startsWith("/device:TPU:")) {
      return TPU;
    }
    return name.startsWith("/device:") || name.startsWith("#Chip") ? OTHER_DEVICE : HOST;
  }

  boolean isDevice() {
    return ordinal() >= GPU.ordinal();
  }

  /** The device as Plumb names it: "0" of {@code /device:GPU:0}, as in other profilers' traces. */
  String deviceId(String name) {
    return switch (this) {
      case GPU, TPU -> name.substring("/device:GPU:".length());
      default -> name.startsWith("/device:") ? name.substring("/device:".length()) : name;
    };
  }
}
