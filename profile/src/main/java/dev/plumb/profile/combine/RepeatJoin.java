package dev.plumb.profile.combine;

import dev.plumb.profile.Join;
import dev.plumb.profile.LinkQuality;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceAppender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins a table of kernels to the timeline that its profiler wrote from the same recording: each
 * kernel to the one of the same name and start. They are told once then, and what the table adds to
 * them (counters) is theirs.
 */
final class RepeatJoin {
  /** Files round their microseconds; the same name does not start again so soon on a stream. */
  private static final long TOLERANCE_NS = 1_000;

  private static final int PERCENT = 90;

  private final Trace timeline;
  private final Trace table;
  private final int[] known;
  private boolean byOrder;
  private int matched;
  private int total;

  RepeatJoin(Trace timeline, Trace table) {
    this.timeline = timeline;
    this.table = table;
    this.known = new int[table.slices().size()];
    Arrays.fill(known, Ids.NONE);
    match();
    if (!same() && table.kernelMetrics().size() > 0) {
      matchRuns();
    }
  }

  private void match() {
    Map<String, List<Integer>> waiting = new HashMap<>();
    for (int row : byStart(timeline)) {
      waiting.computeIfAbsent(name(timeline, row), name -> new ArrayList<>()).add(row);
    }
    Map<String, Integer> next = new HashMap<>();
    for (int row : byStart(table)) {
      total++;
      String name = name(table, row);
      List<Integer> rows = waiting.getOrDefault(name, List.of());
      long start = table.slices().startNs(row);
      int at = next.getOrDefault(name, 0);
      while (at < rows.size() && start(rows.get(at)) < start - TOLERANCE_NS) {
        at++;
      }
      if (at < rows.size() && start(rows.get(at)) <= start + TOLERANCE_NS) {
        known[row] = rows.get(at++);
        matched++;
      }
      next.put(name, at);
    }
  }

  /**
   * Counters that do not fit into one run are collected by running the program again: the same
   * kernels in the same order, at other times.
   */
  private void matchRuns() {
    List<Integer> first = byStart(timeline);
    List<Integer> again = byStart(table);
    boolean equal = first.size() == again.size();
    for (int i = 0; equal && i < first.size(); i++) {
      equal = name(timeline, first.get(i)).equals(name(table, again.get(i)));
    }
    if (equal) {
      for (int i = 0; i < first.size(); i++) {
        known[again.get(i)] = first.get(i);
      }
      matched = total;
      byOrder = true;
    }
  }

  private long start(int row) {
    return timeline.slices().startNs(row);
  }

  private static String name(Trace trace, int row) {
    return trace.strings().get(trace.slices().nameId(row));
  }

  private static List<Integer> byStart(Trace trace) {
    SliceTable slices = trace.slices();
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < slices.size(); row++) {
      if (slices.kind(row) == SliceKind.KERNEL) {
        rows.add(row);
      }
    }
    rows.sort(Comparator.comparingLong(slices::startNs));
    return rows;
  }

  /** Whether the kernels are the same, but for a few that one of the files does not have. */
  boolean same() {
    return matched > 0 && matched * 100L >= total * (long) PERCENT;
  }

  /** Appends everything but the kernels that the timeline has. */
  Join appendTo(TraceAppender out) {
    out.append(table, 0, known);
    return byOrder
        ? new Join(
            timeline.name(), "kernel name and order", LinkQuality.INFERRED, matched, total, 0)
        : new Join(timeline.name(), "kernel name and start", LinkQuality.EXACT, matched, total, 0);
  }
}
