package dev.plumb.profile;

import java.util.Locale;

/** What a collective does, by the name that a program or a kernel gives it. */
public enum CollectiveKind {
  REDUCE_SCATTER("reduce-scatter", true, "reducescatter"),
  ALL_REDUCE("all-reduce", true, "allreduce", "crossdevicereduce"),
  ALL_GATHER("all-gather", true, "allgather"),
  ALL_TO_ALL("all-to-all", true, "alltoall"),
  BARRIER("barrier", true, "barrier"),
  BROADCAST("broadcast", false, "broadcast", "bcast"),
  SEND_RECEIVE("send/receive", false, "send", "recv", "permute"),
  REDUCE("reduce", false, "reduce"),
  GATHER("gather", false, "gather"),
  SCATTER("scatter", false, "scatter"),
  OTHER("other", false);

  private static final CollectiveKind[] VALUES = values();

  private final String label;
  private final boolean waitsForAll;
  private final String[] words;

  CollectiveKind(String label, boolean waitsForAll, String... words) {
    this.label = label;
    this.waitsForAll = waitsForAll;
    this.words = words;
  }

  /**
   * Of a collective's or a kernel's name: {@code _allgather_base}, {@code
   * ncclDevKernel_AllReduce_Sum}. The first kind that has a word in it, underscores and hyphens
   * left out, so that an all-reduce is no reduce.
   */
  public static CollectiveKind of(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    for (CollectiveKind kind : VALUES) {
      for (String word : kind.words) {
        if (plain.contains(word)) {
          return kind;
        }
      }
    }
    return OTHER;
  }

  /** Name in outputs. */
  public String label() {
    return label;
  }

  /** Whether it ends nowhere before everybody has come, and so at about the same moment for all. */
  public boolean waitsForAll() {
    return waitsForAll;
  }

  /**
   * Bus bandwidth over algorithm bandwidth, as nccl-tests define it: what each rank's link has to
   * carry for each byte of the message.
   *
   * @param ranks size of the group, at least 1
   */
  public double busFactor(int ranks) {
    double others = (ranks - 1.0) / ranks;
    return switch (this) {
      case ALL_REDUCE -> 2 * others;
      case ALL_GATHER, REDUCE_SCATTER, ALL_TO_ALL -> others;
      default -> 1;
    };
  }
}
