package dev.plumb.explain.conversion;

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
import dev.plumb.explain.cost.ChosenCalls;
import dev.plumb.explain.cost.OperatorCall;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.OperatorWork;
import dev.plumb.explain.cost.Tensor;
import java.util.List;
import java.util.Set;

/** {@code conversion.precision}: copies that only change the format of numbers. */
public final class PrecisionConversions implements Analysis {
  private static final String MIN_SHARE = "min_share";

  @Override
  public String id() {
    return "conversion.precision";
  }

  @Override
  public String title() {
    return "Conversions of precision";
  }

  @Override
  public String description() {
    return "Adds up the device time of copies from one floating-point format to another, by the line"
        + " that asks for them.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES, Evidence.OPERATORS, Evidence.SHAPES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(
            MIN_SHARE, 0.02, "of the run; autocast needs some casts, they should not be seen"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    OperatorGroups groups = OperatorGroups.of(facts);
    ChosenCalls casts = new ChosenCalls(facts, groups);
    for (int input = 0; input < groups.work().inputs(); input++) {
      OperatorWork.Input work = groups.work().input(input);
      for (int call = 0; call < work.size(); call++) {
        Group group = groups.group(input, call);
        if (isCast(group)) {
          casts.add(input, call, what(group));
        }
      }
    }
    boolean worth =
        casts.ns() > 0 && facts.deviceImpact(casts.ns()).share() >= limits.get(MIN_SHARE);
    return Found.orClean(
        worth ? List.of(finding(facts, casts)) : List.of(),
        Texts.count(casts.calls(), "conversion") + " in " + Texts.time(casts.ns()));
  }

  private static boolean isCast(Group group) {
    OperatorCall call = group.call();
    if (call == null || group.copiesToHost() || !call.name().equals("aten::copy_")) {
      return false;
    }
    Tensor to = call.tensorOrNull(0);
    Tensor from = call.tensorOrNull(1);
    return to != null
        && from != null
        && to.type() != from.type()
        && to.type().isFloating()
        && from.type().isFloating();
  }

  private static String what(Group group) {
    OperatorCall call = group.call();
    Tensor to = call == null ? null : call.tensorOrNull(0);
    Tensor from = call == null ? null : call.tensorOrNull(1);
    return to == null || from == null
        ? group.operator()
        : from.type().precision().id() + " to " + to.type().precision().id();
  }

  private Finding finding(Facts facts, ChosenCalls casts) {
    return new Finding(
        id() + "/casts",
        Texts.count(casts.calls(), "conversion")
            + " between floating-point formats: "
            + Texts.time(casts.ns()),
        FindingSeverity.ofShare(facts.deviceImpact(casts.ns()).share()),
        casts.blame().contexts(),
        casts.evidence(),
        facts.deviceImpact(casts.ns()),
        new Ceiling(casts.ns(), "no conversion is left, and nothing gets slower without it"),
        Confidence.EXACT,
        new Advice(
            "Keep tensors in the format in which they are used: weights in bf16 instead of casts in"
                + " each step, no .float() around operators that sum in fp32 anyway; or let the"
                + " compiler fuse the casts into their neighbours.",
            "model = model.to(torch.bfloat16)  # or torch.compile(model)"),
        casts.blame().recordNext());
  }
}
