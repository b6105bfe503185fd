package dev.plumb.profile;

import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.TrackTable;
import java.util.Arrays;

/** Finds the step of a rank that covers an instant, and counts the device work of each step. */
final class StepWindows {
  private final TrackTable tracks;
  private final long[] starts;
  private final long[] ends;
  private final int[] ranks;
  private final boolean oneRank;
  private final long[] kernels;
  private final long[] kernelNs;
  private final long[] copyNs;
  private int last;

  StepWindows(Links links) {
    SliceTable slices = links.trace().slices();
    tracks = links.trace().tracks();
    int count = links.stepCount();
    starts = new long[count];
    ends = new long[count];
    ranks = new int[count];
    kernels = new long[count];
    kernelNs = new long[count];
    copyNs = new long[count];
    boolean one = true;
    for (int i = 0; i < count; i++) {
      int row = links.step(i);
      starts[i] = slices.startNs(row);
      ends[i] = slices.endNs(row);
      ranks[i] = tracks.rank(slices.trackRow(row));
      one &= ranks[i] == ranks[0];
    }
    oneRank = one;
  }

  /** Index of the step in which {@code time} lies on the rank of {@code track}; −1 if in none. */
  int at(int track, long time) {
    if (starts.length == 0) {
      return -1;
    }
    int rank = oneRank ? ranks[0] : tracks.rank(track);
    if (covers(last, rank, time)) {
      return last;
    }
    int at = Arrays.binarySearch(starts, time);
    at = at >= 0 ? at : -at - 2;
    // Steps of one rank do not overlap; those of other ranks lie between them.
    for (int i = Math.min(at + 8, starts.length - 1), looked = 0;
        i >= 0 && looked < 256;
        i--, looked++) {
      if (covers(i, rank, time)) {
        last = i;
        return i;
      }
    }
    return -1;
  }

  private boolean covers(int step, int rank, long time) {
    return ranks[step] == rank && starts[step] <= time && time < ends[step];
  }

  void count(int step, SliceKind kind, long durNs) {
    if (kind == SliceKind.KERNEL) {
      kernels[step]++;
      kernelNs[step] += durNs;
    } else if (kind == SliceKind.MEMCPY || kind == SliceKind.MEMSET) {
      copyNs[step] += durNs;
    }
  }

  long kernels(int step) {
    return kernels[step];
  }

  long kernelNs(int step) {
    return kernelNs[step];
  }

  long copyNs(int step) {
    return copyNs[step];
  }
}
