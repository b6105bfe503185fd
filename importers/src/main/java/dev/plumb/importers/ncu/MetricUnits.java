package dev.plumb.importers.ncu;

import org.jspecify.annotations.Nullable;

/**
 * Units of metrics in a report, which does not store them: they follow from the names, by the rules
 * of the documentation ("Metrics Structure" in the Kernel Profiling Guide). Null where the name
 * does not tell.
 */
final class MetricUnits {
  private MetricUnits() {}

  static @Nullable String of(String name) {
    int scope = name.indexOf("__");
    if (scope < 0 || name.startsWith("device__") || name.startsWith("launch__")) {
      return null;
    }
    if (name.contains("pct_of_peak") || name.endsWith(".pct") || name.endsWith("_pct")) {
      return "%";
    }
    String counted = counted(name.substring(scope + 2));
    if (counted == null || name.contains(".ratio") || name.contains(".max_rate")) {
      return null;
    }
    int sub = name.indexOf(".per_");
    if (sub < 0) {
      return counted;
    }
    String per = name.substring(sub + ".per_".length());
    return switch (per) {
      case "second" -> counted + "/second";
      case "cycle_active", "cycle_elapsed" -> counted + "/cycle";
      default -> null;
    };
  }

  /** What a counter counts. */
  private static @Nullable String counted(String counter) {
    int dot = counter.indexOf('.');
    String name = dot < 0 ? counter : counter.substring(0, dot);
    if (name.startsWith("time_duration")) {
      return "ns";
    }
    if (name.contains("average") || name.contains("ratio") || name.contains("throughput")) {
      return null;
    }
    if (name.startsWith("cycles") || name.endsWith("cycles_active")) {
      return "cycle";
    }
    if (name.startsWith("inst_") || name.startsWith("sass_inst_")) {
      return "inst";
    }
    return name.startsWith("bytes") || name.endsWith("_bytes") ? "byte" : null;
  }
}
