package dev.plumb.explain.launches;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.explain.host.NameClass;
import dev.plumb.profile.KernelFamily;
import dev.plumb.profile.Links;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chains of small kernels of one stream in which each is always followed by the next: SKIP's
 * proximity score f(chain) / f(first) is 1 for each pair. Such a chain could be one kernel.
 */
final class KernelChains {
  /**
   * A chain.
   *
   * @param names ids of its kernels' names, in order
   * @param count how often it runs
   * @param kernelNs summed duration of its kernels, over all runs
   * @param longestNs summed duration of each run's longest kernel
   * @param gapNs summed idle time between its kernels
   * @param firstRow slice row of the first kernel of the first run
   */
  record Chain(
      List<Integer> names, long count, long kernelNs, long longestNs, long gapNs, int firstRow) {
    /**
     * What one kernel instead of each run saves at most: everything but the longest kernel, because
     * the fused one must do at least that, and the gaps.
     */
    long savingNs() {
      return kernelNs - longestNs + gapNs;
    }
  }

  private static final int MIN_LENGTH = 3;

  /**
   * A longer gap is no launch but something that the host did, which does not vanish with the
   * launch: HTA calls launches of more than this outliers.
   */
  private static final long LONGEST_GAP_NS = 50_000;

  /** Compilers fuse what stands around one of these, and not two of them. */
  private static final Set<KernelFamily> CORES =
      EnumSet.of(KernelFamily.GEMM, KernelFamily.CONVOLUTION, KernelFamily.ATTENTION);

  private final SliceTable slices;
  private final long maxNs;
  private final NameClass cores;
  private final LongMap pairs = new LongMap();
  private final LongMap firsts = new LongMap();
  private final Map<List<Integer>, Chain> chains = new HashMap<>();

  private KernelChains(Links links, long maxNs) {
    slices = links.trace().slices();
    this.maxNs = maxNs;
    cores = new NameClass(links.trace().strings(), name -> CORES.contains(KernelFamily.of(name)));
  }

  /**
   * The chains of a device, those first that could save most.
   *
   * @param maxNs kernels that take longer are in no chain
   */
  static List<Chain> of(Facts facts, DeviceLane lane, long maxNs) {
    Links links = facts.inputs().get(lane.input());
    KernelChains found = new KernelChains(links, maxNs);
    List<int[]> streams = streams(links, lane);
    streams.forEach(found::count);
    streams.forEach(found::collect);
    List<Chain> sorted = new ArrayList<>(found.chains.values());
    sorted.removeIf(each -> each.count < 2);
    sorted.sort(
        Comparator.comparingLong(Chain::savingNs).reversed().thenComparingInt(Chain::firstRow));
    return sorted;
  }

  /** Kernel rows of each stream by start: what a stream runs, it runs in the order of launches. */
  private static List<int[]> streams(Links links, DeviceLane lane) {
    Map<Integer, IntColumn> rows = new HashMap<>();
    SliceTable slices = links.trace().slices();
    int last = Ids.NONE;
    IntColumn own = new IntColumn();
    for (int at = 0; at < lane.size(); at++) {
      if (slices.kind(lane.row(at)) == SliceKind.KERNEL
          && lane.work(at) == DeviceLane.Work.COMPUTE) {
        int stream = lane.streamId(at);
        if (rows.isEmpty() || stream != last) {
          own = rows.computeIfAbsent(stream, key -> new IntColumn());
          last = stream;
        }
        own.add(lane.row(at));
      }
    }
    List<int[]> streams = new ArrayList<>();
    rows.values().forEach(each -> streams.add(each.toArray()));
    return streams;
  }

  private static long pair(int first, int second) {
    return (long) first << 32 | second;
  }

  private void count(int[] rows) {
    for (int i = 0; i + 1 < rows.length; i++) {
      int first = slices.nameId(rows[i]);
      addOne(firsts, first);
      addOne(pairs, pair(first, slices.nameId(rows[i + 1])));
    }
  }

  private static void addOne(LongMap counts, long key) {
    counts.put(key, Math.max(0, counts.get(key)) + 1);
  }

  private boolean follows(int row, int next) {
    int first = slices.nameId(row);
    int times = pairs.get(pair(first, slices.nameId(next)));
    return slices.durNs(row) <= maxNs
        && slices.durNs(next) <= maxNs
        && times > 1
        && times == firsts.get(first);
  }

  private void collect(int[] rows) {
    int from = 0;
    LongMap latest = new LongMap(); // place of each name
    boolean hasCore = false;
    for (int i = 1; i <= rows.length; i++) {
      latest.put(slices.nameId(rows[i - 1]), i - 1);
      hasCore |= cores.holds(slices.nameId(rows[i - 1]));
      // Where a name comes back the chain begins anew: a loop is many runs of one chain.
      if (i == rows.length
          || !follows(rows[i - 1], rows[i])
          || slices.startNs(rows[i]) - slices.endNs(rows[i - 1]) > LONGEST_GAP_NS
          || hasCore && cores.holds(slices.nameId(rows[i]))
          || latest.get(slices.nameId(rows[i])) >= from) {
        hasCore = false;
        if (i - from >= MIN_LENGTH) {
          add(rows, from, i);
        }
        from = i;
      }
    }
  }

  private void add(int[] rows, int from, int to) {
    List<Integer> names = new ArrayList<>();
    long kernels = 0;
    long longest = 0;
    long gaps = 0;
    for (int i = from; i < to; i++) {
      names.add(slices.nameId(rows[i]));
      kernels += slices.durNs(rows[i]);
      longest = Math.max(longest, slices.durNs(rows[i]));
      gaps += i == from ? 0 : Math.max(0, slices.startNs(rows[i]) - slices.endNs(rows[i - 1]));
    }
    chains.merge(
        names,
        new Chain(names, 1, kernels, longest, gaps, rows[from]),
        (old, one) ->
            new Chain(
                old.names,
                old.count + 1,
                old.kernelNs + one.kernelNs,
                old.longestNs + one.longestNs,
                old.gapNs + one.gapNs,
                old.firstRow));
  }
}
