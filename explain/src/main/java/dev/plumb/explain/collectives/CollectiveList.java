package dev.plumb.explain.collectives;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.DeviceLane.Work;
import dev.plumb.explain.Facts;
import dev.plumb.explain.base.Robust;
import dev.plumb.profile.RankClock;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The collectives of a run, each with what every rank recorded of it, by time. Where the trace
 * numbers the collectives of a group, equal numbers are one; else the k-th of a group and name on
 * one rank is the k-th on the others, if all have as many. What has no counterpart stands alone.
 */
final class CollectiveList {
  private final List<DeviceLane> lanes;
  private final long[] offsets;
  private final List<Collective> all = new ArrayList<>();
  private long alone;
  private boolean told = true;
  private boolean clocksKnown = true;

  private CollectiveList(Facts facts) {
    lanes = facts.lanes();
    offsets = new long[lanes.size()];
    Map<Integer, RankClock> clocks = new HashMap<>();
    facts.run().clocks().forEach(clock -> clocks.put(clock.input(), clock));
    long base = lanes.isEmpty() ? 0 : facts.inputs().getFirst().trace().baseTimeNs();
    Map<String, List<Calls>> byKey = new LinkedHashMap<>();
    for (int lane = 0; lane < offsets.length; lane++) {
      RankClock clock = clocks.get(lanes.get(lane).input());
      offsets[lane] =
          lanes.get(lane).trace().baseTimeNs() - base + (clock == null ? 0 : clock.offsetNs());
      Map<String, Calls> own = calls(lane);
      clocksKnown &= own.isEmpty() || clock == null || clock.known();
      own.forEach((key, calls) -> byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(calls));
    }
    byKey.values().forEach(this::match);
    all.sort(Comparator.comparingLong(Collective::lastStart));
  }

  /** Of a run, found at the first call. */
  static CollectiveList of(Facts facts) {
    return facts.shared(CollectiveList.class, CollectiveList::new);
  }

  /** What one rank recorded of one group and name, in order of start. */
  private static final class Calls {
    private final int lane;
    private final List<Message> messages = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();

    Calls(int lane) {
      this.lane = lane;
    }

    /** Place of each number; empty where one is missing or comes twice. */
    Map<String, Integer> bySequence() {
      Map<String, Integer> found = new TreeMap<>();
      for (int i = 0; i < messages.size(); i++) {
        String sequence = messages.get(i).sequence();
        if (sequence.isEmpty() || found.put(sequence, i) != null) {
          return Map.of();
        }
      }
      return found;
    }
  }

  private Map<String, Calls> calls(int laneIndex) {
    DeviceLane lane = lanes.get(laneIndex);
    Trace trace = lane.trace();
    Map<Long, Message> known = new HashMap<>();
    Map<String, Calls> byKey = new LinkedHashMap<>();
    for (int at = 0; at < lane.size(); at++) {
      if (lane.work(at) != Work.COMMUNICATION) {
        continue;
      }
      int name = trace.slices().nameId(lane.row(at));
      int args = trace.slices().argsId(lane.row(at));
      Message message =
          known.computeIfAbsent(
              (long) name << 32 | args & 0xffffffffL,
              key -> Message.of(trace.strings().get(name), args < 0 ? "" : trace.args().get(args)));
      told &= message.told();
      Calls calls = byKey.computeIfAbsent(message.matchKey(), key -> new Calls(laneIndex));
      calls.messages.add(message);
      calls.positions.add(at);
    }
    return byKey;
  }

  private void match(List<Calls> ranks) {
    List<Map<String, Integer>> numbers = ranks.stream().map(Calls::bySequence).toList();
    int[] places = new int[ranks.size()];
    if (numbers.stream().noneMatch(Map::isEmpty)) {
      Map<String, Integer> every = new TreeMap<>();
      numbers.forEach(each -> each.forEach(every::putIfAbsent));
      for (String number : every.keySet()) {
        for (int i = 0; i < places.length; i++) {
          places[i] = numbers.get(i).getOrDefault(number, Ids.NONE);
        }
        add(ranks, places);
      }
      return;
    }
    int count = ranks.getFirst().positions.size();
    boolean same = ranks.stream().allMatch(each -> each.positions.size() == count);
    for (int i = 0; i < ranks.size(); i++) {
      for (int k = 0; k < ranks.get(i).positions.size() && (!same || i == 0); k++) {
        for (int j = 0; j < places.length; j++) {
          places[j] = same || i == j ? k : Ids.NONE;
        }
        add(ranks, places);
      }
    }
  }

  private void add(List<Calls> ranks, int[] places) {
    int size = 0;
    for (int place : places) {
      size += place >= 0 ? 1 : 0;
    }
    int[] lane = new int[size];
    int[] position = new int[size];
    long[] start = new long[size];
    long[] end = new long[size];
    Message message = null;
    int at = 0;
    for (int i = 0; i < places.length; i++) {
      if (places[i] < 0) {
        continue;
      }
      Calls calls = ranks.get(i);
      lane[at] = calls.lane;
      position[at] = calls.positions.get(places[i]);
      start[at] = lanes.get(calls.lane).startNs(position[at]) + offsets[calls.lane];
      end[at] = lanes.get(calls.lane).endNs(position[at]) + offsets[calls.lane];
      at++;
      message = message == null ? calls.messages.get(places[i]) : message;
    }
    if (message != null) {
      alone += size == 1 ? 1 : 0;
      all.add(new Collective(message, lane, position, start, end));
    }
  }

  /** All of them, by when the last rank began. */
  List<Collective> all() {
    return all;
  }

  /** Those that wait for everybody, on at least two ranks: what skew can be told of. */
  List<Collective> meetings() {
    return all.stream().filter(each -> each.size() > 1 && each.kind().waitsForAll()).toList();
  }

  /** How many only one rank recorded. */
  long alone() {
    return alone;
  }

  /** Whether all of them say what they are, rather than their kernels' names. */
  boolean isTold() {
    return told;
  }

  /** Whether times of different ranks can be compared. */
  boolean hasClocks() {
    return clocksKnown;
  }

  /** What to add to a lane's times to get the first rank's. */
  long offsetNs(int lane) {
    return offsets[lane];
  }

  /**
   * 95th percentile of how far the ends of a meeting lie apart, which is how far the clocks can be
   * trusted; 0 without any.
   */
  long residualNs() {
    long[] apart =
        meetings().stream()
            .mapToLong(each -> {
              long first = Long.MAX_VALUE;
              long last = Long.MIN_VALUE;
              for (long end : each.ends()) {
                first = Math.min(first, end);
                last = Math.max(last, end);
              }
              return last - first;
            })
            .sorted()
            .toArray();
    return apart.length == 0 ? 0 : Robust.quantile(apart, 0.95);
  }

  /** What to call a lane: its rank, and the device where the rank has several. */
  String label(int lane) {
    DeviceLane own = lanes.get(lane);
    boolean several = lanes.stream().filter(each -> each.label().equals(own.label())).count() > 1;
    return own.label() + (several ? " device " + own.trace().devices().id(own.deviceRow()) : "");
  }
}
