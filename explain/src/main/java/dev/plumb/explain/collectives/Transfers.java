package dev.plumb.explain.collectives;

import dev.plumb.explain.base.Robust;
import dev.plumb.profile.CollectiveKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collectives that move as many bytes in the same way among as many ranks: they should take equally
 * long.
 */
final class Transfers implements Comparable<Transfers> {
  private final CollectiveKind kind;
  private final int ranks;
  private final long bytes;
  private final List<Collective> all = new ArrayList<>();

  private Transfers(CollectiveKind kind, int ranks, long bytes) {
    this.kind = kind;
    this.ranks = ranks;
    this.bytes = bytes;
  }

  /** All collectives of known size that move anything, the most bytes first. */
  static List<Transfers> of(List<Collective> collectives) {
    Map<List<Object>, Transfers> found = new LinkedHashMap<>();
    for (Collective each : collectives) {
      long bytes = each.message().bytes();
      if (bytes > 0 && each.transferNs() > 0) {
        int ranks = each.message().groupSize();
        found
            .computeIfAbsent(
                List.of(each.kind(), ranks, bytes), key -> new Transfers(each.kind(), ranks, bytes))
            .all
            .add(each);
      }
    }
    return found.values().stream().sorted().toList();
  }

  /** By the group of ranks, in the order of their names; at least one transfer each. */
  Map<String, List<Collective>> byGroup() {
    Map<String, List<Collective>> groups = new TreeMap<>();
    for (Collective each : all) {
      groups.computeIfAbsent(each.message().group(), key -> new ArrayList<>()).add(each);
    }
    return groups;
  }

  CollectiveKind kind() {
    return kind;
  }

  int ranks() {
    return ranks;
  }

  long bytes() {
    return bytes;
  }

  List<Collective> all() {
    return all;
  }

  static long[] times(List<Collective> some) {
    return some.stream().mapToLong(Collective::transferNs).toArray();
  }

  static long median(List<Collective> some) {
    return Robust.median(times(some));
  }

  /** The one with the middle time. */
  Collective middle() {
    List<Collective> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingLong(Collective::transferNs));
    return sorted.get((sorted.size() - 1) / 2);
  }

  Collective fastest() {
    return all.stream().min(Comparator.comparingLong(Collective::transferNs)).orElseThrow();
  }

  long sumNs() {
    return Arrays.stream(times(all)).sum();
  }

  @Override
  public int compareTo(Transfers other) {
    return Comparator.comparingLong((Transfers each) -> each.bytes * each.all.size())
        .reversed()
        .thenComparing(each -> each.kind)
        .thenComparingInt(each -> each.ranks)
        .thenComparingLong(each -> each.bytes)
        .compare(this, other);
  }
}
