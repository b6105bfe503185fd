package dev.plumb.importers.xplane;

/** What the events of a line are, by the names of their plane and line. */
enum LineKind {
  /** A thread. */
  HOST,
  /** A queue of a GPU: its events are the work. */
  STREAM,
  /** The instructions that a TPU core ran: its events are the work. */
  OPS,
  /** The programs that a device ran, which contain its work. */
  MODULES,
  /** Steps as the device saw them. */
  STEPS,
  /** Ranges that overlap each other: asynchronous copies, traffic between hosts. */
  ASYNC,
  /** Ranges that a tool derived from other lines of the plane, or that are no work. */
  DERIVED;

  static LineKind of(PlaneKind plane, String line) {
    return switch (plane) {
      case HOST, METADATA, ENVIRONMENT -> HOST;
      case GPU -> line.startsWith("Stream #") ? STREAM : ofDevice(line, false);
      case TPU -> ofDevice(line, true);
      case OTHER_DEVICE -> ASYNC;
    };
  }

  private static LineKind ofDevice(String line, boolean core) {
    return switch (line) {
      case "XLA Ops", "Sparse Core Ops" -> core ? OPS : DERIVED;
      case "XLA Modules", "Sparse Core Modules" -> MODULES;
      case "Steps", "Sparse Core Steps" -> STEPS;
      case "Async XLA Ops" -> ASYNC;
      default -> DERIVED;
    };
  }
}
