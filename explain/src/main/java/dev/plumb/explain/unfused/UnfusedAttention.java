package dev.plumb.explain.unfused;

import dev.plumb.devices.ComputeUnit;
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
import dev.plumb.explain.cost.Cost;
import dev.plumb.explain.cost.Gemm;
import dev.plumb.explain.cost.OperatorCall;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.Peaks;
import dev.plumb.explain.cost.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code attention.unfused}: a product of matrices, a softmax of its result and a product with
 * that, each through memory, where one kernel for attention would never write the scores.
 */
public final class UnfusedAttention implements Analysis {
  private static final String MIN_SHARE = "min_share";

  /** Calls on each side of a softmax that may belong to it: scale, mask, casts, dropout, copies. */
  private static final int REACH = 10;

  private static final Set<String> PRODUCTS =
      Set.of("aten::bmm", "aten::baddbmm", "aten::matmul", "aten::mm");

  private static final Set<String> SOFTMAX =
      Set.of("aten::_softmax", "aten::softmax", "aten::_safe_softmax");

  private static final Set<String> BACKWARD = Set.of("aten::_softmax_backward_data");

  @Override
  public String id() {
    return "attention.unfused";
  }

  @Override
  public String title() {
    return "Attention in separate kernels";
  }

  @Override
  public String description() {
    return "Looks for a softmax between two products of matrices of the same number of scores, and"
        + " the same backward: attention written out, where scaled_dot_product_attention needs one"
        + " kernel.";
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
    ChosenCalls chain = new ChosenCalls(facts, groups);
    long softmaxes = 0;
    for (Sequence sequence : CallSequences.of(facts).all()) {
      for (int at = 0; at < sequence.calls().length; at++) {
        Group group = groups.group(sequence.input(), sequence.calls()[at]);
        boolean backward = BACKWARD.contains(group.operator());
        if (backward || SOFTMAX.contains(group.operator())) {
          softmaxes++;
          follow(groups, sequence, at, chain);
        }
      }
    }
    boolean worth =
        chain.ns() > 0 && facts.deviceImpact(chain.ns()).share() >= limits.get(MIN_SHARE);
    return Found.orClean(
        worth ? List.of(finding(facts, chain)) : List.of(),
        softmaxes == 0
            ? "no softmax outside of fused kernels"
            : Texts.count(softmaxes, "softmax")
                + ", "
                + Texts.time(chain.ns())
                + " of them between matrix products");
  }

  /** Adds what belongs to the softmax at a place, if there is a product on each side. */
  private static void follow(
      OperatorGroups groups, Sequence sequence, int softmax, ChosenCalls chain) {
    Group center = groups.group(sequence.input(), sequence.calls()[softmax]);
    long scores = elements(center, 0);
    if (scores <= 1) {
      return;
    }
    int first = product(groups, sequence, softmax, -1, scores);
    int last = product(groups, sequence, softmax, 1, scores);
    if (first < 0 || last < 0) {
      return;
    }
    double flops = 0;
    double bytes = 0;
    boolean any = false;
    for (int at = first; at <= last; at++) {
      int call = sequence.calls()[at];
      Group group = groups.group(sequence.input(), call);
      Gemm.Size size = PRODUCTS.contains(group.operator()) ? size(group) : null;
      boolean product = size != null && touches(group, size, scores);
      if (!product && elements(group, 0) != scores && elements(group, 1) != scores) {
        continue;
      }
      if (chain.add(sequence.input(), call)) {
        any = true;
        Cost cost = group.cost();
        flops += product && cost != null ? cost.flops() : 0;
        bytes += product && size != null ? others(group, size, scores) : 0;
      }
    }
    if (any) {
      chain.addIdeal(idealNs(center.peaks(), groups, sequence, first, flops, bytes));
    }
  }

  /** The nearest place in a direction with a product that makes or takes the scores. */
  private static int product(
      OperatorGroups groups, Sequence sequence, int from, int step, long scores) {
    int found = -1;
    for (int i = 1; i <= REACH; i++) {
      int at = from + i * step;
      if (at < 0 || at >= sequence.calls().length) {
        break;
      }
      Group group = groups.group(sequence.input(), sequence.calls()[at]);
      if (SOFTMAX.contains(group.operator()) || BACKWARD.contains(group.operator())) {
        break;
      }
      Gemm.Size size = PRODUCTS.contains(group.operator()) ? size(group) : null;
      if (size != null && touches(group, size, scores)) {
        found = at; // backward there are two on each side
      }
    }
    return found;
  }

  private static boolean touches(Group group, Gemm.Size size, long scores) {
    return result(size) == scores || elements(group, 0) == scores || elements(group, 1) == scores;
  }

  private static long result(Gemm.Size size) {
    return size.batch() * size.m() * size.n();
  }

  /** Bytes of a product's matrices but the scores. */
  private static double others(Group group, Gemm.Size size, long scores) {
    OperatorCall call = group.call();
    if (call == null) {
      return 0;
    }
    double bytes = 0;
    int width = 1;
    for (Tensor tensor : call.allTensors()) {
      bytes += tensor.elements() == scores ? 0 : tensor.bytes();
      width = tensor.type().bytes();
    }
    return bytes + (result(size) == scores ? 0 : (double) result(size) * width);
  }

  /** What one fused kernel takes at the peaks; −1 without them. */
  private static double idealNs(
      @Nullable Peaks peaks,
      OperatorGroups groups,
      Sequence sequence,
      int product,
      double flops,
      double bytes) {
    Cost cost = groups.group(sequence.input(), sequence.calls()[product]).cost();
    Peaks.Peak memory = peaks == null ? null : peaks.memory();
    Peaks.Peak compute =
        peaks == null || cost == null
            ? null
            : peaks.compute(ComputeUnit.MATRIX, cost.precision(), true);
    return memory == null || compute == null
        ? -1
        : Math.max(flops / compute.perSecond(), bytes / memory.perSecond()) * 1e9;
  }

  private static Gemm.@Nullable Size size(Group group) {
    OperatorCall call = group.call();
    return call == null || group.cost() == null ? null : Gemm.size(call);
  }

  /** Elements of an argument; −1 if it is no tensor. */
  private static long elements(Group group, int argument) {
    OperatorCall call = group.call();
    Tensor tensor = call == null || group.cost() == null ? null : call.tensorOrNull(argument);
    return tensor == null ? -1 : tensor.elements();
  }

  private Finding finding(Facts facts, ChosenCalls chain) {
    return new Finding(
        id() + "/chains",
        "Attention as separate products and softmax: " + Texts.time(chain.ns()),
        FindingSeverity.ofShare(facts.deviceImpact(chain.ns()).share()),
        chain.blame().contexts(),
        chain.evidence(),
        facts.deviceImpact(chain.ns()),
        chain.isIdealKnown()
            ? new Ceiling(
                chain.savedNs(),
                "queries, keys, values and output moved once and the products done, at the device's"
                    + " peaks")
            : null,
        Confidence.INFERRED,
        new Advice(
            "Let one kernel do it: the scores then never reach memory. Models of transformers take"
                + " attn_implementation=\"sdpa\" (or \"flash_attention_2\").",
            "out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)"),
        chain.blame().recordNext());
  }
}
