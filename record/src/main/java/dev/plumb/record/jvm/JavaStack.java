package dev.plumb.record.jvm;

import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stacks of a JVM in the form that all sources share, so that what a profiler sampled and what the
 * agent counted meet in one context:
 *
 * <ul>
 *   <li>The C frames in which the JVM starts a thread's Java code are left out.
 *   <li>A stack that could not be followed to its outer end begins with {@link #UNKNOWN_CALLER}.
 *   <li>So are the classes that the JVM makes up for lambdas, method handles and reflection.
 *   <li>A method that calls into a framework is an operator ({@link OperatorClass}), one of
 *       PyTorch's dispatcher, {@code at::_ops::mm::call}, is under the operator {@code aten::mm},
 *       and a node of its autograd engine under the backward operator.
 *   <li>A block of DJL is a module between {@code AbstractBaseBlock.forward} and the method that it
 *       calls.
 * </ul>
 */
final class JavaStack {
  private static final Pattern MADE_UP =
      Pattern.compile(
          "java\\.lang\\.invoke\\.(LambdaForm|Invokers|DirectMethodHandle|DelegatingMethodHandle).*"
              + "|jdk\\.internal\\.reflect\\..*"
              + "|java\\.lang\\.reflect\\.(Method\\.invoke|Constructor\\.newInstance).*"
              + "|.*\\$\\$Lambda[./$].*");

  private static final Pattern DISPATCHED =
      Pattern.compile(
          "at::_ops::(\\w+?)(?:_(?:dim|int|self|start))?(?:_[A-Z]\\w*|_out)?::(?:call|redispatch)\\b.*");
  private static final Pattern BACKWARD =
      Pattern.compile(
          "torch::autograd::(?:generated::)?(\\w+Backward\\d*|AccumulateGrad)::apply\\b.*");

  /** In the place of frames that a source could not find. */
  static final String UNKNOWN_CALLER = "[caller unknown]";

  /**
   * What async-profiler ends a stack with that it cannot follow, as where a method is just being
   * deoptimized, and what stands where a stack is too deep.
   */
  private static final Pattern BROKEN_OFF =
      Pattern.compile("break_\\w+|unknown(_nmethod)?|truncated|\\[truncated]");

  private static final String BLOCK = "ai.djl.nn.AbstractBaseBlock.forward";
  private static final String INSIDE_BLOCK = ".forwardInternal";

  /**
   * A frame as a source gives it.
   *
   * @param name of a Java frame {@code class.method}
   * @param line from 1; 0 if unknown
   * @param library of native frames; null if unknown
   */
  record Place(CodeKind kind, String name, int line, @Nullable String library) {}

  private final ContextTree tree;

  JavaStack(ContextTree tree) {
    this.tree = tree;
  }

  /** The context of a stack, outermost first; {@link Ids#NONE} of an empty one. */
  int context(List<Place> stack) {
    int first = firstJava(stack);
    int context = Ids.NONE;
    if (first > 0 && isBrokenOff(stack.getFirst())) {
      int row = tree.frame(CodeKind.OTHER, UNKNOWN_CALLER, null, 0, null);
      context = tree.child(context, row);
    }
    List<String> open = new ArrayList<>();
    for (int i = first; i < stack.size(); i++) {
      Place place = stack.get(i);
      if (place.kind == CodeKind.JAVA) {
        open.clear();
        context = java(context, place, i + 1 < stack.size() ? stack.get(i + 1) : null);
      } else {
        String operator = place.kind == CodeKind.NATIVE ? nativeOperator(place.name) : null;
        // An operator passes the dispatcher several times: redispatch, then call.
        if (operator != null && (open.isEmpty() || !open.getLast().equals(operator))) {
          open.add(operator);
          int row = tree.frame(CodeKind.OPERATOR, operator, null, 0, null);
          context = tree.child(context, row);
        }
        context =
            tree.child(
                context, tree.frame(place.kind, place.name, null, place.line, place.library));
      }
    }
    return context;
  }

  private int java(int context, Place place, @Nullable Place next) {
    if (isMadeUp(place.name)) {
      return context;
    }
    String operator = OperatorClass.operator(place.name);
    if (operator != null) {
      // Overloads that call each other are one call.
      int row = tree.frame(CodeKind.OPERATOR, operator, null, 0, null);
      boolean overload = context >= 0 && tree.stacks().frameRow(context) == row;
      return overload ? context : tree.child(context, row);
    }
    int below = tree.child(context, tree.frame(CodeKind.JAVA, place.name, null, place.line, null));
    if (place.name.equals(BLOCK) && next != null && next.name.endsWith(INSIDE_BLOCK)) {
      String type = next.name.substring(0, next.name.length() - INSIDE_BLOCK.length());
      String module = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
      return tree.child(below, tree.frame(CodeKind.MODULE, module, null, 0, null));
    }
    return below;
  }

  private static int firstJava(List<Place> stack) {
    for (int i = 0; i < stack.size(); i++) {
      if (stack.get(i).kind == CodeKind.JAVA) {
        return i;
      }
    }
    return 0; // a thread of the JVM or of a library
  }

  private static boolean isBrokenOff(Place outermost) {
    return outermost.library == null && BROKEN_OFF.matcher(outermost.name).matches();
  }

  static boolean isMadeUp(String name) {
    return MADE_UP.matcher(name).matches();
  }

  /** The operator of PyTorch that a C++ function is; null if it is none. */
  static @Nullable String nativeOperator(String function) {
    if (!function.startsWith("at::_ops::") && !function.startsWith("torch::autograd::")) {
      return null;
    }
    Matcher dispatched = DISPATCHED.matcher(function);
    if (dispatched.matches()) {
      return "aten::" + dispatched.group(1);
    }
    Matcher backward = BACKWARD.matcher(function);
    return backward.matches() ? backward.group(1) : null;
  }
}
