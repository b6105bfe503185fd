package dev.plumb.profile.timeline;

import dev.plumb.profile.Links;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.List;

/**
 * What the slices of one trace took at each node between two moments, exactly: whole slices that
 * start in between, with those that are open at the begin from there on, and without what those
 * that are open at the end have left.
 *
 * <p>Sums of whole slices up to some places in the order are kept, as many as the memory allows,
 * and what is open at others. So the cost depends on the number of nodes and on the distance to the
 * next such place, and not on the length of the range.
 */
final class RangeIndex {
  private static final int LAST_HOST = SliceKind.OVERHEAD.ordinal();
  private static final int MEMCPY = SliceKind.MEMCPY.ordinal();
  private static final int MEMSET = SliceKind.MEMSET.ordinal();

  /**
   * How far apart the places in the order are at which something is known.
   *
   * @param open what is open there
   * @param leastSum sums of all before, if the memory allows
   */
  record Strides(int open, int leastSum) {
    /** Going through 8,192 slices takes some 100 µs; sums closer than that save nothing. */
    static final Strides USUAL = new Strides(1 << 13, 1 << 15);
  }

  private final Links links;
  private final SliceTable slices;
  private final SliceOrder order;
  private final int[] nodes;
  private final int firstNode;
  private final int nodeCount;
  private final int openStride;
  private final int sumStride;

  /** Sums of the slices before each multiple of {@link #sumStride}. */
  private final List<NodeSums> sums = new ArrayList<>();

  /** Moment of each multiple of {@link #openStride}, and what is open then. */
  private final List<Open> open = new ArrayList<>();

  private record Open(long timeNs, int[] rows, long[] doneNs) {}

  /**
   * @param nodes node of each slice; {@link Ids#NONE} for those that are not in the tree
   * @param budgetBytes memory for sums
   */
  RangeIndex(Links links, SliceOrder order, int[] nodes, long budgetBytes, Strides strides) {
    this.links = links;
    this.slices = links.trace().slices();
    this.order = order;
    this.nodes = nodes;
    int first = Integer.MAX_VALUE;
    int last = -1;
    for (int node : nodes) {
      if (node >= 0) {
        first = Math.min(first, node);
        last = Math.max(last, node);
      }
    }
    firstNode = last < 0 ? 0 : first;
    nodeCount = last < 0 ? 0 : last - first + 1;
    openStride = strides.open;
    sumStride = Math.max(strides.leastSum, stride(order.size(), nodeCount, budgetBytes));
    keepSums();
    keepOpen();
  }

  private static int stride(int slices, int nodes, long budgetBytes) {
    long affordable = budgetBytes / Math.max(1, (long) nodes * NodeSums.BYTES_EACH);
    return (int) (slices / (affordable + 1) + 1);
  }

  private void keepSums() {
    NodeSums now = none();
    sums.add(none());
    for (int at = 0; at + sumStride < order.size(); at += sumStride) {
      addWhole(at, at + sumStride, now);
      sums.add(now.copy());
    }
  }

  private void keepOpen() {
    OpenSlices sweep = new OpenSlices(links);
    for (int at = 0; at < order.size(); at++) {
      if (at % openStride == 0) {
        long time = order.startNs(at);
        IntColumn rows = new IntColumn();
        LongColumn done = new LongColumn();
        sweep.at(
            time,
            (row, doneNs) -> {
              rows.add(row);
              done.add(doneNs);
            });
        open.add(new Open(time, ints(rows), longs(done)));
      }
      sweep.open(order.row(at));
    }
  }

  private static int[] ints(IntColumn column) {
    int[] values = new int[column.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.get(i);
    }
    return values;
  }

  private static long[] longs(LongColumn column) {
    long[] values = new long[column.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.get(i);
    }
    return values;
  }

  /** Sums of nothing, for the nodes of this trace. */
  NodeSums none() {
    return new NodeSums(firstNode, nodeCount);
  }

  /** Adds what was taken in {@code [fromNs, toNs)}. */
  void addTo(long fromNs, long toNs, NodeSums out) {
    int first = order.startingAt(fromNs);
    int end = order.startingAt(toNs);
    whole(first, end, out);
    openAt(fromNs, (row, leftNs) -> add(row, leftNs, out));
    openAt(toNs, (row, leftNs) -> add(row, -leftNs, out));
  }

  private void add(int row, long ns, NodeSums out) {
    int node = nodes[row];
    if (node >= 0) {
      out.ns[node - firstNode] += ns;
    }
  }

  /** Visits the slices that are open at a moment, with the time that is theirs from then on. */
  void openAt(long timeNs, OpenSlices.Each left) {
    int end = order.startingAt(timeNs);
    if (end == 0) {
      return;
    }
    int at = (end - 1) / openStride * openStride; // starts before the moment
    Open known = open.get(at / openStride);
    OpenSlices sweep = new OpenSlices(links);
    sweep.resume(known.timeNs, known.rows, known.doneNs);
    for (; at < end; at++) {
      sweep.open(order.row(at));
    }
    sweep.at(timeNs, (row, doneNs) -> left.accept(row, wholeNs(row) - doneNs));
  }

  /** Time of a slice: of host slices where it was the innermost. */
  long wholeNs(int row) {
    return slices.kindOrdinal(row) <= LAST_HOST ? links.selfNs(row) : slices.durNs(row);
  }

  /** Node of a slice; {@link Ids#NONE} if it is not in the tree. */
  int node(int row) {
    return nodes[row];
  }

  private void whole(int first, int end, NodeSums out) {
    int from = (first + sumStride - 1) / sumStride;
    int to = Math.min(end / sumStride, sums.size() - 1);
    if (to <= from) {
      addWhole(first, end, out);
      return;
    }
    addWhole(first, from * sumStride, out);
    out.addDifference(sums.get(to), sums.get(from));
    addWhole(to * sumStride, end, out);
  }

  private void addWhole(int from, int to, NodeSums out) {
    for (int at = from; at < to; at++) {
      int row = order.row(at);
      int node = nodes[row];
      if (node < 0) {
        continue;
      }
      int local = node - firstNode;
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
