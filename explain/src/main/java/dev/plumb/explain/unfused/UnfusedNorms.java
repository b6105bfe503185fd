package dev.plumb.explain.unfused;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Limits;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.cost.CallSequences;
import dev.plumb.explain.cost.CallSequences.Sequence;
import dev.plumb.explain.cost.ChosenCalls;
import dev.plumb.explain.cost.OperatorCall;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.Peaks;
import dev.plumb.explain.cost.Tensor;
import java.util.List;
import java.util.Set;

/**
 * {@code norm.unfused}: a normalisation written out in elementwise operators and reductions: mean
 * or variance, a root of it, and a product of the root with what was averaged.
 */
public final class UnfusedNorms implements Analysis {
  private static final String MIN_SHARE = "min_share";

  /** Calls between the parts of one normalisation. */
  private static final int REACH = 6;

  /** Elements of a row; Adam takes roots too, but of every element. */
  private static final int SHORTEST_ROW = 16;

  private static final Set<String> ROOTS = Set.of("aten::rsqrt", "aten::sqrt");
  private static final Set<String> AVERAGES =
      Set.of("aten::mean", "aten::var", "aten::sum", "aten::linalg_vector_norm");
  private static final Set<String> SCALES =
      Set.of("aten::mul", "aten::mul_", "aten::div", "aten::div_");

  private static final Set<String> BEFORE =
      Set.of("aten::pow", "aten::square", "aten::mul", "aten::sub", "aten::sub_", "aten::copy_");

  private static final Set<String> AFTER =
      Set.of("aten::mul", "aten::mul_", "aten::div", "aten::div_", "aten::add", "aten::copy_");

  @Override
  public String id() {
    return "norm.unfused";
  }

  @Override
  public String title() {
    return "Normalisation in separate kernels";
  }

  @Override
  public String description() {
    return "Looks for a root of a mean or variance that multiplies what was averaged: RMS and layer"
        + " norms written in elementwise operators, each of which passes over the whole tensor.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES, Evidence.OPERATORS, Evidence.SHAPES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(new Threshold(MIN_SHARE, 0.01, "of the run"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    OperatorGroups groups = OperatorGroups.of(facts);
    ChosenCalls chosen = new ChosenCalls(facts, groups);
    long norms = 0;
    for (Sequence sequence : CallSequences.of(facts).all()) {
      for (int at = 0; at < sequence.calls().length; at++) {
        if (ROOTS.contains(group(groups, sequence, at).operator())
            && follow(groups, sequence, at, chosen)) {
          norms++;
        }
      }
    }
    boolean worth =
        chosen.ns() > 0 && facts.deviceImpact(chosen.ns()).share() >= limits.get(MIN_SHARE);
    return Found.orClean(
        worth ? List.of(finding(facts, chosen, norms)) : List.of(),
        Texts.count(norms, "normalisation") + " in separate kernels, " + Texts.time(chosen.ns()));
  }

  private static Group group(OperatorGroups groups, Sequence sequence, int at) {
    return groups.group(sequence.input(), sequence.calls()[at]);
  }

  private static boolean follow(
      OperatorGroups groups, Sequence sequence, int root, ChosenCalls chosen) {
    long rows = elements(group(groups, sequence, root), 0);
    int average = root;
    long size = -1;
    while (--average >= Math.max(0, root - REACH)) {
      Group group = group(groups, sequence, average);
      long elements = elements(group, 0);
      if (AVERAGES.contains(group.operator())
          && rows > 0
          && elements % rows == 0
          && elements / rows >= SHORTEST_ROW) {
        size = elements;
        break;
      }
    }
    int scale = root;
    int end = Math.min(sequence.calls().length - 1, root + REACH);
    do {
      scale++;
    } while (scale <= end && !scales(group(groups, sequence, scale), size, rows));
    if (size < 0 || scale > end) {
      return false;
    }
    int first = average;
    while (first > 0
        && first > average - REACH
        && isPart(group(groups, sequence, first - 1), BEFORE, size)) {
      first--;
    }
    int last = scale;
    while (last + 1 < sequence.calls().length
        && last < scale + REACH
        && isPart(group(groups, sequence, last + 1), AFTER, size)) {
      last++;
    }
    Tensor whole = null;
    boolean any = false;
    for (int at = first; at <= last; at++) {
      any |= chosen.add(sequence.input(), sequence.calls()[at]);
      OperatorCall call = group(groups, sequence, at).call();
      Tensor tensor = call == null ? null : call.tensorOrNull(0);
      whole = tensor != null && tensor.elements() == size ? tensor : whole;
    }
    if (any) {
      Peaks peaks = group(groups, sequence, root).peaks();
      Peaks.Peak memory = peaks == null ? null : peaks.memory();
      chosen.addIdeal(
          memory == null || whole == null
              ? -1
              : 2.0
                  * size
                  * smallest(groups, sequence, first, last, size)
                  / memory.perSecond()
                  * 1e9);
    }
    return any;
  }

  /** Bytes of an element of input and output: the shortest format that any part has. */
  private static int smallest(
      OperatorGroups groups, Sequence sequence, int first, int last, long size) {
    int bytes = 8;
    for (int at = first; at <= last; at++) {
      OperatorCall call = group(groups, sequence, at).call();
      for (int i = 0; call != null && i < 2; i++) {
        Tensor tensor = call.tensorOrNull(i);
        if (tensor != null && tensor.elements() == size) {
          bytes = Math.min(bytes, tensor.type().bytes());
        }
      }
    }
    return bytes;
  }

  /** Whether it multiplies all elements with one number for each row. */
  private static boolean scales(Group group, long size, long rows) {
    long one = elements(group, 0);
    long other = elements(group, 1);
    return SCALES.contains(group.operator())
        && (one == size && other == rows || one == rows && other == size);
  }

  private static boolean isPart(Group group, Set<String> operators, long size) {
    return operators.contains(group.operator())
        && (elements(group, 0) == size || elements(group, 1) == size);
  }

  private static long elements(Group group, int argument) {
    OperatorCall call = group.call();
    Tensor tensor = call == null || group.cost() == null ? null : call.tensorOrNull(argument);
    return tensor == null ? -1 : tensor.elements();
  }

  private Finding finding(Facts facts, ChosenCalls chosen, long norms) {
    return new Finding(
        id() + "/chains",
        Texts.count(norms, "normalisation")
            + " in "
            + Texts.count(chosen.calls(), "separate operator")
            + ": "
            + Texts.time(chosen.ns()),
        FindingSeverity.ofShare(facts.deviceImpact(chosen.ns()).share()),
        chosen.blame().contexts(),
        chosen.evidence(),
        facts.deviceImpact(chosen.ns()),
        chosen.isIdealKnown()
            ? new Ceiling(
                chosen.savedNs(), "the input read and the output written once at the memory's peak")
            : null,
        Confidence.INFERRED,
        new Advice(
            "Use the fused operator, or let the compiler fuse these.",
            "self.norm = torch.nn.RMSNorm(dim, eps=eps)  # or LayerNorm; or torch.compile(model)"),
        chosen.blame().recordNext());
  }
}
