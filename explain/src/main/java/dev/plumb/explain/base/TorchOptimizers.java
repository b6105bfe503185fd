package dev.plumb.explain.base;

import dev.plumb.profile.CallingContextTree;
import java.util.Set;
import java.util.TreeSet;

/** Optimizers by the names of their steps, which PyTorch marks, and what forms they have. */
public final class TorchOptimizers {
  /** Before the class and method in the name of a mark. */
  public static final String MARK = "Optimizer.step#";

  private static final String END = ".step";

  /** Those of {@code torch.optim} with a fused form on devices. */
  private static final Set<String> FUSED = Set.of("Adam", "AdamW", "SGD");

  /** The others of {@code torch.optim} that go over many parameters in each kernel. */
  private static final Set<String> FOREACH =
      Set.of(
          "ASGD",
          "Adadelta",
          "Adafactor",
          "Adagrad",
          "Adamax",
          "NAdam",
          "RAdam",
          "RMSprop",
          "Rprop");

  private TorchOptimizers() {}

  /** The classes of all optimizers that made a step. */
  public static Set<String> of(CallingContextTree tree) {
    Set<String> names = new TreeSet<>();
    for (int frame = 0; frame < tree.frames(); frame++) {
      String name = tree.frameName(frame);
      if (name.startsWith(MARK)) {
        names.add(name(name.substring(MARK.length())));
      }
    }
    return names;
  }

  /** The class of {@code AdamW.step}. */
  public static String name(String step) {
    return step.endsWith(END) ? step.substring(0, step.length() - END.length()) : step;
  }

  public static boolean hasFused(String name) {
    return FUSED.contains(name);
  }

  public static boolean hasForeach(String name) {
    return FUSED.contains(name) || FOREACH.contains(name);
  }
}
