package dev.plumb.profile;

import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.StringPool;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a program did, as far as that tells it from others: the names of its operators, and its
 * kernels with their share of the time. Of names only the hash is kept: a folder has many programs,
 * and two names of one hash change no answer.
 */
public final class Program {
  /**
   * Below this share of common operators, and of common kernel time, two programs are two. Measured
   * on recorded traces: one program before and after a change has 0.6 and more of its operators in
   * common, on another vendor's device 0.9 (of its kernels 0.1 there); two models of one framework
   * have 0.1 to 0.45, two transformers up to 0.58.
   */
  private static final double ENOUGH = 0.6;

  private final Map<Integer, Double> kernels;
  private final Set<Integer> operators;

  private Program(Map<Integer, Double> kernels, Set<Integer> operators) {
    this.kernels = kernels;
    this.operators = operators;
  }

  /** What all inputs of a run did. */
  public static Program of(Run run) {
    return of(run.inputs());
  }

  /** What some traces have together. */
  static Program of(Collection<Links> inputs) {
    Map<Integer, Double> kernels = new HashMap<>();
    Set<Integer> operators = new HashSet<>();
    for (Links links : inputs) {
      SliceTable slices = links.trace().slices();
      StringPool strings = links.trace().strings();
      double[] ns = new double[strings.size()];
      BitSet called = new BitSet(strings.size());
      for (int row = 0, rows = slices.size(); row < rows; row++) {
        SliceKind kind = slices.kind(row);
        if (kind == SliceKind.KERNEL) {
          ns[slices.nameId(row)] += Math.max(1, slices.durNs(row));
        } else if (kind == SliceKind.OPERATOR) {
          called.set(slices.nameId(row));
        }
      }
      for (int name = 0; name < ns.length; name++) {
        if (ns[name] > 0) {
          kernels.merge(strings.get(name).hashCode(), ns[name], Double::sum);
        }
      }
      called.stream().forEach(name -> operators.add(strings.get(name).hashCode()));
    }
    double all = kernels.values().stream().mapToDouble(Double::doubleValue).sum();
    kernels.replaceAll((name, ns) -> ns / all);
    return new Program(kernels, operators);
  }

  /**
   * Whether they are two programs for sure. Where they have no layer in common that tells, nobody
   * knows, and they are not.
   */
  public boolean isUnlike(Program other) {
    return common(other) < ENOUGH;
  }

  /**
   * Share of what two programs have in common: of operators or of kernels, whichever is larger; NaN
   * where they have no layer in common that tells.
   */
  public double common(Program other) {
    double common = Double.NaN;
    if (!operators.isEmpty() && !other.operators.isEmpty()) {
      common = commonOperators(other);
    }
    if (!kernels.isEmpty() && !other.kernels.isEmpty()) {
      double ofKernels = commonKernels(other);
      common = Double.isNaN(common) ? ofKernels : Math.max(common, ofKernels);
    }
    return common;
  }

  /** Of the names that either of them has. */
  private double commonOperators(Program other) {
    long both = operators.stream().filter(other.operators::contains).count();
    return (double) both / (operators.size() + other.operators.size() - both);
  }

  private double commonKernels(Program other) {
    return kernels.entrySet().stream()
        .mapToDouble(
            each -> Math.min(each.getValue(), other.kernels.getOrDefault(each.getKey(), 0d)))
        .sum();
  }

  /**
   * Whether traces can be the ranks of one run. A number that comes twice: two runs, or two
   * recordings of one run, which are no ranks of it either.
   */
  public static boolean canBeRanks(List<Links> inputs) {
    Set<Integer> ranks = new HashSet<>();
    for (Links links : inputs) {
      int rank = Run.saidRank(links.trace());
      if (rank >= 0 && !ranks.add(rank)) {
        return false;
      }
    }
    return whyApart(inputs) == null;
  }

  /**
   * Why traces are of two runs for sure, whatever their ranks; null if they need not be. Each with
   * a number of its own is a rank: the profiler, or who named the files, says so. Where some have
   * no number, all must be of one program: ranks run the same, also those of a pipeline but for
   * their first and last layers.
   */
  public static @Nullable String whyApart(List<Links> inputs) {
    Set<Integer> ranks = new HashSet<>();
    Set<Integer> sizes = new TreeSet<>();
    for (Links links : inputs) {
      int size = links.trace().worldSize();
      if (size > 0) {
        sizes.add(size);
      }
      int rank = Run.saidRank(links.trace());
      if (rank >= 0) {
        ranks.add(rank);
      }
    }
    if (sizes.size() > 1) {
      Iterator<Integer> each = sizes.iterator();
      return "one run has " + each.next() + " ranks, another one " + each.next();
    }
    if (ranks.size() == inputs.size()) {
      return null;
    }
    List<Program> programs = inputs.stream().map(links -> of(List.of(links))).toList();
    for (int i = 1; i < programs.size(); i++) {
      // With each one before, not with the first only: that may be a rank without a device.
      for (int before = 0; before < i; before++) {
        if (programs.get(i).isUnlike(programs.get(before))) {
          List<String> names = InputLabels.ofFiles(inputs);
          return names.get(before) + " and " + names.get(i) + " have less than 60 % in common";
        }
      }
    }
    return null;
  }
}
