package dev.plumb.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Problem;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

/**
 * Holds every value of two traces against each other. It finds the tables and their columns by
 * reflection, so that a column added later and forgotten in the store fails here.
 */
final class SameTrace {
  private SameTrace() {}

  static void check(Trace expected, Trace actual) throws ReflectiveOperationException {
    for (Method method : Trace.class.getMethods()) {
      if (method.getDeclaringClass() != Trace.class || method.getParameterCount() > 0) {
        continue;
      }
      Object one = method.invoke(expected);
      Object other = method.invoke(actual);
      String what = method.getName();
      if (one instanceof StringPool pool) {
        pools(what, pool, (StringPool) other);
      } else if (what.equals("problems")) {
        assertThat(other).as(what).isEqualTo(storable(expected.problems()));
      } else if (one.getClass().getPackage() == Trace.class.getPackage()) {
        table(what, one, other);
      } else {
        assertThat(other).as(what).isEqualTo(one);
      }
    }
    assertThat(actual.metadata().keySet()).containsExactlyElementsOf(expected.metadata().keySet());
    for (int id = -1; id < expected.strings().size(); id++) {
      assertThat(actual.events(id)).as("events of category " + id).isEqualTo(expected.events(id));
    }
  }

  private static List<Problem> storable(List<Problem> problems) {
    return problems.stream().filter(problem -> !problem.code().isFoundByLinking()).toList();
  }

  private static void pools(String what, StringPool one, StringPool other) {
    assertThat(other.size()).as(what).isEqualTo(one.size());
    assertThat(other.bytes()).as(what).isEqualTo(one.bytes());
    for (int id = 0; id < one.size(); id++) {
      byte[] left = new byte[one.length(id)];
      byte[] right = new byte[other.length(id)];
      one.copy(id, left, 0);
      other.copy(id, right, 0);
      assertThat(right).as(what + " " + id).isEqualTo(left);
    }
  }

  private static void table(String what, Object one, Object other)
      throws ReflectiveOperationException {
    int rows = (int) one.getClass().getMethod("size").invoke(one);
    assertThat((int) other.getClass().getMethod("size").invoke(other)).as(what).isEqualTo(rows);
    int columns = 0;
    for (Method column : one.getClass().getMethods()) {
      if (Modifier.isStatic(column.getModifiers())
          || column.getReturnType() == void.class
          || column.getParameterCount() != 1
          || column.getParameterTypes()[0] != int.class
          || column.getDeclaringClass() == Object.class) {
        continue;
      }
      columns++;
      for (int row = 0; row < rows; row++) {
        assertThat(bits(column.invoke(other, row)))
            .as(what + "." + column.getName() + " of row " + row)
            .isEqualTo(bits(column.invoke(one, row)));
      }
    }
    assertThat(columns).as("columns of " + what).isPositive();
  }

  /** Doubles are equal if all their bits are, also where they are not numbers. */
  private static Object bits(Object value) {
    return value instanceof Double real ? Double.doubleToRawLongBits(real) : value;
  }
}
