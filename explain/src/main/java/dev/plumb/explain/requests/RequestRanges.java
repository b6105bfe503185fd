package dev.plumb.explain.requests;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Step;
import dev.plumb.explain.base.Coverage;
import dev.plumb.profile.Intervals;
import dev.plumb.profile.Links;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The windows that stand for requests: the steps; where there are none, the outermost ranges that
 * the program marked at least twice by one name and that launched work of the device.
 */
final class RequestRanges {
  private RequestRanges() {}

  /** Slice rows by start. */
  static int[] of(Facts facts, DeviceLane lane) {
    List<Step> steps =
        facts.steps().stream()
            .filter(each -> each.input() == lane.input())
            .filter(each -> each.rank() == lane.rank() || each.rank() < 0 || lane.rank() < 0)
            .toList();
    return steps.isEmpty()
        ? marked(facts.inputs().get(lane.input()), lane)
        : steps.stream().mapToInt(Step::row).toArray();
  }

  /**
   * Whether most of the work that was launched in ranges ran behind all of them: a host that does
   * not wait marks launching, not requests.
   *
   * @param ranges slice rows by start
   */
  static boolean isLeftBehind(Links links, DeviceLane lane, int[] ranges) {
    SliceTable slices = links.trace().slices();
    Intervals host = new Intervals();
    for (int row : ranges) {
      host.add(slices.startNs(row), slices.endNs(row));
    }
    Coverage marked = new Coverage(host);
    Intervals launched = new Intervals();
    for (int at = 0; at < lane.size(); at++) {
      int launch = links.launch(lane.row(at));
      if (launch >= 0 && marked.ns(slices.startNs(launch), slices.startNs(launch) + 1) > 0) {
        launched.add(lane.startNs(at), lane.endNs(at));
      }
    }
    return 2 * launched.minus(host).total() > launched.total();
  }

  private static int[] marked(Links links, DeviceLane lane) {
    SliceTable slices = links.trace().slices();
    boolean[] launches = new boolean[slices.size()];
    IntColumn rows = new IntColumn();
    Map<Integer, Integer> names = new HashMap<>();
    for (int at = 0; at < lane.size(); at++) {
      if (links.quality(lane.row(at)).isLaunch()) {
        int outermost = -1;
        for (int up = links.launch(lane.row(at)); up >= 0; up = links.caller(up)) {
          outermost = slices.kind(up) == SliceKind.ANNOTATION ? up : outermost;
        }
        if (outermost >= 0 && !launches[outermost]) {
          launches[outermost] = true;
          rows.add(outermost);
          names.merge(slices.nameId(outermost), 1, Integer::sum);
        }
      }
    }
    int[] found = new int[rows.size()];
    int count = 0;
    for (int i = 0; i < found.length; i++) {
      if (names.getOrDefault(slices.nameId(rows.get(i)), 0) > 1) {
        found[count++] = rows.get(i);
      }
    }
    int[] sorted = Arrays.copyOf(found, count);
    slices.sortByStart(sorted, 0, count);
    return sorted;
  }
}
