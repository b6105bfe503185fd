package dev.plumb.explain.occupancy;

import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.SliceRef;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Kernels with one fault, summed by name and configuration, with the contexts that launch them. */
final class KernelSums {
  private static final int SHOWN = 20;

  private record Key(String kernel, LaunchShapes.Shape shape) {}

  private static final class Sum {
    long count;
    long ns;
    long lossNs;
    long longestNs = -1;
    SliceRef longest = SliceRef.NONE;
  }

  private final Map<Key, Sum> sums = new HashMap<>();
  private final Blame blame;
  private long ns;
  private long lossNs;

  KernelSums(Facts facts) {
    blame = new Blame(facts);
  }

  /** Adds a kernel of which {@code loss} nanoseconds are lost. */
  void add(int input, int row, String kernel, LaunchShapes.Shape shape, long dur, long loss) {
    Sum sum = sums.computeIfAbsent(new Key(kernel, shape), key -> new Sum());
    sum.count++;
    sum.ns += dur;
    sum.lossNs += loss;
    if (dur > sum.longestNs) {
      sum.longestNs = dur;
      sum.longest = new SliceRef(input, row);
    }
    ns += dur;
    lossNs += loss;
    blame.add(input, row, dur);
  }

  /** Nanoseconds of all these kernels. */
  long ns() {
    return ns;
  }

  /** Nanoseconds of them that are lost. */
  long lossNs() {
    return lossNs;
  }

  Blame blame() {
    return blame;
  }

  EvidenceTable evidence() {
    EvidenceTable.Builder table =
        EvidenceTable.of(
            "kernel",
            "blocks",
            "threads",
            "registers",
            "shared B",
            "occupancy %",
            "count",
            "ms",
            "lost ms");
    List<Map.Entry<Key, Sum>> sorted =
        sums.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<Key, Sum> each) -> -each.getValue().ns)
                    .thenComparing(each -> each.getKey().kernel))
            .toList();
    for (Map.Entry<Key, Sum> each : sorted.subList(0, Math.min(SHOWN, sorted.size()))) {
      LaunchShapes.Shape shape = each.getKey().shape;
      Sum sum = each.getValue();
      table.row(
          sum.longest,
          each.getKey().kernel,
          String.valueOf(shape.blocks()),
          String.valueOf(shape.threads()),
          String.valueOf(shape.registers()),
          String.valueOf(shape.sharedBytes()),
          Texts.number(shape.occupancyPercent()),
          String.valueOf(sum.count),
          Texts.ms(sum.ns),
          Texts.ms(sum.lossNs));
    }
    return table.total(sorted.size()).build();
  }
}
