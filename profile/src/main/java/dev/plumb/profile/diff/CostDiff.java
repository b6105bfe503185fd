package dev.plumb.profile.diff;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One cost over the rows of a match: sums, and where they changed. A change is told at the
 * innermost context that both runs have and that is code (its <em>site</em>); what one run alone
 * calls from there, and the kernels launched from there, are its parts. Every row belongs to one
 * site, so sites add up to the whole.
 */
public final class CostDiff {
  /** Sites whose noise is computed: those that changed most. */
  private static final int MAX_SITES = 2000;

  private static final int MAX_CELLS = 1 << 22;

  /**
   * A place where something changed.
   *
   * @param row its row in the match
   * @param change its cost, by step
   * @param baseSum the same, summed over the base's steps
   * @param newSum the same, summed over the new run's steps
   */
  public record Site(int row, Change change, long baseSum, long newSum) {}

  /**
   * A part of a site: a kernel, a runtime call, what only one run has with all below it, or the
   * context itself.
   */
  public record Part(int row, Change change) {}

  private final Cost cost;
  private final TreeMatch match;
  private final Side base;
  private final Side fresh;
  private final long[] baseSums;
  private final long[] newSums;
  private final long[] baseInclusive;
  private final long[] newInclusive;
  private final int[] site;
  private final int[] part;
  private final boolean[] inStep;
  private long baseLeftOut;
  private long newLeftOut;
  private @Nullable Change total;
  private @Nullable List<Site> sites;

  CostDiff(Cost cost, TreeMatch match, Side base, Side fresh) {
    this.cost = cost;
    this.match = match;
    this.base = base;
    this.fresh = fresh;
    int rows = match.size();
    baseSums = new long[rows];
    newSums = new long[rows];
    addUp();
    baseInclusive = inclusive(baseSums);
    newInclusive = inclusive(newSums);
    site = new int[rows];
    part = new int[rows];
    inStep = new boolean[rows];
    place();
  }

  private void addUp() {
    CallingContextTree baseTree = base.run().tree();
    CallingContextTree newTree = fresh.run().tree();
    long[] baseLess = base.steps().leftOut(cost);
    long[] newLess = fresh.steps().leftOut(cost);
    for (int node = 0; node < baseTree.size(); node++) {
      baseSums[match.rowOfBaseNode(node)] += cost.of(baseTree, node) - baseLess[node];
    }
    for (int node = 0; node < newTree.size(); node++) {
      newSums[match.rowOfNewNode(node)] += cost.of(newTree, node) - newLess[node];
    }
    baseLeftOut = Arrays.stream(baseLess).sum();
    newLeftOut = Arrays.stream(newLess).sum();
  }

  private long[] inclusive(long[] sums) {
    long[] all = sums.clone();
    for (int row = all.length - 1; row > 0; row--) {
      all[match.parent(row)] += all[row];
    }
    return all;
  }

  private void place() {
    for (int row = 1; row < site.length; row++) {
      int parent = match.parent(row);
      FrameKind kind = match.kind(row);
      inStep[row] = inStep[parent] || kind == FrameKind.STEP;
      boolean pair = match.isPair(row);
      if (kind.isPlace() || match.kind(parent).isPlace() || pair && isCode(kind)) {
        site[row] = row;
        part[row] = row;
      } else {
        site[row] = site[parent];
        boolean partOfOne = !pair && !match.isPair(part[parent]) && part[parent] != site[parent];
        part[row] = partOfOne ? part[parent] : row;
      }
    }
  }

  private static boolean isCode(FrameKind kind) {
    return switch (kind) {
      case RUNTIME, KERNEL, SOURCE_LINE, INSTRUCTION, MEMCPY, MEMSET, DEVICE_OTHER -> false;
      default -> !kind.isPlace();
    };
  }

  private Change change(long baseSum, long newSum, double[] baseSteps, double[] newSteps) {
    double before = baseSum / base.divisor(cost);
    double after = newSum / fresh.divisor(cost);
    return Change.of(before, after, baseSteps, newSteps, resolution());
  }

  private double resolution() {
    return cost.unit().equals("ns") ? Math.max(base.resolutionNs(), fresh.resolutionNs()) : 0;
  }

  /** Whether there are steps enough to know something about noise. */
  private boolean hasSteps() {
    return base.plan().perStep()
        && base.isKnownByStep(cost)
        && fresh.isKnownByStep(cost)
        && Math.min(base.plan().steps(), fresh.plan().steps()) >= Noise.MIN_STEPS;
  }

  /** Which cost this is. */
  public Cost cost() {
    return cost;
  }

  /** All of it. */
  public Change all() {
    if (total == null) {
      compute();
    }
    return total == null ? inclusive(TreeMatch.ROOT) : total;
  }

  /** What a row itself costs in the base, summed over the steps that are compared. */
  public long baseSum(int row) {
    return baseSums[row];
  }

  /** What a row itself costs in the new run, summed over the steps that are compared. */
  public long newSum(int row) {
    return newSums[row];
  }

  /** What a row and all rows below it cost in the base, summed. */
  public long baseInclusive(int row) {
    return baseInclusive[row];
  }

  /** What a row and all rows below it cost in the new run, summed. */
  public long newInclusive(int row) {
    return newInclusive[row];
  }

  /** What is in steps of the base that are left out; with the sums it is the tree's total. */
  public long baseLeftOut() {
    return baseLeftOut;
  }

  /** What is in steps of the new run that are left out. */
  public long newLeftOut() {
    return newLeftOut;
  }

  /** A row and all below it. */
  public Change inclusive(int row) {
    return Change.of(
        baseInclusive[row] / base.divisor(cost), newInclusive[row] / fresh.divisor(cost));
  }

  /** A row itself. */
  public Change own(int row) {
    return Change.of(baseSums[row] / base.divisor(cost), newSums[row] / fresh.divisor(cost));
  }

  /** All sites that cost something in either run, those that changed most first. */
  public List<Site> sites() {
    if (sites == null) {
      compute();
    }
    return sites == null ? List.of() : sites;
  }

  /** Sites, and with them in one pass over the slices what all of it cost in each step. */
  private void compute() {
    long[] before = new long[site.length];
    long[] after = new long[site.length];
    for (int row = 0; row < site.length; row++) {
      before[site[row]] += baseSums[row];
      after[site[row]] += newSums[row];
    }
    List<Site> found = new ArrayList<>();
    for (int row = 0; row < site.length; row++) {
      if (before[row] != 0 || after[row] != 0) {
        Change change =
            Change.of(before[row] / base.divisor(cost), after[row] / fresh.divisor(cost));
        found.add(new Site(row, change, before[row], after[row]));
      }
    }
    found.sort(
        Comparator.comparingDouble((Site each) -> -Math.abs(each.change.difference()))
            .thenComparingInt(Site::row));
    total = inclusive(TreeMatch.ROOT);
    if (hasSteps()) {
      addNoise(found);
    }
    sites = List.copyOf(found);
  }

  private void addNoise(List<Site> found) {
    int steps = Math.max(1, Math.max(base.plan().steps(), fresh.plan().steps()));
    int groups = Math.min(found.size(), Math.min(MAX_SITES, MAX_CELLS / steps));
    int[] groupOfSite = new int[site.length];
    Arrays.fill(groupOfSite, Ids.NONE);
    for (int group = 0; group < groups; group++) {
      groupOfSite[found.get(group).row] = group;
    }
    int[] groupOfBase = new int[base.run().tree().size()];
    for (int node = 0; node < groupOfBase.length; node++) {
      groupOfBase[node] = groupOfSite[site[match.rowOfBaseNode(node)]];
    }
    int[] groupOfNew = new int[fresh.run().tree().size()];
    for (int node = 0; node < groupOfNew.length; node++) {
      groupOfNew[node] = groupOfSite[site[match.rowOfNewNode(node)]];
    }
    double[][] baseSteps = base.steps().byStep(cost, groupOfBase, groups);
    double[][] newSteps = fresh.steps().byStep(cost, groupOfNew, groups);
    total = change(baseInclusive[0], newInclusive[0], baseSteps[groups], newSteps[groups]);
    for (int group = 0; group < groups; group++) {
      Site each = found.get(group);
      if (inStep[each.row]) {
        Change change = change(each.baseSum, each.newSum, baseSteps[group], newSteps[group]);
        found.set(group, new Site(each.row, change, each.baseSum, each.newSum));
      }
    }
  }

  /** The parts of some sites, those that changed most first; the parts of a site add up to it. */
  public List<List<Part>> parts(List<Site> of) {
    int[] listOfSite = new int[site.length];
    Arrays.fill(listOfSite, Ids.NONE);
    for (int i = 0; i < of.size(); i++) {
      listOfSite[of.get(i).row] = i;
    }
    long[] before = new long[site.length];
    long[] after = new long[site.length];
    for (int row = 0; row < site.length; row++) {
      before[part[row]] += baseSums[row];
      after[part[row]] += newSums[row];
    }
    List<List<Part>> parts = new ArrayList<>();
    of.forEach(each -> parts.add(new ArrayList<>()));
    for (int row = 0; row < site.length; row++) {
      if (listOfSite[site[row]] >= 0 && (before[row] != 0 || after[row] != 0)) {
        Change change =
            Change.of(before[row] / base.divisor(cost), after[row] / fresh.divisor(cost));
        parts.get(listOfSite[site[row]]).add(new Part(row, change));
      }
    }
    for (List<Part> each : parts) {
      each.sort(
          Comparator.comparingDouble((Part one) -> -Math.abs(one.change.difference()))
              .thenComparingInt(Part::row));
    }
    return parts;
  }

  /**
   * The outermost contexts that only one run has and that have no counterpart elsewhere, with all
   * below them, by their cost. Contexts that only stand between two of both runs are not among
   * them.
   *
   * @param quality {@link MatchQuality#ONLY_BASE} or {@link MatchQuality#ONLY_NEW}
   */
  public List<Part> tops(MatchQuality quality) {
    boolean[] holdsPair = new boolean[site.length];
    for (int row = site.length - 1; row > 0; row--) {
      holdsPair[match.parent(row)] |= holdsPair[row] || match.isPair(row);
    }
    List<Part> tops = new ArrayList<>();
    for (int row = 1; row < site.length; row++) {
      boolean top = match.isPair(match.parent(row)) || holdsPair[match.parent(row)];
      if (match.quality(row) == quality
          && top
          && !holdsPair[row]
          && (baseInclusive[row] != 0 || newInclusive[row] != 0)) {
        tops.add(new Part(row, inclusive(row)));
      }
    }
    tops.sort(
        Comparator.comparingDouble((Part one) -> -Math.abs(one.change.difference()))
            .thenComparingInt(Part::row));
    return tops;
  }
}
