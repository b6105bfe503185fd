package dev.plumb.profile.timeline;

import dev.plumb.profile.Links;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.List;

/**
 * What the slices of one trace took in each of some groups between two moments, exactly: whole
 * slices that start in between, with those that are open at the begin from there on, and without
 * what those that are open at the end have left.
 *
 * <p>Sums of whole slices up to some places in the order are kept, as many as the memory allows. So
 * the cost depends on the number of groups and on the distance to the next such place, and not on
 * the length of the range.
 */
final class RangeIndex {
  private static final int LAST_HOST = SliceKind.OVERHEAD.ordinal();
  private static final int MEMCPY = SliceKind.MEMCPY.ordinal();
  private static final int MEMSET = SliceKind.MEMSET.ordinal();

  /** How far apart sums are kept at least: closer together they save nothing. */
  static final int USUAL_STRIDE = 1 << 15;

  private final Links links;
  private final SliceTable slices;
  private final SliceOrder order;
  private final OpenIndex open;
  private final int[] groups;
  private final int firstGroup;
  private final int groupCount;
  private final int stride;

  /** Sums of the slices before each multiple of {@link #stride}. */
  private final List<GroupSums> sums = new ArrayList<>();

  /**
   * @param groups group of each slice: nodes of the tree, for example; {@link Ids#NONE} for those
   *     that do not count
   * @param leastStride see {@link #USUAL_STRIDE}
   * @param budgetBytes memory for sums
   */
  RangeIndex(
      Links links,
      SliceOrder order,
      OpenIndex open,
      int[] groups,
      int leastStride,
      long budgetBytes) {
    this.links = links;
    this.slices = links.trace().slices();
    this.order = order;
    this.open = open;
    this.groups = groups;
    int first = Integer.MAX_VALUE;
    int last = -1;
    for (int group : groups) {
      if (group >= 0) {
        first = Math.min(first, group);
        last = Math.max(last, group);
      }
    }
    firstGroup = last < 0 ? 0 : first;
    groupCount = last < 0 ? 0 : last - first + 1;
    long affordable = budgetBytes / Math.max(1, (long) groupCount * GroupSums.BYTES_EACH);
    stride = Math.max(leastStride, (int) (order.size() / (affordable + 1) + 1));
    GroupSums now = none();
    sums.add(none());
    for (int at = 0; at + stride < order.size(); at += stride) {
      addWhole(at, at + stride, now);
      sums.add(now.copy());
    }
  }

  /** Sums of nothing, for the groups of this trace. */
  GroupSums none() {
    return new GroupSums(firstGroup, groupCount);
  }

  /** Adds what was taken in {@code [fromNs, toNs)}. */
  void addTo(long fromNs, long toNs, GroupSums out) {
    whole(order.startingAt(fromNs), order.startingAt(toNs), out);
    open.at(fromNs, (row, doneNs) -> add(row, wholeNs(links, row) - doneNs, out));
    open.at(toNs, (row, doneNs) -> add(row, doneNs - wholeNs(links, row), out));
  }

  private void add(int row, long ns, GroupSums out) {
    int group = groups[row];
    if (group >= 0) {
      out.ns[group - firstGroup] += ns;
    }
  }

  /** Time of a slice: of host slices where it was the innermost. */
  static long wholeNs(Links links, int row) {
    SliceTable slices = links.trace().slices();
    return slices.kindOrdinal(row) <= LAST_HOST ? links.selfNs(row) : slices.durNs(row);
  }

  /** Group of a slice; {@link Ids#NONE} if it does not count. */
  int group(int row) {
    return groups[row];
  }

  private void whole(int first, int end, GroupSums out) {
    int from = (first + stride - 1) / stride;
    int to = Math.min(end / stride, sums.size() - 1);
    if (to <= from) {
      addWhole(first, end, out);
      return;
    }
    addWhole(first, from * stride, out);
    out.addDifference(sums.get(to), sums.get(from));
    addWhole(to * stride, end, out);
  }

  private void addWhole(int from, int to, GroupSums out) {
    for (int at = from; at < to; at++) {
      int row = order.row(at);
      int group = groups[row];
      if (group < 0) {
        continue;
      }
      int local = group - firstGroup;
      int kind = slices.kindOrdinal(row);
      out.count[local]++;
      if (kind <= LAST_HOST) {
        out.ns[local] += links.selfNs(row);
      } else {
        out.ns[local] += slices.durNs(row);
        if (kind == MEMCPY || kind == MEMSET) {
          out.bytes[local] += Math.max(0, links.trace().deviceWork().bytes(slices.detail(row)));
        }
      }
    }
  }
}
