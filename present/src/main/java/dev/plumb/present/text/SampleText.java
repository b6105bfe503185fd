package dev.plumb.present.text;

import dev.plumb.explain.base.Texts;
import dev.plumb.profile.HotFunctions;
import dev.plumb.profile.HotFunctions.Function;
import dev.plumb.profile.HotFunctions.Part;
import dev.plumb.profile.Measured;
import dev.plumb.profile.Run;
import dev.plumb.profile.SampleSummary;
import dev.plumb.profile.SampleSummary.Measure;
import dev.plumb.profile.SampleSummary.Total;
import dev.plumb.profile.Stall;
import dev.plumb.trace.Quantity;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * The sections about samples: what was measured, in which functions, and what kernels waited for.
 */
final class SampleText {
  private static final int TOP = 15;
  private static final int PARTS = 5;
  private static final int KERNELS = 5;
  private static final int REASONS = 6;

  private final Run run;
  private final Page page;

  SampleText(Run run, Page page) {
    this.run = run;
    this.page = page;
  }

  void print() {
    SampleSummary samples = run.summary().samples();
    if (samples.hasFunctions()) {
      measures(samples);
      functions(samples);
    }
    stalls();
  }

  private void measures(SampleSummary samples) {
    if (samples.measures().size() < 2) {
      return;
    }
    page.heading("Measures", "what the samples measure");
    int name = page.width() - 2 - 14 - 14 - 18;
    for (Total total : samples.measures()) {
      Measure measure = total.measure();
      page.line(
          "  "
              + Plain.left(Plain.name(measure.name(), name), name)
              + Plain.left(measure.quantity().name().toLowerCase(Locale.ROOT), 14)
              + Plain.right(Plain.count(total.samples(), "value"), 14)
              + Plain.right(Page.value(total.total(), unit(measure)), 18));
    }
  }

  static String unit(Measure measure) {
    String name = measure.quantity().name();
    if (name.endsWith("_NS")) {
      return "ns";
    }
    if (name.endsWith("_BYTES")) {
      return "bytes";
    }
    return measure.quantity() == Quantity.OTHER ? measure.unit() : "";
  }

  private void functions(SampleSummary samples) {
    Measured measured = run.measured();
    int usual = measured.usual();
    if (usual < 0) {
      return;
    }
    Total total = measured.measures().get(usual);
    boolean same =
        total.measure().quantity() == Quantity.SAMPLES && total.total() == samples.count();
    String count =
        same
            ? Texts.word(samples.count(), " sample", " samples")
            : samples.count() == 0 ? "" : " in " + Plain.count(samples.count(), "sample");
    String threads =
        samples.threads() == 0 ? "" : " on " + Plain.count(samples.threads(), "thread");
    HotFunctions hot = new HotFunctions(run.tree(), measured.exclusive(usual));
    functions(hot, total, count + threads);
    String unit = unit(total.measure());
    if (total.measure().quantity() != Quantity.CPU_NS) { // that is what "By layer" says
      parts("By kind", hot.byKind(), total, unit);
    }
    parts("By library", hot.byLibrary(), total, unit);
    parts("By thread", hot.byThread(), total, unit);
    waiting(measured, usual);
  }

  /** What was waited for longest, which no share of CPU time tells. */
  private void waiting(Measured measured, int usual) {
    int most = -1;
    for (int i = 0; i < measured.measures().size(); i++) {
      Total one = measured.measures().get(i);
      if (i != usual
          && one.measure().quantity() == Quantity.WAIT_NS
          && one.total() > (most < 0 ? 0 : measured.measures().get(most).total())) {
        most = i;
      }
    }
    if (most >= 0) {
      Total total = measured.measures().get(most);
      HotFunctions hot = new HotFunctions(run.tree(), measured.exclusive(most));
      functions(hot, total, "");
      parts("By thread", hot.byThread(), total, unit(total.measure()));
    }
  }

  /** One table of functions by one measure. */
  private void functions(HotFunctions hot, Total total, String where) {
    String unit = unit(total.measure());
    page.heading(
        "Functions",
        "by "
            + Plain.name(total.measure().name(), 40)
            + ": "
            + Page.value(total.total(), unit)
            + where);
    int name = page.width() - 2 - 12 - 9 - 12 - 9;
    page.line(
        page.style()
            .dim(
                "  "
                    + Plain.left("", name)
                    + Plain.right("self", 12)
                    + Plain.right("", 9)
                    + Plain.right("total", 12)));
    List<Function> top = hot.top(TOP);
    List<String> labels = labels(top, name - 1);
    for (int i = 0; i < top.size(); i++) {
      Function function = top.get(i);
      page.line(
          "  "
              + Plain.left(labels.get(i), name)
              + amount(function.self(), total.total(), unit)
              + amount(function.total(), total.total(), unit));
    }
  }

  private static String amount(long value, long total, String unit) {
    return value == 0
        ? Plain.right("", 21)
        : Plain.right(Page.value(value, unit), 12) + Plain.right(Plain.share(value, total), 9);
  }

  /** Functions with where they are. */
  private static List<String> labels(List<Function> functions, int width) {
    List<String> labels = new ArrayList<>();
    // A place takes room from the name: those with equally wide ones are told apart together.
    Map<String, List<String>> byPlace = new LinkedHashMap<>();
    for (Function function : functions) {
      byPlace
          .computeIfAbsent(place(function, width), key -> new ArrayList<>())
          .add(function.name());
    }
    Map<String, Iterator<String>> shown = new LinkedHashMap<>();
    byPlace.forEach((place, names) -> {
      int left = place.isEmpty() ? width : width - 2 - Plain.width(place);
      shown.put(place, Labels.of(names, left).iterator());
    });
    for (Function function : functions) {
      String place = place(function, width);
      String name = Objects.requireNonNull(shown.get(place)).next();
      labels.add(place.isEmpty() ? name : name + "  " + place);
    }
    return labels;
  }

  /** Where a function is: the file, or else the library; "" if unknown. */
  private static String place(Function function, int width) {
    String file = function.file();
    String library = function.library();
    String place = file != null ? baseName(file) : library != null ? baseName(library) : "";
    if (file != null && function.line() > 0) {
      place += ":" + function.line();
    }
    return Plain.name(place, Math.max(12, width / 3));
  }

  private static String baseName(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  private void parts(String title, List<Part> parts, Total total, String unit) {
    if (parts.size() < 2) {
      return;
    }
    page.heading(title, "self, " + Plain.name(total.measure().name(), 40));
    int name = page.width() - 2 - 12 - 9;
    List<Part> top = parts.subList(0, Math.min(PARTS, parts.size()));
    List<String> labels =
        Labels.of(
            top.stream().map(each -> each.name().isEmpty() ? "(unknown)" : each.name()).toList(),
            name - 1);
    for (int i = 0; i < top.size(); i++) {
      Part part = top.get(i);
      page.line("  " + Plain.left(labels.get(i), name) + amount(part.self(), total.total(), unit));
    }
    if (parts.size() > PARTS) {
      page.line(page.style().dim("  … and " + (parts.size() - PARTS) + " more"));
    }
  }

  private void stalls() {
    Map<String, StringJoiner> byKernel = new LinkedHashMap<>();
    Map<String, Long> samples = new LinkedHashMap<>();
    Map<String, Integer> reasons = new LinkedHashMap<>();
    for (Stall stall : Stall.top(run.tree(), KERNELS)) {
      samples.put(stall.kernel(), stall.ofKernel());
      if (reasons.merge(stall.kernel(), 1, Integer::sum) <= REASONS) {
        byKernel
            .computeIfAbsent(stall.kernel(), kernel -> new StringJoiner(", "))
            .add(
                Plain.name(stall.reason(), 40)
                    + " "
                    + Plain.share(stall.samples(), stall.ofKernel()));
      }
    }
    if (byKernel.isEmpty()) {
      return;
    }
    page.heading("Stalls", "what warps waited for, by samples of their program counters");
    List<String> names = List.copyOf(byKernel.keySet());
    Iterator<String> labels = Labels.of(names, Plain::kernel, page.width() - 14).iterator();
    byKernel.forEach((kernel, text) -> {
      page.line(
          "  "
              + Plain.right(Plain.count(samples.getOrDefault(kernel, 0L)), 9)
              + "  "
              + labels.next());
      for (String line : ReportText.wrap(text.toString(), page.width() - 14)) {
        page.line("             " + page.style().dim(line));
      }
    });
  }
}
