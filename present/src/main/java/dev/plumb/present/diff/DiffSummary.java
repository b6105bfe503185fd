package dev.plumb.present.diff;

import static dev.plumb.present.diff.Values.fromTo;
import static dev.plumb.present.diff.Values.percent;
import static dev.plumb.present.diff.Values.signed;
import static dev.plumb.present.diff.Values.value;

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
import dev.plumb.profile.diff.RunDiff;
import dev.plumb.profile.diff.TreeMatch;
import dev.plumb.profile.diff.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison in a few sentences: how much, on which side, and where. */
public final class DiffSummary {
  /** Share of all changes of the timeline that makes one of them the cause. */
  private static final double MOST = 0.6;

  /** Share of the device time that must have a cause for the contexts to tell enough. */
  private static final double MUCH = 0.05;

  /** Share of the largest part of a change that another part must have to be named. */
  private static final double WORTH_NAMING = 0.05;

  private final RunDiff diff;
  private final TreeMatch match;
  private final DiffPlaces places;
  private final List<String> sentences = new ArrayList<>();

  private DiffSummary(RunDiff diff, DiffPlaces places) {
    this.diff = diff;
    this.match = diff.match();
    this.places = places;
  }

  /**
   * The sentences.
   *
   * @param costs what contexts are compared by
   */
  public static List<String> of(RunDiff diff, DiffPlaces places, List<Cost> costs) {
    DiffSummary summary = new DiffSummary(diff, places);
    if (isSame(diff, costs)) {
      return List.of("The two runs are the same.");
    }
    summary.onlyOneHas();
    summary.time();
    summary.timeline();
    if (bothRecorded(diff, Cost.DEVICE)) {
      summary.unattributed();
      summary.families();
    }
    costs.forEach(cost -> summary.largest(diff.cost(cost)));
    return summary.sentences;
  }

  /** Whether nothing at all differs. */
  public static boolean isSame(RunDiff diff, List<Cost> costs) {
    TreeMatch match = diff.match();
    for (int row = 0; row < match.size(); row++) {
      if (!match.isPair(row)) {
        return false;
      }
    }
    return diff.figures().stream().allMatch(each -> each.change().verdict() == Verdict.SAME)
        && costs.stream()
            .flatMap(cost -> diff.cost(cost).sites().stream())
            .allMatch(site -> site.change().verdict() == Verdict.SAME);
  }

  /** Whether both runs have something of a cost: what was not recorded is not 0. */
  public static boolean bothRecorded(RunDiff diff, Cost cost) {
    return cost.total(diff.base().tree()) != 0 && cost.total(diff.fresh().tree()) != 0;
  }

  /** What one run did not record cannot be compared, and is not 0 there. */
  private void onlyOneHas() {
    for (Cost cost : List.of(Cost.DEVICE, Cost.HOST)) {
      boolean before = cost.total(diff.base().tree()) != 0;
      boolean after = cost.total(diff.fresh().tree()) != 0;
      if (before != after) {
        sentences.add(
            "Only the "
                + (before ? "base" : "new run")
                + " recorded "
                + cost.title()
                + ", so it is not compared.");
      }
    }
  }

  private void time() {
    Figure figure = diff.figure(FigureKind.STEP);
    String what = "A step";
    if (figure == null) {
      figure = diff.figure(FigureKind.SPAN);
      what = "The run";
    }
    if (figure == null) {
      return;
    }
    Change change = figure.change();
    String numbers = fromTo(change, "ns") + ", " + percent(change);
    sentences.add(
        switch (change.verdict()) {
          case SAME -> what + " takes as long as before.";
          case REGRESSION -> what + " takes longer: " + numbers + ".";
          case IMPROVEMENT -> what + " takes less time: " + numbers + ".";
          case WITHIN_NOISE ->
              change.isBeyondNoise()
                  ? what + " takes about as long as before: " + numbers + "."
                  : what
                      + " takes "
                      + numbers
                      + ", which says little: medians differ by chance by up to "
                      + value(change.noise(), "ns")
                      + ".";
        });
  }

  private void timeline() {
    Figure whole = diff.figure(FigureKind.DEVICE_SPAN);
    if (whole == null || Math.abs(whole.change().relative()) < Change.RELEVANT) {
      return;
    }
    List<Figure> parts = new ArrayList<>();
    double all = 0;
    for (Figure part : diff.figures()) {
      if (part.kind().isPartOfTimeline() && part.change().difference() != 0) {
        parts.add(part);
        all += Math.abs(part.change().difference());
      }
    }
    parts.sort(Comparator.comparingDouble(part -> -Math.abs(part.change().difference())));
    if (parts.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("On the device's timeline that is ");
    for (int i = 0; i < parts.size(); i++) {
      text.append(i == 0 ? "" : i == parts.size() - 1 ? " and " : ", ")
          .append(signed(parts.get(i).change().difference(), "ns"))
          .append(' ')
          .append(parts.get(i).kind().title());
    }
    sentences.add(text.append('.').toString());
    String cause = cause(parts.getFirst(), all);
    if (cause != null) {
      sentences.add(cause);
    }
  }

  private static @Nullable String cause(Figure largest, double all) {
    double difference = largest.change().difference();
    if (Math.abs(difference) < MOST * all) {
      return null;
    }
    boolean more = difference > 0;
    return switch (largest.kind()) {
      case IDLE ->
          more
              ? "The device waits longer for the host; its own work is not what changed most."
              : "The device waits less for the host; its own work is not what changed most.";
      case COMPUTE ->
          more
              ? "The device computes longer; that the host feeds it is not what changed most."
              : "The device computes less; that the host feeds it is not what changed most.";
      case EXPOSED_COMM ->
          more
              ? "More communication is not hidden behind computing."
              : "Less communication is left that is not hidden behind computing.";
      default ->
          more
              ? "More copying is not hidden behind computing."
              : "Less copying is left that is not hidden behind computing.";
    };
  }

  private void unattributed() {
    double before = share(diff.base());
    double after = share(diff.fresh());
    if (before > MUCH || after > MUCH) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "Of the device time, %.0f %% in the base and %.0f %% in the new run have no known launch;"
                  + " what caused it cannot be compared.",
              100 * before,
              100 * after));
    }
  }

  private static double share(Run run) {
    long all = Cost.DEVICE.total(run.tree());
    return all == 0 ? 0 : (double) run.summary().unattributedDeviceNs() / all;
  }

  private void families() {
    List<FamilyChange> families = new ArrayList<>(diff.families());
    families.removeIf(each ->
        each.time().difference() == 0
            || Math.abs(each.time().relative()) < Change.RELEVANT
            || Math.abs(each.time().difference())
                < Change.RELEVANT * diff.cost(Cost.DEVICE).all().base());
    families.sort(Comparator.comparingDouble(each -> -Math.abs(each.time().difference())));
    if (families.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    for (FamilyChange each : families.subList(0, Math.min(3, families.size()))) {
      String percent = percent(each.time());
      parts.add(
          each.family().label()
              + " "
              + signed(each.time().difference(), "ns")
              + (percent.isEmpty() ? "" : " (" + percent + ")"));
    }
    sentences.add("Of the kernels, by what they compute: " + String.join(", ", parts) + ".");
  }

  /** The largest change at code that does something; waiting follows from what is waited for. */
  private void largest(CostDiff cost) {
    for (Site site : cost.sites()) {
      Verdict verdict = site.change().verdict();
      boolean changed = verdict == Verdict.REGRESSION || verdict == Verdict.IMPROVEMENT;
      boolean code =
          !match.kind(match.parent(site.row())).isPlace()
              || match.kind(site.row()) != FrameKind.KERNEL;
      if (changed && code && !DiffNames.isWaiting(match.name(site.row()))) {
        String was = DiffNames.was(diff, site.row());
        sentences.add(
            "The largest change of "
                + cost.cost().title()
                + ": "
                + signed(site.change().difference(), cost.cost().unit())
                + " at "
                + DiffNames.label(match, site.row(), places.of(site.row()), 1).replace("  ", " ")
                + (was == null ? "" : " (was " + was + ")")
                + replaced(cost, site)
                + ".");
        return;
      }
    }
  }

  /** What only the new run calls there, and what only the base did. */
  private String replaced(CostDiff cost, Site site) {
    List<String> fresh = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    List<Part> parts = cost.parts(List.of(site)).getFirst();
    double least = WORTH_NAMING * Math.abs(parts.getFirst().change().difference());
    for (Part part : parts) {
      boolean large = Math.abs(part.change().difference()) >= least;
      if (large && part.row() != site.row() && !match.isPair(part.row())) {
        (match.newNode(part.row()) >= 0 ? fresh : gone).add(DiffNames.of(match, part.row()));
      }
    }
    if (fresh.isEmpty() && gone.isEmpty()) {
      return "";
    }
    return fresh.isEmpty()
        ? ", which no longer calls " + some(gone)
        : gone.isEmpty()
            ? ", which now calls " + some(fresh)
            : ", which calls " + some(fresh) + " instead of " + some(gone);
  }

  private static String some(List<String> names) {
    return names.size() <= 2
        ? String.join(" and ", names)
        : names.getFirst() + ", " + names.get(1) + " and " + (names.size() - 2) + " more";
  }
}
