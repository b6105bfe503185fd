package dev.plumb.present.export;

import dev.plumb.present.json.JsonText;
import dev.plumb.trace.Ids;
import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * The hardware metrics of a kernel as members of one object: {@code "name [unit] #pass": value}. A
 * unit or pass that is not given is left out. A value is a number, a text, null, or both as {@code
 * [number, text]}; a metric that a kernel has several times has an array of those arrays.
 */
final class ChromeMetrics {
  private final KernelMetricTable table;
  private final StringPool strings;

  /** First metric of each slice and sample, and the next one of each metric; −1 for none. */
  private final int[] firstOfSlice;

  private final int[] firstOfSample;
  private final int[] next;
  private int homeless;

  ChromeMetrics(Trace trace) {
    this.table = trace.kernelMetrics();
    this.strings = trace.strings();
    int count = table.size();
    next = new int[count];
    firstOfSlice = firsts(count == 0 ? 0 : trace.slices().size(), table::sliceRow);
    firstOfSample =
        firsts(
            count == 0 ? 0 : trace.samples().size(),
            row -> table.sliceRow(row) < 0 ? table.sampleRow(row) : Ids.NONE);
    for (int row = 0; row < count; row++) {
      homeless += table.sliceRow(row) < 0 && table.sampleRow(row) < 0 ? 1 : 0;
    }
  }

  private int[] firsts(int owners, IntUnaryOperator owner) {
    int[] first = new int[owners];
    Arrays.fill(first, Ids.NONE);
    for (int row = table.size() - 1; row >= 0; row--) {
      int of = owner.applyAsInt(row);
      if (of >= 0) {
        next[row] = first[of];
        first[of] = row;
      }
    }
    return first;
  }

  /** Metrics that belong to nothing that is written. */
  int homeless() {
    return homeless;
  }

  /** Adds those of a slice as an argument. */
  void ofSlice(int row, ChromeEvent event) {
    if (row < firstOfSlice.length && firstOfSlice[row] >= 0) {
      event.members("\"plumb metrics\":" + object(firstOfSlice[row]));
    }
  }

  /** Adds those of a sample as a member. */
  void ofSample(int row, ChromeEvent event) {
    if (row < firstOfSample.length && firstOfSample[row] >= 0) {
      event.members("\"metrics\":" + object(firstOfSample[row]));
    }
  }

  private String object(int first) {
    Map<String, List<Integer>> rows = new LinkedHashMap<>();
    for (int row = first; row >= 0; row = next[row]) {
      rows.computeIfAbsent(key(row), key -> new ArrayList<>(1)).add(row);
    }
    StringBuilder out = new StringBuilder("{");
    rows.forEach((key, values) -> {
      out.append(out.length() == 1 ? "" : ",");
      JsonText.quote(key, out);
      out.append(':');
      if (values.size() == 1) {
        single(values.getFirst(), out);
      } else {
        several(values, out);
      }
    });
    return out.append('}').toString();
  }

  private String key(int row) {
    String name = strings.get(table.nameId(row));
    String unit = table.unitId(row) < 0 ? "" : strings.get(table.unitId(row));
    // A name that looks as if a unit or pass ended it gets an empty unit.
    boolean ambiguous = name.endsWith("]") || name.matches("(?s).* #\\d+");
    String text = unit.isEmpty() && !ambiguous ? name : name + " [" + unit + "]";
    return table.pass(row) < 0 ? text : text + " #" + table.pass(row);
  }

  private void several(List<Integer> rows, StringBuilder out) {
    char before = '[';
    for (int row : rows) {
      out.append(before);
      pair(row, out);
      before = ',';
    }
    out.append(']');
  }

  private void single(int row, StringBuilder out) {
    boolean number = !Double.isNaN(table.value(row));
    boolean text = table.textId(row) >= 0;
    if (number && text) {
      pair(row, out);
    } else if (text) {
      JsonText.quote(strings.get(table.textId(row)), out);
    } else {
      out.append(number(table.value(row)));
    }
  }

  private void pair(int row, StringBuilder out) {
    out.append('[').append(number(table.value(row)));
    if (table.textId(row) >= 0) {
      JsonText.quote(strings.get(table.textId(row)), out.append(','));
    }
    out.append(']');
  }

  /** JSON has no infinities; a number beyond all doubles is read as one. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "null";
    }
    return Double.isFinite(value) ? Double.toString(value) : value > 0 ? "1e999" : "-1e999";
  }
}
