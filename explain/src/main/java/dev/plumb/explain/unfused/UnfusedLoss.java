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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code loss.unfused}: losses that pass over the logits several times: a log-softmax that is
 * written out, picked from and differentiated in kernels of their own, or a loss of many
 * elementwise kernels.
 */
public final class UnfusedLoss implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final String KERNELS = "kernels";

  /** Calls on each side of a log-softmax that may belong to it: casts, the loss itself. */
  private static final int REACH = 4;

  private static final Set<String> PICKS =
      Set.of(
          "aten::nll_loss_forward",
          "aten::nll_loss2d_forward",
          "aten::nll_loss_backward",
          "aten::nll_loss2d_backward");

  private static final Set<String> CENTERS =
      Set.of("aten::_log_softmax", "aten::_log_softmax_backward_data");

  @Override
  public String id() {
    return "loss.unfused";
  }

  @Override
  public String title() {
    return "Losses in separate kernels";
  }

  @Override
  public String description() {
    return "Adds up log-softmax, the pick of the target and their gradients with the casts around"
        + " them, and losses of several elementwise kernels.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES, Evidence.OPERATORS, Evidence.SHAPES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MIN_SHARE, 0.02, "of the run"),
        new Threshold(KERNELS, 3, "kernels in each call of a loss: the loss and its sum take two"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    OperatorGroups groups = OperatorGroups.of(facts);
    ChosenCalls entropy = new ChosenCalls(facts, groups);
    ChosenCalls many = new ChosenCalls(facts, groups);
    for (Sequence sequence : CallSequences.of(facts).all()) {
      for (int at = 0; at < sequence.calls().length; at++) {
        Group group = group(groups, sequence, at);
        if (CENTERS.contains(group.operator())) {
          follow(groups, sequence, at, entropy);
        } else if (group.isOf("loss") && group.pieces() >= limits.get(KERNELS) * group.calls()) {
          add(groups, sequence, at, many);
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    if (isWorth(facts, limits, entropy)) {
      findings.add(crossEntropy(facts, entropy));
    }
    if (isWorth(facts, limits, many)) {
      findings.add(elementwise(facts, many));
    }
    return Found.orClean(
        findings,
        Texts.time(entropy.ns())
            + " in cross entropies, "
            + Texts.time(many.ns())
            + " in losses of several kernels");
  }

  private static boolean isWorth(Facts facts, Limits limits, ChosenCalls calls) {
    return calls.ns() > 0 && facts.deviceImpact(calls.ns()).share() >= limits.get(MIN_SHARE);
  }

  private static Group group(OperatorGroups groups, Sequence sequence, int at) {
    return groups.group(sequence.input(), sequence.calls()[at]);
  }

  private static void add(OperatorGroups groups, Sequence sequence, int at, ChosenCalls many) {
    Group group = group(groups, sequence, at);
    if (many.add(sequence.input(), sequence.calls()[at])) {
      many.addIdeal(group.roofline() == null ? -1 : group.roofline().idealNs() / group.calls());
    }
  }

  /** Only where the pick is near: a log-softmax has other uses. */
  private static void follow(
      OperatorGroups groups, Sequence sequence, int center, ChosenCalls entropy) {
    Group middle = group(groups, sequence, center);
    OperatorCall call = middle.call();
    Tensor logits = call == null ? null : call.tensorOrNull(0);
    if (logits == null || middle.cost() == null) {
      return;
    }
    int from = Math.max(0, center - REACH);
    int to = Math.min(sequence.calls().length - 1, center + REACH);
    boolean picked = false;
    for (int at = from; at <= to; at++) {
      picked |= PICKS.contains(group(groups, sequence, at).operator());
    }
    if (!picked) {
      return;
    }
    int width = logits.type().bytes();
    boolean any = false;
    for (int at = from; at <= to; at++) {
      Group group = group(groups, sequence, at);
      boolean cast =
          group.operator().equals("aten::copy_") && hasElements(group, logits.elements());
      if (at == center || PICKS.contains(group.operator()) || cast) {
        any |= entropy.add(sequence.input(), sequence.calls()[at]);
        width = cast ? Math.min(width, 2) : width;
      }
    }
    if (any) {
      // Once read in forward, once written in backward: half of that for each.
      Peaks.Peak memory = middle.peaks() == null ? null : middle.peaks().memory();
      entropy.addIdeal(
          memory == null ? -1 : (double) logits.elements() * width / memory.perSecond() * 1e9);
    }
  }

  private static boolean hasElements(Group group, long elements) {
    OperatorCall call = group.call();
    Tensor tensor = call == null || group.cost() == null ? null : call.tensorOrNull(0);
    return tensor != null && tensor.elements() == elements;
  }

  private Finding crossEntropy(Facts facts, ChosenCalls calls) {
    return new Finding(
        id() + "/cross-entropy",
        "Cross entropy passes over the logits several times: " + Texts.time(calls.ns()),
        FindingSeverity.ofShare(facts.deviceImpact(calls.ns()).share()),
        calls.blame().contexts(),
        calls.evidence(),
        facts.deviceImpact(calls.ns()),
        ceiling(calls, "logits read once and their gradient written once at the memory's peak"),
        Confidence.INFERRED,
        new Advice(
            "Compile the loss, or use a fused one that also multiplies with the output layer in"
                + " pieces and never holds all logits (liger-kernel, cut-cross-entropy); do not cast"
                + " the logits to fp32 before it.",
            "loss_fn = torch.compile(torch.nn.CrossEntropyLoss())"),
        calls.blame().recordNext());
  }

  private Finding elementwise(Facts facts, ChosenCalls calls) {
    return new Finding(
        id() + "/elementwise",
        "Losses of several kernels each: " + Texts.time(calls.ns()),
        FindingSeverity.ofShare(facts.deviceImpact(calls.ns()).share()),
        calls.blame().contexts(),
        calls.evidence(),
        facts.deviceImpact(calls.ns()),
        ceiling(calls, "input and target read once at the memory's peak"),
        Confidence.INFERRED,
        new Advice("Compile the loss.", "loss_fn = torch.compile(loss_fn)"),
        calls.blame().recordNext());
  }

  private static @org.jspecify.annotations.Nullable Ceiling ceiling(
      ChosenCalls calls, String method) {
    return calls.isIdealKnown() ? new Ceiling(calls.savedNs(), method) : null;
  }
}
