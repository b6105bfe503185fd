package dev.plumb.profile;

import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Aligns the clocks of ranks. A synchronising collective ends on all its ranks at about the same
 * moment, however late each of them came: so the k-th collective of a process group on one rank is
 * laid beside the k-th on the other, and the median difference of their ends is the offset. It
 * holds as far as a collective's end does: some microseconds within a node, more between nodes; the
 * residual says how far.
 *
 * <p>Collectives that do not wait for everybody (broadcast, send, receive, gather to one) are left
 * out where the trace names them.
 */
public final class RankClocks {
  /** Fewer matched collectives than this tell nothing. */
  public static final int LEAST = 3;

  private RankClocks() {}

  /** The clock of each input after the first; empty for a single one. */
  public static List<RankClock> of(List<Links> inputs) {
    List<RankClock> clocks = new ArrayList<>();
    if (inputs.size() < 2) {
      return clocks;
    }
    Trace first = inputs.getFirst().trace();
    Map<String, long[]> reference = ends(first);
    for (int input = 1; input < inputs.size(); input++) {
      Trace trace = inputs.get(input).trace();
      clocks.add(clock(input, reference, ends(trace), first.baseTimeNs() - trace.baseTimeNs()));
    }
    return clocks;
  }

  private static RankClock clock(
      int input, Map<String, long[]> reference, Map<String, long[]> own, long baseDifference) {
    long[] differences = new long[16];
    int count = 0;
    for (Map.Entry<String, long[]> group : own.entrySet()) {
      long[] others = reference.getOrDefault(group.getKey(), new long[0]);
      long[] ends = group.getValue();
      // Different counts: one recording began or ended elsewhere, and which is which is unknown.
      if (others.length != ends.length) {
        continue;
      }
      for (int k = 0; k < ends.length; k++) {
        if (count == differences.length) {
          differences = Arrays.copyOf(differences, count * 2);
        }
        differences[count++] = others[k] - ends[k] + baseDifference;
      }
    }
    if (count < LEAST) {
      return new RankClock(input, 0, 0, count);
    }
    long[] sorted = Arrays.copyOf(differences, count);
    Arrays.sort(sorted);
    long offset = sorted[count / 2];
    for (int k = 0; k < count; k++) {
      sorted[k] = Math.abs(sorted[k] - offset);
    }
    Arrays.sort(sorted);
    return new RankClock(input, offset, sorted[(int) Math.ceil(count * 0.95) - 1], count);
  }

  /** Ends of the synchronising collectives, in their order, by process group and collective. */
  private static Map<String, long[]> ends(Trace trace) {
    SliceTable slices = trace.slices();
    Collectives collectives = new Collectives(trace);
    Map<Integer, String> keys = new HashMap<>();
    Map<String, List<Long>> ends = new TreeMap<>();
    int[] rows = new int[16];
    int count = 0;
    for (int row = 0, n = slices.size(); row < n; row++) {
      if (slices.kind(row) == SliceKind.KERNEL && collectives.is(row)) {
        if (count == rows.length) {
          rows = Arrays.copyOf(rows, count * 2);
        }
        rows[count++] = row;
      }
    }
    slices.sortByStart(rows, 0, count);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      String key = keys.computeIfAbsent(slices.argsId(row), id -> key(trace, id));
      if (key.isEmpty()) {
        // Without arguments, kernels of one name are taken to be of one group.
        String name = trace.strings().get(slices.nameId(row));
        key = isSynchronising(name) ? name : "";
      }
      if (!key.isEmpty() && !key.equals(LEFT_OUT)) {
        ends.computeIfAbsent(key, none -> new ArrayList<>()).add(slices.endNs(row));
      }
    }
    Map<String, long[]> arrays = new HashMap<>();
    ends.forEach(
        (key, list) -> arrays.put(key, list.stream().mapToLong(Long::longValue).toArray()));
    return arrays;
  }

  private static final String LEFT_OUT = "-";

  private static String key(Trace trace, int argsId) {
    if (argsId < 0) {
      return "";
    }
    String args = trace.args().get(argsId);
    String name = ArgValue.of(args, "Collective name");
    if (name.isEmpty()) {
      return "";
    }
    return isSynchronising(name)
        ? ArgValue.of(args, "Process Group Ranks")
            + ArgValue.of(args, "Process Group Name")
            + ' '
            + name
        : LEFT_OUT;
  }

  private static boolean isSynchronising(String name) {
    return CollectiveKind.of(name).waitsForAll();
  }
}
