package dev.plumb.present.text;

import dev.plumb.present.frames.DiffPlaces;
import dev.plumb.present.frames.DiffPlaces.Place;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.profile.diff.Change;
import dev.plumb.profile.diff.Cost;
import dev.plumb.profile.diff.CostDiff;
import dev.plumb.profile.diff.CostDiff.Part;
import dev.plumb.profile.diff.CostDiff.Site;
import dev.plumb.profile.diff.FamilyChange;
import dev.plumb.profile.diff.Figure;
import dev.plumb.profile.diff.KernelChange;
import dev.plumb.profile.diff.MatchQuality;
import dev.plumb.profile.diff.Noise;
import dev.plumb.profile.diff.RunDiff;
import dev.plumb.profile.diff.StepPlan;
import dev.plumb.profile.diff.TreeMatch;
import dev.plumb.profile.diff.Verdict;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Trace;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code plumb diff}: one page that says what changed between two runs. */
public final class DiffText {
  private static final int PARTS = 3;
  private static final int CALLERS = 3;
  private static final int FAMILIES = 10;

  private final RunDiff diff;
  private final TreeMatch match;
  private final DiffPlaces places;
  private final List<Cost> costs;
  private final int top;
  private final PrintWriter out;
  private final Style style;
  private final int width;
  private final Page page;

  private DiffText(
      RunDiff diff, List<Cost> costs, int top, PrintWriter out, Style style, int width) {
    this.diff = diff;
    this.match = diff.match();
    this.places = new DiffPlaces(diff);
    this.costs = costs;
    this.top = top;
    this.out = out;
    this.style = style;
    this.width = Math.clamp(width, 80, 160);
    this.page = new Page(out, style, this.width);
  }

  /**
   * Prints the comparison.
   *
   * @param costs what to compare contexts by
   * @param top at most so many rows of each list
   * @param width columns of the terminal; 80 to 160 are used
   */
  public static void write(
      RunDiff diff, List<Cost> costs, int top, PrintWriter out, Style style, int width) {
    new DiffText(diff, costs, top, out, style, width).print();
  }

  private void print() {
    run("base", diff.base(), diff.baseSteps());
    run("new ", diff.fresh(), diff.newSteps());
    hardware();
    normalisation();
    figures();
    contexts();
    for (Cost cost : costs) {
      cost(diff.cost(cost));
    }
    families();
    kernels();
  }

  private void run(String label, Run run, StepPlan plan) {
    List<String> facts = new ArrayList<>();
    Trace first = run.inputs().getFirst().trace();
    facts.add(first.format());
    if (run.inputs().size() > 1) {
      facts.add(run.inputs().size() + " inputs");
    } else if (first.rank() >= 0) {
      facts.add("rank " + first.rank() + (first.worldSize() > 1 ? " of " + first.worldSize() : ""));
    }
    Set<String> devices = RunDiff.devices(run);
    facts.add(
        !devices.isEmpty()
            ? String.join(", ", devices)
            : String.join(", ", RunDiff.runtimes(run)) + " device without a name");
    int steps = run.steps().size();
    facts.add(steps == 1 ? "1 step" : steps + " steps");
    if (plan.leftOut() > 0) {
      facts.add(plan.leftOut() + " of them left out as warm-up");
    }
    if (run.summary().devices().isEmpty() && run.summary().untimedDevices().isEmpty()) {
      facts.removeIf(fact -> fact.endsWith("device without a name"));
    }
    String text = String.join(", ", facts);
    List<String> names = run.inputs().stream().map(Links::trace).map(Trace::name).toList();
    String name = Plain.name(names.getFirst(), Math.max(20, width - text.length() - 8));
    out.println(label + "  " + style.bold(name) + "  " + Plain.printable(text));
  }

  private void hardware() {
    if (diff.otherHardware()) {
      out.println(
          style.warn(
              "Hardware differs: a ratio says as much about the device as about the program."));
    }
  }

  private void normalisation() {
    int before = diff.baseSteps().steps();
    int after = diff.newSteps().steps();
    if (!diff.perStep()) {
      out.println(
          "Values are of the whole runs"
              + (diff.base().steps().isEmpty() || diff.fresh().steps().isEmpty()
                  ? ": not both mark steps"
                  : "")
              + "; no noise estimate.");
    } else if (!diff.hasNoise()) {
      out.println(
          String.format(
              "Values are by step, of %s and %s; no noise estimate: that takes %d steps on each side.",
              steps(before), steps(after), Noise.MIN_STEPS));
    } else {
      out.println(
          String.format(
              "Values are means of %s and %s; ± is how far medians of steps differ by chance (99 %%).",
              steps(before), steps(after)));
    }
  }

  private static String steps(int count) {
    return count == 1 ? "1 step" : count + " steps";
  }

  private void figures() {
    page.heading("Figures", diff.perStep() ? "by step" : "");
    out.println(style.dim(row("", "base", "new", "change", "", "")));
    for (Figure figure : diff.figures()) {
      Change change = figure.change();
      String line =
          row(
              figure.title(),
              value(change.base(), figure.unit()),
              value(change.fresh(), figure.unit()),
              signed(change.difference(), figure.unit()),
              percent(change),
              noise(change, figure.unit()));
      out.println(coloured(change, line));
    }
  }

  private static String row(
      String name, String base, String fresh, String by, String share, String note) {
    return ("  "
            + Plain.left(name, 24)
            + Plain.right(base, 11)
            + Plain.right(fresh, 11)
            + Plain.right(by, 13)
            + Plain.right(share, 10)
            + (note.isEmpty() ? "" : "  " + note))
        .stripTrailing();
  }

  private String coloured(Change change, String line) {
    return switch (change.verdict()) {
      case REGRESSION -> style.warn(line);
      case SAME, WITHIN_NOISE -> style.dim(line);
      case IMPROVEMENT -> line;
    };
  }

  private static String value(double value, String unit) {
    return unit.isEmpty() && value != Math.rint(value)
        ? String.format(Locale.ROOT, "%,.1f", value)
        : Page.value(Math.round(value), unit);
  }

  private static String signed(double value, String unit) {
    return value == 0 ? "=" : (value > 0 ? "+" : "-") + value(Math.abs(value), unit);
  }

  private static String percent(Change change) {
    double relative = change.relative();
    if (relative == 0 || Double.isInfinite(relative)) {
      return "";
    }
    return Math.abs(relative) >= 10
        ? String.format(Locale.ROOT, "×%.0f", relative + 1)
        : String.format(Locale.ROOT, "%+.1f %%", 100 * relative);
  }

  private static String noise(Change change, String unit) {
    if (!change.hasNoise()) {
      return "";
    }
    String by = "± " + value(change.noise(), unit);
    return change.verdict() == Verdict.WITHIN_NOISE && !change.isBeyondNoise()
        ? by + ", within noise"
        : by;
  }

  private void contexts() {
    long[] counts = match.counts();
    List<String> parts = new ArrayList<>();
    for (MatchQuality quality : MatchQuality.values()) {
      if (counts[quality.ordinal()] > 0) {
        parts.add(Plain.count(counts[quality.ordinal()]) + " " + quality.label());
      }
    }
    page.heading("Contexts", "how those of the two runs were matched");
    out.println("  " + String.join(", ", parts));
  }

  private void cost(CostDiff cost) {
    String unit = cost.cost().unit();
    Change all = cost.all();
    String title = cost.cost().title();
    page.heading(
        Character.toUpperCase(title.charAt(0)) + title.substring(1) + " by context",
        value(all.base(), unit)
            + " → "
            + value(all.fresh(), unit)
            + (all.difference() == 0 ? "" : ", " + signed(all.difference(), unit)));
    List<Site> more = sites(cost, Verdict.REGRESSION);
    List<Site> less = sites(cost, Verdict.IMPROVEMENT);
    list(cost, "more than before", more);
    list(cost, "less than before", less);
    tops(cost, "only in the new run", MatchQuality.ONLY_NEW);
    tops(cost, "only in the base", MatchQuality.ONLY_BASE);
    long noise =
        cost.sites().stream()
            .filter(site -> site.change().verdict() == Verdict.WITHIN_NOISE)
            .count();
    if (more.isEmpty() && less.isEmpty()) {
      out.println("  no context changed" + (noise > 0 ? " by more than noise or 1 %" : ""));
    } else if (noise > 0) {
      out.println(
          style.dim(
              "  "
                  + Plain.count(noise)
                  + " other contexts changed within noise or by less than 1 %"));
    }
  }

  private static List<Site> sites(CostDiff cost, Verdict verdict) {
    return cost.sites().stream().filter(site -> site.change().verdict() == verdict).toList();
  }

  private void list(CostDiff cost, String title, List<Site> sites) {
    if (sites.isEmpty()) {
      return;
    }
    List<Site> shown = sites.subList(0, Math.min(top, sites.size()));
    String unit = cost.cost().unit();
    double sum = sites.stream().mapToDouble(site -> site.change().difference()).sum();
    out.println(
        "  "
            + style.bold(title)
            + "  "
            + style.dim(
                Plain.count(sites.size())
                    + (sites.size() == 1 ? " context, " : " contexts, ")
                    + signed(sum, unit)
                    + (shown.size() < sites.size() ? "; the largest " + shown.size() : "")));
    List<List<Part>> parts = cost.parts(shown);
    for (int i = 0; i < shown.size(); i++) {
      site(cost, shown.get(i), parts.get(i));
    }
  }

  private void site(CostDiff cost, Site site, List<Part> parts) {
    Change change = site.change();
    String unit = cost.cost().unit();
    String numbers =
        Plain.right(signed(change.difference(), unit), 11)
            + Plain.right(percent(change), 10)
            + "  "
            + Plain.left(value(change.base(), unit) + " → " + value(change.fresh(), unit), 20);
    out.println("  " + numbers + "  " + label(site.row(), width - numbers.length() - 6));
    indent(callers(site.row()), true);
    int shown = 0;
    for (Part part : parts) {
      boolean itself = part.row() == site.row();
      if (itself && parts.size() == 1 || shown == PARTS || part.change().difference() == 0) {
        break;
      }
      shown++;
      indent(signed(part.change().difference(), unit) + "  " + part(part, itself), false);
    }
  }

  private void indent(String text, boolean dim) {
    if (!text.isEmpty()) {
      String line = Plain.name(text, width - 28);
      out.println(" ".repeat(28) + (dim ? style.dim(line) : line));
    }
  }

  /** The line of the program first, then what it calls. */
  private String label(int row, int most) {
    Place place = places.of(row);
    String source = place.source();
    String name = name(row);
    if (source == null) {
      return style.bold(Plain.name(name, most));
    }
    boolean itself = place.function() != null && name.endsWith(": " + place.function());
    String where = source + (itself ? " " + place.function() : "  " + name);
    String moved = place.baseLine() > 0 ? " (was line " + place.baseLine() + ")" : "";
    return style.bold(Plain.name(where, most - moved.length())) + style.dim(moved);
  }

  private String name(int row) {
    FrameKind kind = match.kind(row);
    return kind == FrameKind.KERNEL
        ? ReportText.kernel(match.name(row))
        : dev.plumb.profile.HotSpots.family(kind, match.name(row));
  }

  private String callers(int row) {
    List<String> callers = Callers.of(places.treeOf(row), places.nodeOf(row), CALLERS);
    return callers.isEmpty() ? "" : "← " + String.join(" ← ", callers);
  }

  private String part(Part part, boolean itself) {
    int row = part.row();
    if (itself) {
      return "itself";
    }
    MatchQuality quality = match.quality(row);
    if (!quality.isPair()) {
      int moved = match.movedTo(row);
      return quality.label()
          + (moved == Ids.NONE
              ? ""
              : quality == MatchQuality.ONLY_NEW ? " here, moved" : " here, moved away")
          + ": "
          + name(row);
    }
    String before = diff.base().tree().name(match.baseNode(row));
    String after = diff.fresh().tree().name(match.newNode(row));
    if (match.kind(row) != FrameKind.KERNEL || before.equals(after)) {
      return name(row);
    }
    return pair(before, after, width - 44);
  }

  /** Two names of a kernel, in so little room that each keeps its beginning. */
  private static String pair(String before, String after, int room) {
    int half = Math.max(16, (room - 3) / 2);
    return Plain.name(ReportText.kernel(before), half)
        + " → "
        + Plain.name(ReportText.kernel(after), half);
  }

  private void tops(CostDiff cost, String title, MatchQuality quality) {
    List<Part> tops = cost.tops(quality);
    if (tops.isEmpty()) {
      return;
    }
    String unit = cost.cost().unit();
    double sum = tops.stream().mapToDouble(part -> part.change().difference()).sum();
    out.println(
        "  "
            + style.bold(title)
            + "  "
            + style.dim(
                Plain.count(tops.size())
                    + (tops.size() == 1 ? " context, " : " contexts, ")
                    + signed(sum, unit)
                    + ", part of the above"));
    for (Part part : tops.subList(0, Math.min(top, tops.size()))) {
      String numbers = Plain.right(signed(part.change().difference(), unit), 11);
      int moved = match.movedTo(part.row());
      out.println(
          "  "
              + numbers
              + "  "
              + label(part.row(), width - 16)
              + (moved == Ids.NONE ? "" : style.dim(" (moved)")));
      indent(callers(part.row()), true);
    }
  }

  private void families() {
    List<FamilyChange> families = diff.families();
    if (families.isEmpty()) {
      return;
    }
    page.heading("Kernels by what they compute", "told by their names");
    out.println(style.dim(row("", "base", "new", "change", "", "new : base   kernels")));
    for (FamilyChange family : families.subList(0, Math.min(FAMILIES, families.size()))) {
      Change time = family.time();
      Change count = family.count();
      String ratio =
          time.base() > 0 && time.fresh() > 0
              ? String.format(Locale.ROOT, "%.2f", time.fresh() / time.base())
              : "–";
      out.println(
          row(
              family.family().label(),
              value(time.base(), "ns"),
              value(time.fresh(), "ns"),
              signed(time.difference(), "ns"),
              percent(time),
              Plain.right(ratio, 10)
                  + "   "
                  + value(count.base(), "")
                  + (count.difference() == 0 ? "" : " → " + value(count.fresh(), ""))));
    }
  }

  private void kernels() {
    List<KernelChange> renamed =
        diff.kernels().stream()
            .filter(each ->
                each.baseName() != null
                    && each.newName() != null
                    && !ReportText.kernel(each.baseName())
                        .equals(ReportText.kernel(each.newName())))
            .toList();
    if (renamed.isEmpty()) {
      return;
    }
    page.heading(
        "Kernels that took another's place",
        Plain.count(renamed.size()) + " pairs; the same context launches them");
    for (KernelChange each : renamed.subList(0, Math.min(top, renamed.size()))) {
      Change time = each.time();
      String numbers =
          Plain.right(signed(time.difference(), "ns"), 11)
              + Plain.right(percent(time), 10)
              + "  "
              + Plain.left(value(time.base(), "ns") + " → " + value(time.fresh(), "ns"), 20);
      String before = each.baseName() == null ? "" : each.baseName();
      String after = each.newName() == null ? "" : each.newName();
      out.println("  " + numbers + "  " + pair(before, after, width - numbers.length() - 6));
    }
  }
}
