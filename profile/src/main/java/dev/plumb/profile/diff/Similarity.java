package dev.plumb.profile.diff;

import dev.plumb.profile.FrameKind;
import dev.plumb.profile.KernelFamily;
import dev.plumb.profile.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How likely two contexts of different names are the same one; from 0 to 1. */
final class Similarity {
  /** From here on two contexts are called the same. */
  static final double ENOUGH = 0.5;

  private final Outline base;
  private final Outline fresh;
  private final Signatures baseSignatures;
  private final Signatures newSignatures;
  private final Map<String, List<String>> words = new HashMap<>();

  Similarity(Outline base, Outline fresh) {
    this.base = base;
    this.fresh = fresh;
    baseSignatures = new Signatures(base);
    newSignatures = new Signatures(fresh);
  }

  /** How alike is what stands below two contexts. */
  double below(int baseRow, int newRow) {
    return base.structure(baseRow) == fresh.structure(newRow)
        ? 1
        : baseSignatures.similarity(baseRow, newSignatures, newRow);
  }

  /**
   * Of contexts of one layer: their names, or what stands below them, must be alike. Kernels must
   * be of one family, and called about as often.
   */
  double of(int baseRow, int newRow) {
    FrameKind kind = base.kind(baseRow);
    if (kind != fresh.kind(newRow)) {
      return 0;
    }
    String baseName = base.name(baseRow);
    String newName = fresh.name(newRow);
    double names = Names.similarity(words(baseName), words(newName));
    if (kind == FrameKind.KERNEL) {
      KernelFamily family = KernelFamily.of(baseName);
      return family == KernelFamily.of(newName)
          ? (family == KernelFamily.OTHER ? 0.25 : 0.5)
              + 0.25 * names
              + 0.15 * ratio(baseRow, newRow, Metric.COUNT)
              + 0.1 * ratio(baseRow, newRow, Metric.KERNEL_NS)
          : 0;
    }
    if (kind.isPlace()) {
      // What runs there says which thread it is; its name and number change with the program's.
      return ENOUGH + 0.4 * below(baseRow, newRow) + 0.1 * names;
    }
    if (baseSignatures.isLeaf(baseRow) || newSignatures.isLeaf(newRow)) {
      return 0.8 * names;
    }
    return Math.max(0.8 * names, 0.4 * names + 0.6 * below(baseRow, newRow));
  }

  private double ratio(int baseRow, int newRow, Metric metric) {
    long one = base.tree().exclusive(base.node(baseRow), metric);
    long other = fresh.tree().exclusive(fresh.node(newRow), metric);
    long most = Math.max(one, other);
    return most <= 0 ? 1 : (double) Math.min(one, other) / most;
  }

  private List<String> words(String name) {
    return words.computeIfAbsent(name, Names::words);
  }
}
