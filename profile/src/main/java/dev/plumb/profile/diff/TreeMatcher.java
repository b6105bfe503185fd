package dev.plumb.profile.diff;

import dev.plumb.profile.FrameKind;
import dev.plumb.profile.combine.KernelNames;
import dev.plumb.trace.Ids;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Matches two outlines from the root down. The children of two contexts that are the same are
 * paired by their strict keys, then by their loose ones, several of one key by order and by what
 * they call. Of what is left, a context may be an extra caller of what the other side calls
 * directly; then those are paired that are similar enough to be the same under another name. The
 * rest only one side has.
 *
 * <p>Everything is bounded: aligning, looking below extra callers and comparing similar ones cost
 * at most a constant for each pair of siblings, so the whole is linear in the size of the trees.
 */
final class TreeMatcher {
  /** Cells of one alignment; beyond it, contexts of one name are paired in their order. */
  private static final int MAX_CELLS = 1 << 20;

  /** Contexts left over of one caller that are compared with each other; the heaviest. */
  private static final int MAX_COMPARED = 100;

  /** Callers that may stand between, and contexts that are looked at to find what is below them. */
  private static final int MAX_WRAPPERS = 16;

  private static final int MAX_LOOKED = 400;

  /** Share of a context that what it is an extra caller of must have of it. */
  private static final double WRAPPED = 0.5;

  private final Outline base;
  private final Outline fresh;
  private final Similarity similarity;
  private final TreeMatch match;
  private final Deque<Integer> pending = new ArrayDeque<>();

  TreeMatcher(Outline base, Outline fresh) {
    this.base = base;
    this.fresh = fresh;
    this.similarity = new Similarity(base, fresh);
    this.match = new TreeMatch(base, fresh);
  }

  TreeMatch match() {
    pair(-1, 0, 0, MatchQuality.SAME);
    while (!pending.isEmpty()) {
      int row = pending.removeLast();
      new Siblings(row, base.children(match.baseRow(row)), fresh.children(match.newRow(row)))
          .match();
    }
    match.setMoved(new Moves(match).find());
    return match;
  }

  private int pair(int parentRow, int baseRow, int newRow, MatchQuality how) {
    int row = match.add(parentRow, baseRow, newRow, how);
    pending.add(row);
    return row;
  }

  /** Adds a subtree that only one side has. */
  private void only(Outline side, int parentRow, int top) {
    Deque<int[]> open = new ArrayDeque<>();
    open.add(new int[] {parentRow, top});
    while (!open.isEmpty()) {
      int[] next = open.removeLast();
      int row = addOnly(side, next[0], next[1]);
      int[] children = side.children(next[1]);
      for (int i = children.length - 1; i >= 0; i--) {
        open.add(new int[] {row, children[i]});
      }
    }
  }

  private int addOnly(Outline side, int parentRow, int outlineRow) {
    return side == base
        ? match.add(parentRow, outlineRow, Ids.NONE, MatchQuality.ONLY_BASE)
        : match.add(parentRow, Ids.NONE, outlineRow, MatchQuality.ONLY_NEW);
  }

  /**
   * What two contexts that are the same call: children of the base's, children of the new one's.
   */
  private final class Siblings {
    private final int row;
    private final int[] left;
    private final int[] right;

    /** Index in {@link #right} of the partner of each of {@link #left}; −1 for none yet. */
    private final int[] partner;

    private final MatchQuality[] how;
    private final boolean[] leftDone;
    private final boolean[] rightDone;

    Siblings(int row, int[] left, int[] right) {
      this.row = row;
      this.left = left;
      this.right = right;
      partner = new int[left.length];
      Arrays.fill(partner, -1);
      how = new MatchQuality[left.length];
      leftDone = new boolean[left.length];
      rightDone = new boolean[right.length];
    }

    void match() {
      byKeys();
      if (anyLeft(leftDone) && anyLeft(rightDone)) {
        wrappers();
        renamed();
      }
      for (int i = 0; i < left.length; i++) {
        if (partner[i] >= 0) {
          pair(row, left[i], right[partner[i]], how[i]);
        } else if (!leftDone[i]) {
          only(base, row, left[i]);
        }
      }
      for (int j = 0; j < right.length; j++) {
        if (!rightDone[j]) {
          only(fresh, row, right[j]);
        }
      }
    }

    private void byKeys() {
      byKey(base::strict, fresh::strict, false);
      byKey(base::loose, fresh::loose, true);
    }

    private static boolean anyLeft(boolean[] done) {
      for (boolean one : done) {
        if (!one) {
          return true;
        }
      }
      return false;
    }

    private void couple(int i, int j, MatchQuality quality) {
      partner[i] = j;
      how[i] = quality;
      leftDone[i] = true;
      rightDone[j] = true;
    }

    private MatchQuality sameOr(int i, int j, MatchQuality other) {
      return base.exact(left[i]) == fresh.exact(right[j]) ? MatchQuality.SAME : other;
    }

    private void byKey(IntUnaryOperator baseKey, IntUnaryOperator newKey, boolean loose) {
      long[] ours = sorted(base, left, leftDone, baseKey, loose);
      long[] theirs = sorted(fresh, right, rightDone, newKey, loose);
      int j = 0;
      for (int i = 0; i < ours.length; ) {
        long key = ours[i] >>> 32;
        int iEnd = i + 1;
        while (iEnd < ours.length && ours[iEnd] >>> 32 == key) {
          iEnd++;
        }
        while (j < theirs.length && theirs[j] >>> 32 < key) {
          j++;
        }
        int jEnd = j;
        while (jEnd < theirs.length && theirs[jEnd] >>> 32 == key) {
          jEnd++;
        }
        if (iEnd - i == 1 && jEnd - j == 1) {
          couple(
              (int) ours[i],
              (int) theirs[j],
              sameOr((int) ours[i], (int) theirs[j], MatchQuality.NORMALISED));
        } else if (jEnd > j) {
          several(indices(ours, i, iEnd), indices(theirs, j, jEnd));
        }
        i = iEnd;
        j = jEnd;
      }
    }

    /**
     * Those not paired yet as key and index, by key and then by index. The loose key of a kernel is
     * its family, which makes it a candidate for {@link #renamed} and no more.
     */
    private static long[] sorted(
        Outline side, int[] rows, boolean[] done, IntUnaryOperator key, boolean loose) {
      long[] sorted = new long[rows.length];
      int count = 0;
      for (int i = 0; i < rows.length; i++) {
        if (!done[i] && !(loose && side.kind(rows[i]) == FrameKind.KERNEL)) {
          sorted[count++] = (long) key.applyAsInt(rows[i]) << 32 | i;
        }
      }
      sorted = Arrays.copyOf(sorted, count);
      Arrays.sort(sorted);
      return sorted;
    }

    private static int[] indices(long[] sorted, int from, int to) {
      int[] indices = new int[to - from];
      for (int i = from; i < to; i++) {
        indices[i - from] = (int) sorted[i];
      }
      return indices;
    }

    /** Several of one key: those that are exactly the same if all are, else in order. */
    private void several(int[] ours, int[] theirs) {
      if (!exactly(ours, theirs)) {
        align(ours, theirs);
      }
    }

    private boolean exactly(int[] ours, int[] theirs) {
      if (ours.length != theirs.length) {
        return false;
      }
      Map<Long, Integer> byExact = new HashMap<>();
      for (int j : theirs) {
        byExact.put(fresh.exact(right[j]), j);
      }
      int[] same = new int[ours.length];
      for (int k = 0; k < ours.length; k++) {
        Integer j = byExact.remove(base.exact(left[ours[k]]));
        if (j == null) {
          return false;
        }
        same[k] = j;
      }
      for (int k = 0; k < ours.length; k++) {
        couple(ours[k], same[k], MatchQuality.SAME);
      }
      return true;
    }

    /**
     * Needleman and Wunsch's alignment of two sequences in the order of their lines or of their
     * first appearance: as many pairs as possible, and of those the ones that call the most alike.
     */
    private void align(int[] ours, int[] theirs) {
      order(ours, base, left);
      order(theirs, fresh, right);
      int rows = ours.length;
      int columns = theirs.length;
      if ((long) rows * columns > MAX_CELLS) {
        for (int k = 0; k < Math.min(rows, columns); k++) {
          couple(ours[k], theirs[k], MatchQuality.ALIGNED);
        }
        return;
      }
      double[][] best = new double[rows + 1][columns + 1];
      for (int i = rows - 1; i >= 0; i--) {
        for (int j = columns - 1; j >= 0; j--) {
          best[i][j] =
              Math.max(
                  gain(ours[i], theirs[j]) + best[i + 1][j + 1],
                  Math.max(best[i + 1][j], best[i][j + 1]));
        }
      }
      int i = 0;
      int j = 0;
      while (i < rows && j < columns) {
        if (best[i][j] == gain(ours[i], theirs[j]) + best[i + 1][j + 1]) {
          couple(ours[i], theirs[j], MatchQuality.ALIGNED);
          i++;
          j++;
        } else if (best[i][j] == best[i + 1][j]) {
          i++;
        } else {
          j++;
        }
      }
    }

    private double gain(int i, int j) {
      boolean exact = base.exact(left[i]) == fresh.exact(right[j]);
      return 1 + similarity.below(left[i], right[j]) + (exact ? 0.1 : 0);
    }

    /** By line where lines are known, so that code that was moved as a whole keeps its order. */
    private static void order(int[] indices, Outline outline, int[] rows) {
      List<Integer> sorted = new ArrayList<>();
      for (int index : indices) {
        sorted.add(index);
      }
      sorted.sort(Comparator.comparingInt(index -> Lines.of(outline, rows[index])));
      for (int k = 0; k < indices.length; k++) {
        indices[k] = sorted.get(k);
      }
    }

    private List<Integer> leftOver(int[] rows, boolean[] done, Outline side) {
      List<Integer> left = new ArrayList<>();
      for (int i = 0; i < rows.length; i++) {
        if (!done[i]) {
          left.add(i);
        }
      }
      left.sort(Comparator.comparingLong(i -> -side.weight(rows[i])));
      return left.subList(0, Math.min(left.size(), MAX_COMPARED));
    }

    private void wrappers() {
      for (int i : leftOver(left, leftDone, base)) {
        if (unwrap(base, left[i], fresh, right, rightDone)) {
          leftDone[i] = true;
        }
      }
      for (int j : leftOver(right, rightDone, fresh)) {
        if (unwrap(fresh, right[j], base, left, leftDone)) {
          rightDone[j] = true;
        }
      }
    }

    /**
     * Whether {@code wrapper} is an extra caller of some of the other side's contexts: they stand
     * below it and make up most of it. Then it, and what stands between, gets a row of its own.
     */
    private boolean unwrap(
        Outline side, int wrapper, Outline other, int[] others, boolean[] othersDone) {
      Map<Integer, Integer> found =
          below(side, wrapper, other, others, leftOver(others, othersDone, other));
      long covered = 0;
      for (int target : found.keySet()) {
        covered += side.weight(target);
      }
      if (found.isEmpty() || covered < WRAPPED * side.weight(wrapper)) {
        return false;
      }
      found.values().forEach(index -> othersDone[index] = true);
      emit(side, wrapper, others, found);
      return true;
    }

    /** Contexts below {@code wrapper} that others are the same as, each with the other's index. */
    private Map<Integer, Integer> below(
        Outline side, int wrapper, Outline other, int[] others, List<Integer> left) {
      Set<Integer> keys = new HashSet<>();
      int[] wanted = new int[left.size()];
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] = others[left.get(i)];
        keys.add(other.strict(wanted[i]));
        keys.add(other.loose(wanted[i]));
      }
      int[] candidates = candidates(side, wrapper, keys);
      boolean ofBase = side == base;
      Siblings inner =
          ofBase
              ? new Siblings(Ids.NONE, candidates, wanted)
              : new Siblings(Ids.NONE, wanted, candidates);
      inner.byKeys();
      Map<Integer, Integer> found = new HashMap<>();
      for (int i = 0; i < inner.left.length; i++) {
        int j = inner.partner[i];
        if (j >= 0) {
          found.put(candidates[ofBase ? i : j], left.get(ofBase ? j : i));
        }
      }
      return found;
    }

    /** The outermost contexts below {@code wrapper} that have one of the keys. */
    private static int[] candidates(Outline side, int wrapper, Set<Integer> keys) {
      List<Integer> candidates = new ArrayList<>();
      Deque<int[]> open = new ArrayDeque<>();
      open.add(new int[] {wrapper, 0});
      int looked = 0;
      while (!open.isEmpty() && looked < MAX_LOOKED) {
        int[] next = open.removeFirst();
        for (int child : side.children(next[0])) {
          looked++;
          if (keys.contains(side.strict(child)) || keys.contains(side.loose(child))) {
            candidates.add(child);
          } else if (next[1] < MAX_WRAPPERS) {
            open.add(new int[] {child, next[1] + 1});
          }
        }
      }
      return candidates.stream().mapToInt(Integer::intValue).toArray();
    }

    private void emit(Outline side, int wrapper, int[] others, Map<Integer, Integer> found) {
      Map<Integer, Boolean> leads = new HashMap<>();
      for (int target : found.keySet()) {
        for (int at = target; at != wrapper && leads.put(at, true) == null; ) {
          at = side.parent(at);
        }
      }
      Deque<int[]> open = new ArrayDeque<>();
      open.add(new int[] {row, wrapper});
      while (!open.isEmpty()) {
        int[] next = open.removeLast();
        int at = addOnly(side, next[0], next[1]);
        for (int child : side.children(next[1])) {
          Integer index = found.get(child);
          if (index != null) {
            int other = others[index];
            pair(
                at,
                side == base ? child : other,
                side == base ? other : child,
                MatchQuality.WRAPPER);
          } else if (leads.containsKey(child)) {
            open.add(new int[] {at, child});
          } else {
            only(side, at, child);
          }
        }
      }
    }

    private record Candidate(int i, int j, double score) {}

    private void renamed() {
      List<Integer> ours = leftOver(left, leftDone, base);
      List<Integer> theirs = leftOver(right, rightDone, fresh);
      List<Candidate> candidates = new ArrayList<>();
      for (int i : ours) {
        for (int j : theirs) {
          double score = similarity.of(left[i], right[j]);
          if (score >= Similarity.ENOUGH) {
            candidates.add(new Candidate(i, j, score));
          }
        }
      }
      candidates.sort(
          Comparator.comparingDouble(Candidate::score)
              .reversed()
              .thenComparingInt(Candidate::i)
              .thenComparingInt(Candidate::j));
      for (Candidate each : candidates) {
        if (!leftDone[each.i] && !rightDone[each.j]) {
          couple(each.i, each.j, renamedOr(each.i, each.j));
        }
      }
      onlyOnes(ours, theirs);
    }

    /** The same function with other template arguments is no other kernel. */
    private MatchQuality renamedOr(int i, int j) {
      boolean kernel = base.kind(left[i]) == FrameKind.KERNEL;
      String ours = base.name(left[i]);
      String theirs = fresh.name(right[j]);
      return kernel && KernelNames.base(ours).equals(KernelNames.base(theirs))
          ? MatchQuality.NORMALISED
          : MatchQuality.RENAMED;
    }

    /** Where each side has one piece of device work left, one does what the other did. */
    private void onlyOnes(List<Integer> ours, List<Integer> theirs) {
      for (FrameKind kind :
          new FrameKind[] {FrameKind.KERNEL, FrameKind.MEMCPY, FrameKind.MEMSET}) {
        List<Integer> a =
            ours.stream().filter(i -> !leftDone[i] && base.kind(left[i]) == kind).toList();
        List<Integer> b =
            theirs.stream().filter(j -> !rightDone[j] && fresh.kind(right[j]) == kind).toList();
        if (a.size() == 1 && b.size() == 1) {
          couple(a.getFirst(), b.getFirst(), renamedOr(a.getFirst(), b.getFirst()));
        }
      }
    }
  }
}
