package dev.plumb.profile;

import java.util.Locale;

/**
 * Tells communication kernels by their names, as TraceLens does (nccl, rccl, cross_device_reduce),
 * with the libraries of other vendors added.
 */
public final class Collectives {
  private static final String[] WORDS = {
    "nccl", "rccl", "msccl", "hccl", "hcom_", "oneccl", "cross_device_reduce", "nvshmem"
  };

  private Collectives() {}

  /** Whether a kernel of this name moves data between devices. */
  public static boolean isCollective(String kernelName) {
    String lower = kernelName.toLowerCase(Locale.ROOT);
    for (String word : WORDS) {
      if (lower.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
