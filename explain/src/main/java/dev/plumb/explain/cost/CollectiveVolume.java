package dev.plumb.explain.cost;

import java.util.Locale;

/**
 * What a collective moves.
 *
 * @param name as the profiler writes it: "allreduce", "_allgather_base"
 * @param inBytes what one rank gives
 * @param outBytes what one rank gets
 * @param ranks of the group; 0 if unknown
 */
public record CollectiveVolume(String name, long inBytes, long outBytes, int ranks) {
  /** The larger side, by which bandwidths of collectives are stated (as nccl-tests does). */
  public long sizeBytes() {
    return Math.max(inBytes, outBytes);
  }

  /**
   * Times the size that passes over each rank's link at least: {@code 2(n−1)/n} for an all-reduce,
   * {@code (n−1)/n} for those that gather, scatter or exchange, {@code 1} for the rest. As in
   * nccl-tests: bus bandwidth is algorithm bandwidth times this.
   */
  public double busFactor() {
    String kind = name.toLowerCase(Locale.ROOT).replace("_", "");
    if (ranks < 2) {
      return 1;
    }
    double share = (ranks - 1.0) / ranks;
    if (kind.contains("allreduce")) {
      return 2 * share;
    }
    boolean parts =
        kind.contains("gather") || kind.contains("reducescatter") || kind.contains("alltoall");
    return parts ? share : 1;
  }

  /** Bytes over each rank's link. */
  public long busBytes() {
    return Math.round(sizeBytes() * busFactor());
  }
}
