package dev.plumb.importers.ncu;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Times;
import java.util.Arrays;

/** One execution of a kernel while it is read; used again for the next one. */
final class Execution {
  int nameId = Ids.NONE;
  long durationNs = Times.NONE;

  private int metrics;
  private int[] names = new int[64];
  private int[] units = new int[64];
  private int[] texts = new int[64];
  private double[] values = new double[64];

  void clear() {
    nameId = Ids.NONE;
    durationNs = Times.NONE;
    metrics = 0;
  }

  /** Adds a metric that is a number; NaN if it was not measured. */
  void number(int nameId, int unitId, double value) {
    add(nameId, unitId, value, Ids.NONE);
  }

  /** Adds a metric that is a text. */
  void text(int nameId, int unitId, int textId) {
    if (textId != Ids.NONE) {
      add(nameId, unitId, Double.NaN, textId);
    }
  }

  private void add(int nameId, int unitId, double value, int textId) {
    if (metrics == names.length) {
      int more = metrics * 2;
      names = Arrays.copyOf(names, more);
      units = Arrays.copyOf(units, more);
      texts = Arrays.copyOf(texts, more);
      values = Arrays.copyOf(values, more);
    }
    names[metrics] = nameId;
    units[metrics] = unitId;
    texts[metrics] = textId;
    values[metrics++] = value;
  }

  int metrics() {
    return metrics;
  }

  int metricNameId(int index) {
    return names[index];
  }

  int unitId(int index) {
    return units[index];
  }

  int textId(int index) {
    return texts[index];
  }

  double value(int index) {
    return values[index];
  }
}
