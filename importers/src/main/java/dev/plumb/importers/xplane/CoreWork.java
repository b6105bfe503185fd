package dev.plumb.importers.xplane;

import dev.plumb.trace.SliceKind;
import org.jspecify.annotations.Nullable;

/** What the instructions of a TPU core are to its device. */
public final class CoreWork {
  private CoreWork() {}

  /**
   * The kind of an instruction. Loops and branches contain the instructions that they ran: those
   * are the work. Transfers between devices are kernels, as everywhere; those with the host are
   * copies.
   *
   * @param name {@code copy-start.4}
   * @param category XLA's; null if not given, as in older profiles: then the name decides
   */
  public static SliceKind of(String name, @Nullable String category) {
    return switch (category == null ? base(name) : category) {
      case "while", "conditional", "call" -> SliceKind.GPU_ANNOTATION;
      case "copy-start",
          "copy-done",
          "host send",
          "host send-done",
          "host recv",
          "host recv-done",
          "infeed",
          "outfeed" ->
          SliceKind.MEMCPY;
      default -> SliceKind.KERNEL;
    };
  }

  private static String base(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
