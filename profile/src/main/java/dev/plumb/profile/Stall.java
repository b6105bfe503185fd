package dev.plumb.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the warps of a kernel waited for.
 *
 * @param kernel name of the kernel
 * @param reason as the profiler names it
 * @param samples samples of program counters with this reason
 * @param ofKernel those of the kernel with any reason
 */
public record Stall(String kernel, String reason, long samples, long ofKernel) {
  /**
   * Stalls of the kernels with the most samples, most samples first.
   *
   * @param kernels the most kernels
   */
  public static List<Stall> top(CallingContextTree tree, int kernels) {
    ReasonTable reasons = tree.reasons();
    Map<String, Map<String, Long>> byKernel = new LinkedHashMap<>();
    for (int row = 0; row < reasons.size(); row++) {
      if (reasons.metric(row) == Metric.PC_SAMPLES) {
        byKernel
            .computeIfAbsent(kernel(tree, reasons.node(row)), name -> new HashMap<>())
            .merge(reasons.reason(row), reasons.value(row), Long::sum);
      }
    }
    List<Stall> stalls = new ArrayList<>();
    byKernel.forEach((kernel, counts) -> {
      long all = counts.values().stream().mapToLong(count -> count).sum();
      counts.forEach((reason, count) -> stalls.add(new Stall(kernel, reason, count, all)));
    });
    stalls.sort(
        Comparator.comparingLong(Stall::ofKernel)
            .reversed()
            .thenComparing(stall -> stall.kernel)
            .thenComparing(Comparator.comparingLong(Stall::samples).reversed())
            .thenComparing(stall -> stall.reason));
    List<String> shown = stalls.stream().map(Stall::kernel).distinct().limit(kernels).toList();
    return stalls.stream().filter(stall -> shown.contains(stall.kernel)).toList();
  }

  /** Name of the kernel around a node; of the node itself if it is in none. */
  private static String kernel(CallingContextTree tree, int node) {
    for (int at = node; at > 0; at = tree.parent(at)) {
      if (tree.kind(at) == FrameKind.KERNEL) {
        return tree.name(at);
      }
    }
    return tree.name(node);
  }
}
