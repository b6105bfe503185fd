package dev.plumb.trace.store;

import dev.plumb.trace.Problem;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;

/** A trace as text, one value a word, for comparing by eye and by test. */
final class Dump {
  private final StringBuilder text = new StringBuilder();

  private Dump() {}

  static String of(Trace trace) throws ReflectiveOperationException {
    Dump dump = new Dump();
    dump.line("trace", trace.name(), trace.format(), trace.bytes(), trace.baseTimeNs());
    dump.line("size", trace.fileBytes());
    dump.line("rank", trace.rank(), trace.worldSize(), trace.events());
    dump.pool("string", trace.strings());
    dump.pool("args", trace.args());
    for (int id = -1; id < trace.strings().size(); id++) {
      if (trace.events(id) > 0) {
        dump.line("category", id, trace.events(id));
      }
    }
    trace.metadata().forEach((key, value) -> dump.line("metadata", key, value));
    for (Problem problem : trace.problems()) {
      dump.line(
          "problem", problem.code().id(), problem.count(), problem.firstOffset(), problem.detail());
    }
    Method[] tables = Trace.class.getMethods();
    Arrays.sort(tables, Comparator.comparing(Method::getName));
    for (Method table : tables) {
      if (table.getReturnType().getSimpleName().endsWith("Table")) {
        dump.table(table.getName(), table.invoke(trace));
      }
    }
    return dump.text.toString();
  }

  private void pool(String what, StringPool pool) {
    for (int id = 0; id < pool.size(); id++) {
      byte[] bytes = new byte[pool.length(id)];
      pool.copy(id, bytes, 0);
      line(what, id, HexFormat.of().formatHex(bytes));
    }
  }

  private void table(String name, Object table) throws ReflectiveOperationException {
    Method[] columns = table.getClass().getMethods();
    Arrays.sort(columns, Comparator.comparing(Method::getName));
    int rows = (int) table.getClass().getMethod("size").invoke(table);
    for (Method column : columns) {
      if (column.getReturnType() == void.class
          || column.getParameterCount() != 1
          || column.getParameterTypes()[0] != int.class
          || column.getDeclaringClass() == Object.class) {
        continue;
      }
      text.append(name).append('.').append(column.getName());
      for (int row = 0; row < rows; row++) {
        text.append(' ').append(column.invoke(table, row));
      }
      text.append('\n');
    }
  }

  private void line(Object... words) {
    for (Object word : words) {
      text.append(word).append(' ');
    }
    text.setLength(text.length() - 1);
    text.append('\n');
  }
}
