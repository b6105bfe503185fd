package dev.plumb.present.text;

import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.CounterTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What counters reached, for inputs that hold little else (memory timelines): beside slices they
 * would only be in the way.
 */
final class CounterText {
  private static final int TOP = 20;

  private final Run run;
  private final Page page;

  CounterText(Run run, Page page) {
    this.run = run;
    this.page = page;
  }

  /** One series of a counter. */
  private static final class Series {
    private final String name;
    private double peak = Double.NEGATIVE_INFINITY;
    private double last;
    private long values;

    Series(String name) {
      this.name = name;
    }

    void add(double value) {
      peak = Math.max(peak, value);
      last = value;
      values++;
    }
  }

  void print() {
    Map<String, Series> series = new LinkedHashMap<>();
    for (Links links : run.inputs()) {
      Trace trace = links.trace();
      if (trace.slices().size() > 0) {
        return;
      }
      add(trace, series);
    }
    if (series.isEmpty()) {
      return;
    }
    page.heading("Counters", "highest and last value; plumb sql has all of them");
    int name = page.width() - 2 - 12 - 20 - 20;
    page.line(
        "  "
            + Plain.left("", name)
            + Plain.right("values", 12)
            + Plain.right("highest", 20)
            + Plain.right("last", 20));
    List<Series> sorted = new ArrayList<>(series.values());
    sorted.sort(Comparator.comparingDouble((Series each) -> each.peak).reversed());
    for (Series each : sorted.subList(0, Math.min(TOP, sorted.size()))) {
      page.line(
          "  "
              + Plain.left(Plain.name(each.name, name), name)
              + Plain.right(Plain.count(each.values), 12)
              + Plain.right(MeasuredText.number(each.peak), 20)
              + Plain.right(MeasuredText.number(each.last), 20));
    }
    if (sorted.size() > TOP) {
      page.line("  … and " + (sorted.size() - TOP) + " more");
    }
  }

  private static void add(Trace trace, Map<String, Series> series) {
    CounterTable counters = trace.counters();
    for (int row = 0; row < counters.size(); row++) {
      String own = trace.strings().get(counters.seriesId(row));
      String name = trace.strings().get(counters.nameId(row)) + (own.isEmpty() ? "" : ": " + own);
      series.computeIfAbsent(name, Series::new).add(counters.value(row));
    }
  }
}
