package dev.plumb.profile;

import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;

/** Which categories of a trace are operators: {@code cpu_op}, and {@code Operator} before 1.12. */
final class OperatorCategories {
  private OperatorCategories() {}

  /** By category id + 1, so that "no category" (−1) has a place too. */
  static boolean[] of(Trace trace) {
    StringPool strings = trace.strings();
    boolean[] operator = new boolean[strings.size() + 1];
    for (String name : new String[] {"cpu_op", "Operator"}) {
      int id = strings.find(name);
      if (id >= 0) {
        operator[id + 1] = true;
      }
    }
    return operator;
  }
}
