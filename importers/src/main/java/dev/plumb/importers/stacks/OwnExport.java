package dev.plumb.importers.stacks;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.TraceBuilder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Plumb's own exports of stacks say beyond their format, so that they are read back as what
 * they were: layers of frames, and quantities of values. Values of kernels, copies and other device
 * work stand together in one value; the layer of the innermost frame takes them apart.
 */
public final class OwnExport {
  private static final Pattern RANK = Pattern.compile("rank (\\d{1,9})");
  private static final Pattern LAYER = Pattern.compile("\\[([a-z ]+)] (.*)", Pattern.DOTALL);

  private OwnExport() {}

  /** The layer that begins a name, as in {@code [kernel] gemm}; "" for none. */
  public static String layerOf(String name) {
    Matcher layer = LAYER.matcher(name);
    return layer.matches() ? layer.group(1) : "";
  }

  /** Whether a layer says where something ran, or that this is not known, and is no code. */
  public static boolean isPlace(String layer) {
    return switch (layer) {
      case "run", "rank", "thread", "unattributed", "stream" -> true;
      default -> false;
    };
  }

  /** What a frame of a layer is; null for a layer that nobody knows. */
  public static @Nullable CodeKind kind(String layer) {
    return switch (layer) {
      case "step" -> CodeKind.STEP;
      case "annotation" -> CodeKind.ANNOTATION;
      case "scope" -> CodeKind.SCOPE;
      case "python" -> CodeKind.PYTHON;
      case "java" -> CodeKind.JAVA;
      case "module" -> CodeKind.MODULE;
      case "operator" -> CodeKind.OPERATOR;
      case "slice" -> CodeKind.SLICE;
      case "native" -> CodeKind.NATIVE;
      case "runtime" -> CodeKind.RUNTIME;
      case "system" -> CodeKind.SYSTEM;
      case "overhead" -> CodeKind.OVERHEAD;
      case "kernel" -> CodeKind.KERNEL;
      case "source line" -> CodeKind.SOURCE_LINE;
      case "instruction" -> CodeKind.INSTRUCTION;
      case "memcpy" -> CodeKind.MEMCPY;
      case "memset" -> CodeKind.MEMSET;
      case "device" -> CodeKind.DEVICE_OTHER;
      case "other" -> CodeKind.OTHER;
      default -> null;
    };
  }

  /**
   * The row of the measure of a value.
   *
   * @param quantity as the export says: a {@link Quantity}, WORK for device time of any kind, or
   *     REPEATED for what other values say too
   * @param layer of the innermost frame
   * @return {@link Ids#NONE} for what is to be left out
   */
  public static int measure(
      TraceBuilder out, String quantity, String name, String unit, String layer) {
    return switch (quantity) {
      case "REPEATED" -> Ids.NONE;
      case "WORK" ->
          switch (layer) {
            case "kernel" -> Units.measure(out, Quantity.KERNEL_NS, name, unit);
            case "memcpy", "memset" -> Units.measure(out, Quantity.COPY_NS, name, unit);
            default -> Units.measure(out, Quantity.DEVICE_NS, name, unit);
          };
      case "CALLS" ->
          Units.measure(
              out, layer.equals("kernel") ? Quantity.KERNELS : Quantity.CALLS, name, unit);
      default -> Units.measure(out, quantity(quantity), name, unit);
    };
  }

  private static Quantity quantity(String name) {
    for (Quantity each : Quantity.values()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return Quantity.OTHER;
  }

  /** The track of a thread of a rank, as the tree called them; "" where there is none. */
  public static int track(TraceBuilder out, ThreadTracks tracks, String rank, String thread) {
    if (thread.isEmpty()) {
      return Ids.NONE;
    }
    Matcher number = RANK.matcher(rank);
    boolean numbered = number.matches();
    int row = tracks.row(numbered ? number.group(1) : "", thread);
    tracks.name(row, thread);
    if (numbered) {
      out.tracks().setRank(row, Integer.parseInt(number.group(1)));
    }
    return row;
  }
}
