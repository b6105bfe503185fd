package dev.plumb.explain.collectives;

import dev.plumb.explain.base.Robust;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Groups of ranks whose transfers take longer than equal ones of other groups, and transfers that
 * take longer than equal ones of their own group.
 */
final class SlowGroups {
  private static final int LEAST = 3;

  /**
   * Transfers of one group.
   *
   * @param group its ranks, as the trace names them
   * @param slow the slow ones
   * @param usualNs of each, how long the equal ones take
   */
  record Slow(String group, List<Collective> slow, List<Long> usualNs) {
    Slow(String group) {
      this(group, new ArrayList<>(), new ArrayList<>());
    }

    void add(Collective each, long usual) {
      slow.add(each);
      usualNs.add(usual);
    }

    /** What they take beyond the usual, on all ranks that recorded them. */
    long excessNs() {
      long sum = 0;
      for (int i = 0; i < slow.size(); i++) {
        sum += Math.max(0, slow.get(i).transferNs() - usualNs.get(i)) * slow.get(i).size();
      }
      return sum;
    }
  }

  private SlowGroups() {}

  /**
   * Groups in which the middle transfer takes {@code ratio} times as long as the middle one of the
   * other groups, and three of four take longer than three of four of the others.
   */
  static List<Slow> between(List<Transfers> all, double ratio) {
    Map<String, Slow> found = new LinkedHashMap<>();
    for (Transfers equal : all) {
      Map<String, List<Collective>> groups = equal.byGroup();
      Map<String, Long> medians = new HashMap<>();
      groups.forEach((group, own) -> medians.put(group, Transfers.median(own)));
      for (Map.Entry<String, List<Collective>> group : groups.entrySet()) {
        List<Collective> own = group.getValue();
        List<Collective> others = new ArrayList<>();
        groups.forEach(
            (name, some) -> others.addAll(name.equals(group.getKey()) ? List.of() : some));
        long usual =
            others.isEmpty()
                ? 0
                : Robust.median(
                    medians.entrySet().stream()
                        .filter(each -> !each.getKey().equals(group.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .toArray());
        if (own.size() >= LEAST
            && others.size() >= LEAST
            && medians.getOrDefault(group.getKey(), 0L) >= ratio * usual
            && Robust.quantile(Transfers.times(own), 0.25)
                > Robust.quantile(Transfers.times(others), 0.75)) {
          Slow slow = found.computeIfAbsent(group.getKey(), Slow::new);
          own.forEach(each -> slow.add(each, usual));
        }
      }
    }
    return List.copyOf(found.values());
  }

  /** Transfers that take {@code ratio} times as long as the middle one of their group and size. */
  static List<Slow> within(List<Transfers> all, double ratio) {
    Map<String, Slow> found = new LinkedHashMap<>();
    for (Transfers equal : all) {
      equal
          .byGroup()
          .forEach((group, own) -> {
            long usual = Transfers.median(own);
            for (Collective each : own) {
              if (own.size() > LEAST && each.transferNs() >= ratio * usual) {
                found.computeIfAbsent(group, Slow::new).add(each, usual);
              }
            }
          });
    }
    return List.copyOf(found.values());
  }

  /** Lanes that are in every slow group and in no other of several; where one device or link is. */
  static Set<Integer> common(List<Slow> slow, List<Transfers> all) {
    Set<Integer> common = new HashSet<>();
    if (slow.size() < 2) {
      return common;
    }
    Set<String> names = new HashSet<>();
    slow.forEach(each -> names.add(each.group()));
    slow.getFirst().slow().forEach(each -> addAll(common, each));
    for (Slow each : slow) {
      Set<Integer> own = new HashSet<>();
      each.slow().forEach(one -> addAll(own, one));
      common.retainAll(own);
    }
    for (Transfers equal : all) {
      // Groups that nothing slow was held against tell nothing: the group of all ranks, say.
      boolean compared = equal.byGroup().keySet().stream().anyMatch(names::contains);
      for (Collective each : compared ? equal.all() : List.<Collective>of()) {
        if (!names.contains(each.message().group())) {
          for (int lane : each.lanes()) {
            common.remove(lane);
          }
        }
      }
    }
    return common;
  }

  private static void addAll(Set<Integer> to, Collective from) {
    for (int lane : from.lanes()) {
      to.add(lane);
    }
  }
}
