package dev.plumb.record.jvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of operators, which stand in the code of wrapped methods. Threads that change classes add
 * to it while the session reads.
 */
final class OperatorNames {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  /** The number of an operator; a new one if it has none. */
  synchronized int number(String operator) {
    return numbers.computeIfAbsent(
        operator,
        each -> {
          names.add(each);
          return names.size() - 1;
        });
  }

  /** The operator of a number; null if there is none. */
  synchronized @Nullable String name(int number) {
    return number >= 0 && number < names.size() ? names.get(number) : null;
  }
}
