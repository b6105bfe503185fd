package dev.plumb.record.jvm;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of classes whose methods call into a framework: their calls are counted and timed,
 * and their frames stand in the tree as operators. A framework is one line.
 *
 * @param name as source code writes it
 * @param counts which of its methods, by name
 * @param prefix of the operators; null if the methods are none, and the end of one is that of a
 *     step
 */
record OperatorClass(String name, Predicate<String> counts, @Nullable String prefix) {
  private static final List<OperatorClass> ALL =
      List.of(
          // DJL on PyTorch: every array operation is a static method here, above the JNI.
          new OperatorClass("ai.djl.pytorch.jni.JniUtils", method -> true, "djl::"),
          new OperatorClass("ai.onnxruntime.OrtSession", "run"::equals, "onnxruntime::"),
          // DJL: the optimizer has updated the parameters.
          new OperatorClass("ai.djl.training.Trainer", "step"::equals, null));

  /** Internal names, with commas, as the agent's settings want them. */
  static String internalNames() {
    return ALL.stream().map(each -> each.name.replace('.', '/')).collect(Collectors.joining(","));
  }

  /** The entry of a class by its internal name; null if its methods are no operators. */
  static @Nullable OperatorClass of(String internalName) {
    String name = internalName.replace('/', '.');
    for (OperatorClass each : ALL) {
      if (each.name.equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** The operator that a frame {@code class.method} is; null if it is none. */
  static @Nullable String operator(String frame) {
    for (OperatorClass each : ALL) {
      int length = each.name.length();
      if (frame.length() > length && frame.charAt(length) == '.' && frame.startsWith(each.name)) {
        return each.operatorOf(frame.substring(length + 1));
      }
    }
    return null;
  }

  /** The operator that a method is; null if it is none. */
  @Nullable String operatorOf(String method) {
    boolean initializer = method.startsWith("<") || method.startsWith("lambda$");
    return prefix != null && !initializer && counts.test(method) ? prefix + method : null;
  }

  /** Whether a step has ended when the method returns. */
  boolean endsStep(String method) {
    return prefix == null && counts.test(method);
  }
}
