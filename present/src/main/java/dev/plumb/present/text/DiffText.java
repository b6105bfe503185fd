package dev.plumb.present.text;

import static dev.plumb.present.diff.Values.fromTo;
import static dev.plumb.present.diff.Values.percent;
import static dev.plumb.present.diff.Values.signed;
import static dev.plumb.present.diff.Values.value;

import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingsDiff;
import dev.plumb.present.diff.DiffNames;
import dev.plumb.present.diff.DiffPlaces;
import dev.plumb.present.diff.DiffPlaces.Place;
import dev.plumb.present.diff.DiffSummary;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Run;
import dev.plumb.profile.diff.Change;
import dev.plumb.profile.diff.Cost;
import dev.plumb.profile.diff.CostDiff;
import dev.plumb.profile.diff.CostDiff.Part;
import dev.plumb.profile.diff.CostDiff.Site;
import dev.plumb.profile.diff.FamilyChange;
import dev.plumb.profile.diff.Figure;
import dev.plumb.profile.diff.FigureKind;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code plumb diff}: one page that says what changed between two runs. */
public final class DiffText {
  private static final int PARTS = 3;
  private static final int CALLERS = 3;
  private static final int FAMILIES = 10;

  /** Columns of a name in a list of names. */
  private static final int NAME = 44;

  /** Where what belongs to a row of a list is printed. */
  private static final int INDENT = 27;

  private final RunDiff diff;
  private final FindingsDiff findings;
  private final TreeMatch match;
  private final DiffPlaces places;
  private final List<Cost> costs;
  private final int top;
  private final PrintWriter out;
  private final Style style;
  private final int width;
  private final Page page;

  private DiffText(
      RunDiff diff,
      FindingsDiff findings,
      List<Cost> costs,
      int top,
      PrintWriter out,
      Style style,
      int width) {
    this.diff = diff;
    this.findings = findings;
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
      RunDiff diff,
      FindingsDiff findings,
      List<Cost> costs,
      int top,
      PrintWriter out,
      Style style,
      int width) {
    new DiffText(diff, findings, costs, top, out, style, width).print();
  }

  private void print() {
    run("base", diff.base(), diff.baseSteps());
    run("new", diff.fresh(), diff.newSteps());
    inShort();
    figures();
    findings();
    contexts();
    if (!DiffSummary.isSame(diff, costs)) {
      for (Cost cost : costs) {
        cost(diff.cost(cost));
      }
      families();
      kernels();
    }
  }

  private void run(String label, Run run, StepPlan plan) {
    Trace first = run.inputs().getFirst().trace();
    String name = first.name();
    int room = width - 6;
    int length = name.codePointCount(0, name.length());
    // Files of two runs differ at the end of their paths.
    String shown =
        length <= room
            ? Plain.printable(name)
            : "…" + Plain.printable(name.substring(name.offsetByCodePoints(0, length - room + 1)));
    out.println(Plain.left(label, 6) + style.bold(shown));
    List<String> facts = new ArrayList<>();
    if (run.inputs().size() > 1) {
      facts.add("and " + (run.inputs().size() - 1) + " more");
    }
    facts.add(first.format());
    if (run.inputs().size() == 1 && first.rank() >= 0) {
      facts.add("rank " + first.rank() + (first.worldSize() > 1 ? " of " + first.worldSize() : ""));
    }
    Set<String> devices = RunDiff.devices(run);
    facts.addAll(devices);
    if (devices.isEmpty() && !run.summary().devices().isEmpty()) {
      facts.add((String.join(", ", RunDiff.runtimes(run)) + " device that has no name").strip());
    }
    facts.add(steps(run.steps().size()));
    if (plan.leftOut() > 0) {
      facts.add(
          "the first "
              + (plan.leftOut() == 1 ? "is" : plan.leftOut() + " are")
              + " warm-up and left out");
    }
    out.println(" ".repeat(6) + style.dim(Plain.name(String.join(", ", facts), width - 6)));
  }

  private void inShort() {
    page.heading("In short", "");
    if (diff.otherHardware()) {
      paragraph(
          "The hardware differs: a ratio says as much about the device as about the program.");
    }
    DiffSummary.of(diff, places, costs).forEach(this::paragraph);
    paragraph(normalisation());
    if (!diff.costsOfWholeRuns().isEmpty()) {
      paragraph(
          "What samples tell, such as "
              + diff.costsOfWholeRuns().getFirst().title()
              + ", is of the whole runs, with what was before the first step and after the last: it is"
              + " divided by all steps, "
              + Plain.count(diff.base().summary().steps())
              + " and "
              + Plain.count(diff.fresh().summary().steps())
              + ".");
    }
  }

  private void paragraph(String text) {
    List<String> lines = ReportText.wrap(Plain.printable(text), width - 4);
    for (int i = 0; i < lines.size(); i++) {
      out.println((i == 0 ? "  " : "    ") + Plain.name(lines.get(i), width - 4));
    }
  }

  private String normalisation() {
    int before = diff.baseSteps().steps();
    int after = diff.newSteps().steps();
    if (!diff.perStep()) {
      boolean marked = !diff.base().steps().isEmpty() && !diff.fresh().steps().isEmpty();
      return "Values are of the whole runs"
          + (marked ? "" : ", because not both mark steps")
          + "; there is no noise estimate.";
    }
    if (before == 1 && after == 1) {
      return "Values are of one step on each side; there is no noise estimate, which takes "
          + Noise.MIN_STEPS
          + ".";
    }
    String of = steps(before) + " and " + steps(after);
    return diff.hasNoise()
        ? "Values are means of "
            + of
            + "; ± is how far medians differ by chance between steps of one run (99 %)."
        : "Values are means of "
            + of
            + "; there is no noise estimate, which takes "
            + Noise.MIN_STEPS
            + " steps on each side.";
  }

  private static String steps(int count) {
    return count == 0 ? "no steps" : Plain.count(count, "step");
  }

  private void figures() {
    if (diff.figures().isEmpty()) {
      return;
    }
    page.heading("Figures", diff.perStep() ? "by step" : "");
    out.println(style.dim(row("", "base", "new", "change", "", "")));
    for (Figure figure : diff.figures()) {
      Change change = figure.change();
      if (change.base() == 0 && change.fresh() == 0) {
        continue;
      }
      FigureKind kind = figure.kind();
      String line =
          row(
              (kind.isPartOfTimeline() ? "  " : "") + kind.title(),
              value(change.base(), kind.unit()),
              value(change.fresh(), kind.unit()),
              signed(change.difference(), kind.unit()),
              percent(change),
              noise(change, kind.unit()));
      out.println(coloured(change, line));
    }
  }

  private static String row(
      String name, String base, String fresh, String by, String share, String note) {
    String line =
        "  "
            + Plain.left(name, 24)
            + Plain.right(base, 11)
            + Plain.right(fresh, 11)
            + Plain.right(by, 13)
            + Plain.right(share, 10)
            + (note.isEmpty() ? "" : "  " + note);
    return line.stripTrailing();
  }

  private String coloured(Change change, String line) {
    return switch (change.verdict()) {
      case REGRESSION -> style.warn(line);
      case SAME, WITHIN_NOISE -> style.dim(line);
      case IMPROVEMENT -> line;
    };
  }

  private static String noise(Change change, String unit) {
    if (!change.hasNoise() || change.verdict() == Verdict.SAME) {
      return "";
    }
    return "± " + value(change.noise(), unit) + (change.isBeyondNoise() ? "" : ", within noise");
  }

  private void findings() {
    if (findings.appeared().isEmpty()
        && findings.vanished().isEmpty()
        && findings.kept().isEmpty()) {
      return;
    }
    page.heading("Findings", "of the base that are gone, new ones, and those of both");
    finding("gone", findings.vanished());
    finding("new", findings.appeared());
    for (FindingsDiff.Kept kept : limited("still there", findings.kept())) {
      out.println("  still there  " + titleOf(kept.fresh()));
      String was = "was: " + titleOf(kept.base());
      if (!kept.base().title().equals(kept.fresh().title())) {
        out.println(style.dim("               " + was));
      }
    }
  }

  private void finding(String label, List<Finding> list) {
    for (Finding finding : limited(label, list)) {
      String severity = finding.severity().label() + ": ";
      out.println("  " + Plain.left(label, 11) + "  " + severity + titleOf(finding));
      Ceiling ceiling = finding.ceiling();
      if (ceiling != null && diff.perStep()) {
        boolean base = label.equals("gone");
        int steps = (base ? diff.baseSteps() : diff.newSteps()).compared().length;
        String saves = base ? "a fix could save at most " : "a fix can save at most ";
        out.println(
            style.dim("               " + saves + Plain.time(ceiling.ns() / steps) + " a step"));
      }
      if (!finding.contexts().isEmpty()) {
        String at = "at " + finding.contexts().getFirst().text();
        out.println(style.dim("               " + Plain.name(at, width - 15)));
      }
    }
  }

  private String titleOf(Finding finding) {
    return Plain.name(finding.title(), width - 24);
  }

  private <T> List<T> limited(String label, List<T> list) {
    if (list.size() > top) {
      out.println(style.dim("  " + label + ": the first " + top + " of " + list.size()));
    }
    return list.subList(0, Math.min(top, list.size()));
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
    String title = cost.cost().title();
    page.heading(
        Character.toUpperCase(title.charAt(0)) + title.substring(1) + " by context",
        fromTo(cost.all(), cost.cost().unit())
            + ", "
            + signed(cost.all().difference(), cost.cost().unit()));
    List<Site> more = sites(cost, Verdict.REGRESSION);
    List<Site> less = sites(cost, Verdict.IMPROVEMENT);
    list(cost, "More than before", more);
    list(cost, "Less than before", less);
    long noise = sites(cost, Verdict.WITHIN_NOISE).size();
    if (noise > 0) {
      out.println(
          style.dim(
              "  " + Plain.count(noise, "context") + " changed within noise or by less than 1 %"));
    }
    tops(cost, "Only in the new run", MatchQuality.ONLY_NEW);
    tops(cost, "Only in the base", MatchQuality.ONLY_BASE);
  }

  private static List<Site> sites(CostDiff cost, Verdict verdict) {
    return cost.sites().stream().filter(site -> site.change().verdict() == verdict).toList();
  }

  private void list(CostDiff cost, String title, List<Site> sites) {
    if (sites.isEmpty()) {
      return;
    }
    List<Site> shown = sites.subList(0, Math.min(top, sites.size()));
    double sum = sites.stream().mapToDouble(site -> site.change().difference()).sum();
    subtitle(title, sites.size(), signed(sum, cost.cost().unit()), shown.size());
    List<List<Part>> parts = cost.parts(shown);
    for (int i = 0; i < shown.size(); i++) {
      site(cost, shown.get(i), parts.get(i));
    }
  }

  private void subtitle(String title, int count, String sum, int shown) {
    String note =
        Plain.count(count, "context")
            + ", "
            + sum
            + (shown < count ? "; the largest " + shown : "");
    out.println("  " + style.bold(title) + "  " + style.dim(note));
  }

  private void site(CostDiff cost, Site site, List<Part> parts) {
    Change change = site.change();
    String unit = cost.cost().unit();
    out.println(
        Plain.right(signed(change.difference(), unit), 13)
            + Plain.right(percent(change), 11)
            + "   "
            + label(site.row()));
    String was = DiffNames.was(diff, site.row());
    if (was != null) {
      indent("was " + was, true);
    }
    indent(fromTo(change, unit) + callers(site.row(), fromTo(change, unit).length()), true);
    int shown = 0;
    for (Part part : parts) {
      boolean itself = part.row() == site.row();
      if (itself && parts.size() == 1 || shown == PARTS || part.change().difference() == 0) {
        break;
      }
      shown++;
      part(signed(part.change().difference(), unit), part.row(), itself);
    }
  }

  private void indent(String text, boolean dim) {
    if (!text.isEmpty()) {
      String line = Plain.name(text, width - INDENT);
      out.println(" ".repeat(INDENT) + (dim ? style.dim(line) : line));
    }
  }

  private String label(int row) {
    Place place = places.of(row);
    String moved = place.baseLine() > 0 ? " (was line " + place.baseLine() + ")" : "";
    int room = width - INDENT - moved.length();
    String label = DiffNames.label(match, row, place, 1);
    if (label.codePointCount(0, label.length()) > room) {
      label = DiffNames.label(match, row, place, 0);
    }
    return style.bold(Plain.name(label, room)) + style.dim(moved);
  }

  /** As many callers as there is room for. */
  private String callers(int row, int used) {
    StringBuilder line = new StringBuilder();
    for (int caller : Callers.of(places.treeOf(row), places.nodeOf(row), CALLERS)) {
      String name = DiffNames.of(places.treeOf(row).kind(caller), places.treeOf(row).name(caller));
      if (line.length() > 0 && used + line.length() + name.length() + 3 > width - INDENT) {
        break;
      }
      line.append(line.isEmpty() ? "  ← " : " ← ").append(name);
    }
    return line.toString();
  }

  private void part(String difference, int row, boolean itself) {
    MatchQuality quality = match.quality(row);
    String name = itself ? "itself" : DiffNames.of(match, row);
    if (!quality.isPair()) {
      boolean moved = match.movedTo(row) != Ids.NONE;
      indent(difference + "  " + quality.label() + (moved ? " here, moved: " : ": ") + name, false);
    } else if (itself || match.kind(row) != FrameKind.KERNEL) {
      indent(difference + "  " + name, false);
    } else {
      kernel(
          difference + "  ",
          diff.base().tree().name(match.baseNode(row)),
          diff.fresh().tree().name(match.newNode(row)));
    }
  }

  /** What a kernel was, and on the next line what it is. */
  private void kernel(String difference, String before, String after) {
    if (DiffNames.sameFunction(before, after)) {
      indent(difference + Plain.kernel(after), false);
    } else {
      indent(difference + Plain.kernel(before), false);
      indent(" ".repeat(difference.length() - 2) + "→ " + Plain.kernel(after), false);
    }
  }

  /** What only one run has, by the context that calls it. */
  private void tops(CostDiff cost, String title, MatchQuality quality) {
    List<Part> tops = cost.tops(quality);
    if (tops.isEmpty()) {
      return;
    }
    String unit = cost.cost().unit();
    Map<Integer, List<Part>> byCaller = new LinkedHashMap<>();
    for (Part part : tops) {
      int caller = match.parent(part.row());
      while (match.kind(caller) == FrameKind.RUNTIME) {
        caller = match.parent(caller);
      }
      byCaller.computeIfAbsent(caller, row -> new ArrayList<>()).add(part);
    }
    double sum = tops.stream().mapToDouble(part -> part.change().difference()).sum();
    List<Integer> callers = new ArrayList<>(byCaller.keySet());
    callers.sort((a, b) ->
        Double.compare(
            size(byCaller.getOrDefault(b, List.of())), size(byCaller.getOrDefault(a, List.of()))));
    subtitle(
        title,
        tops.size(),
        signed(sum, unit) + (cost.cost().unit().isEmpty() ? "" : ", also counted above"),
        tops.size());
    for (int caller : callers.subList(0, Math.min(top, callers.size()))) {
      List<Part> parts = byCaller.getOrDefault(caller, List.of());
      double all = parts.stream().mapToDouble(part -> part.change().difference()).sum();
      out.println(
          Plain.right(signed(all, unit), 13)
              + "   "
              + (match.kind(caller).isPlace()
                  ? style.bold("outside of any other")
                  : label(caller)));
      indent(names(parts, unit), false);
    }
    if (callers.size() > top) {
      out.println(style.dim("                … and " + (callers.size() - top) + " more callers"));
    }
  }

  private static double size(List<Part> parts) {
    return Math.abs(parts.stream().mapToDouble(part -> part.change().difference()).sum());
  }

  /** As many as there is room for. */
  private String names(List<Part> parts, String unit) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      String name =
          Plain.name(DiffNames.of(match, part.row()), NAME)
              + " "
              + signed(part.change().difference(), unit)
              + (match.movedTo(part.row()) == Ids.NONE ? "" : " (moved)");
      if (i > 0 && line.length() + name.length() + 14 > width - INDENT) {
        return line + ", and " + (parts.size() - i) + " more";
      }
      line.append(i == 0 ? "" : ", ").append(name);
    }
    return line.toString();
  }

  private void families() {
    List<FamilyChange> families = diff.families();
    if (families.isEmpty() || !DiffSummary.bothRecorded(diff, Cost.DEVICE)) {
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
                  + (count.difference() == 0 ? value(count.base(), "") : fromTo(count, ""))));
    }
  }

  private void kernels() {
    List<KernelChange> renamed =
        diff.kernels().stream()
            .filter(each ->
                each.baseName() != null
                    && each.newName() != null
                    && !DiffNames.sameFunction(each.baseName(), each.newName()))
            .toList();
    if (renamed.isEmpty()) {
      return;
    }
    page.heading(
        "Kernels that took another's place",
        Plain.count(renamed.size(), "pair") + ", launched by the same contexts");
    for (KernelChange each : renamed.subList(0, Math.min(top, renamed.size()))) {
      Change time = each.time();
      String before = each.baseName() == null ? "" : each.baseName();
      String after = each.newName() == null ? "" : each.newName();
      out.println(
          Plain.right(signed(time.difference(), "ns"), 13)
              + Plain.right(percent(time), 11)
              + "   "
              + Plain.name(Plain.kernel(before), width - INDENT));
      indent("→ " + Plain.kernel(after) + "  " + fromTo(time, "ns"), false);
    }
  }
}
