package dev.plumb.explain.unfused;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Recordable;
import dev.plumb.explain.SliceRef;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.cost.Peaks;
import dev.plumb.explain.unfused.OptimizerSteps.OptimizerStep;
import dev.plumb.explain.unfused.OptimizerSteps.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code optimizer.unfused}: optimizers that go over their parameters operator by operator instead
 * of in one pass.
 */
public final class UnfusedOptimizer implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final String MIN_KERNELS = "min_kernels";
  private static final int SHOWN = 20;

  /** At least parameters and gradients are read, and parameters written, in fp32. */
  private static final int BYTES_OF_A_PARAMETER = 12;

  @Override
  public String id() {
    return "optimizer.unfused";
  }

  @Override
  public String title() {
    return "Optimizer steps in separate kernels";
  }

  @Override
  public String description() {
    return "Looks at the device work of each optimizer step: one kernel for each parameter and"
        + " operator (a loop), one for each operator (foreach), or one for all (fused).";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES, Evidence.OPERATORS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MIN_SHARE, 0.02, "of the run between first and last work of the step"),
        new Threshold(
            MIN_KERNELS, 20, "kernels of a step: a handful of parameters needs no better way"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    List<OptimizerStep> steps = OptimizerSteps.of(facts);
    if (steps.isEmpty()) {
      return new NotApplicable("marked optimizer steps", Recordable.OPTIMIZER.howToRecord(facts));
    }
    List<Finding> findings = new ArrayList<>();
    for (Style style : List.of(Style.LOOP, Style.FOREACH)) {
      List<OptimizerStep> slow =
          steps.stream()
              .filter(each -> each.style == style && each.pieces >= limits.get(MIN_KERNELS))
              .toList();
      long span = slow.stream().mapToLong(OptimizerStep::spanNs).sum();
      if (span > 0 && facts.deviceImpact(span).share() >= limits.get(MIN_SHARE)) {
        findings.add(finding(facts, style, slow, span));
      }
    }
    long fused = steps.stream().filter(each -> each.style == Style.FUSED).count();
    return Found.orClean(
        findings,
        Texts.count(steps.size(), "optimizer step")
            + ", "
            + fused
            + " of them fused, in "
            + Texts.time(steps.stream().mapToLong(OptimizerStep::spanNs).sum()));
  }

  private Finding finding(Facts facts, Style style, List<OptimizerStep> steps, long span) {
    Blame blame = new Blame(facts);
    double ideal = 0;
    long pieces = 0;
    for (OptimizerStep step : steps) {
      blame.add(step.input, step.row, step.spanNs());
      Peaks.Peak memory = step.peaks == null ? null : step.peaks.memory();
      ideal +=
          memory == null
              ? 0
              : (double) step.parameters() * BYTES_OF_A_PARAMETER / memory.perSecond() * 1e9;
      pieces += step.pieces;
    }
    boolean loop = style == Style.LOOP;
    return new Finding(
        id() + (loop ? "/loop" : "/foreach"),
        (loop ? "The optimizer loops over parameters: " : "The optimizer makes several passes: ")
            + Texts.count(pieces / steps.size(), "kernel")
            + " a step, "
            + Texts.time(span / steps.size()),
        FindingSeverity.ofShare(facts.deviceImpact(span).share()),
        blame.contexts(),
        evidence(steps),
        facts.deviceImpact(span),
        new Ceiling(
            Math.max(0, Math.round(span - ideal)),
            ideal > 0
                ? "parameters and gradients read and parameters written once at the memory's peak"
                : "all of it; how many parameters there are is not recorded"),
        Confidence.EXACT,
        OptimizerAdvice.of(style, steps),
        blame.recordNext());
  }

  private static EvidenceTable evidence(List<OptimizerStep> steps) {
    EvidenceTable.Builder table =
        EvidenceTable.of("optimizer", "kernels", "device ms", "first to last ms", "parameters");
    for (OptimizerStep step : steps.subList(0, Math.min(SHOWN, steps.size()))) {
      table.row(
          new SliceRef(step.input, step.row),
          step.name,
          String.valueOf(step.pieces),
          Texts.ms(step.busyNs),
          Texts.ms(step.spanNs()),
          step.parameters() == 0 ? "" : String.valueOf(step.parameters()));
    }
    return table.total(steps.size()).build();
  }
}
