package dev.plumb.explain.unfused;

import dev.plumb.explain.Advice;
import dev.plumb.explain.base.TorchOptimizers;
import dev.plumb.explain.unfused.OptimizerSteps.OptimizerStep;
import dev.plumb.explain.unfused.OptimizerSteps.Style;
import java.util.List;

/** What to do about an optimizer, by its name: not every one has the faster forms. */
final class OptimizerAdvice {
  private OptimizerAdvice() {}

  /**
   * What to do about some steps.
   *
   * @param style that of all of them
   */
  static Advice of(Style style, List<OptimizerStep> steps) {
    String optimizer = name(steps);
    boolean loop = style == Style.LOOP;
    if (TorchOptimizers.hasFused(optimizer)) {
      String code = construct(optimizer, "fused=True");
      return loop
          ? new Advice(
              "Let the optimizer update many parameters in each kernel.",
              code + "  # or foreach=True")
          : new Advice(
              "Each operator passes over all parameters. A fused optimizer passes once.", code);
    }
    if (loop && TorchOptimizers.hasForeach(optimizer)) {
      return new Advice(
          "Let the optimizer update many parameters in each kernel.",
          construct(optimizer, "foreach=True"));
    }
    String what = optimizer.isEmpty() ? "the optimizers" : optimizer;
    return new Advice(
        (loop
                ? "Update many parameters in each kernel: compile the step of "
                : "Each operator passes over all parameters. Compile the step of ")
            + what
            + (loop
                ? ", or write it with torch._foreach_ functions."
                : ", which makes one pass of several."),
        "step = torch.compile(optimizer.step)");
  }

  private static String construct(String optimizer, String option) {
    return "torch.optim." + optimizer + "(model.parameters(), lr=lr, " + option + ")";
  }

  /** The class of all of them; empty if they are of several. */
  private static String name(List<OptimizerStep> steps) {
    List<String> names = steps.stream().map(each -> each.name).distinct().toList();
    return names.size() > 1 ? "" : TorchOptimizers.name(names.getFirst());
  }
}
