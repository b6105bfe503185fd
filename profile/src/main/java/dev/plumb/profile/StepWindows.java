package dev.plumb.profile;

import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.TrackTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the step of a rank that covers an instant, and counts the device work of each step. */
public final class StepWindows {
  private final @Nullable Windows[] byTrack;
  private final long[] kernels;
  private final long[] kernelNs;
  private final long[] copyNs;

  public StepWindows(Links links) {
    TrackTable tracks = links.trace().tracks();
    int count = links.stepCount();
    kernels = new long[count];
    kernelNs = new long[count];
    copyNs = new long[count];
    byTrack = new @Nullable Windows[tracks.size()];
    if (count == 0) {
      return;
    }
    SliceTable slices = links.trace().slices();
    Map<Integer, List<Integer>> byRank = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int rank = tracks.rank(slices.trackRow(links.step(i)));
      byRank.computeIfAbsent(rank, r -> new ArrayList<>()).add(i);
    }
    Map<Integer, Windows> windows = new HashMap<>();
    byRank.forEach((rank, steps) -> windows.put(rank, new Windows(links, steps)));
    for (int track = 0; track < byTrack.length; track++) {
      byTrack[track] = windowsFor(tracks.rank(track), windows);
    }
  }

  /** Those of the rank; where only one side names a rank, there is nothing to tell apart. */
  private static @Nullable Windows windowsFor(int rank, Map<Integer, Windows> windows) {
    Windows own = windows.get(rank);
    if (own != null || windows.size() > 1) {
      return own;
    }
    int only = windows.keySet().iterator().next();
    return rank < 0 || only < 0 ? windows.get(only) : null;
  }

  /**
   * Index of the step in which {@code time} lies on the rank of {@code track}; the last to begin
   * where steps overlap; −1 if in none.
   */
  public int at(int track, long time) {
    Windows windows = byTrack[track];
    return windows == null ? -1 : windows.at(time);
  }

  /**
   * Index of the step that a slice belongs to, as in the tree: host slices by their start, device
   * work by the start of its launch, or its own where only its context is known; −1 if in none.
   */
  public int of(Links links, int row) {
    SliceTable slices = links.trace().slices();
    if (!slices.kind(row).isDeviceWork()) {
      return at(slices.trackRow(row), slices.startNs(row));
    }
    int launch = links.launch(row);
    int from = launch >= 0 ? launch : row;
    return launch >= 0 || links.given(row) >= 0
        ? at(slices.trackRow(from), slices.startNs(from))
        : -1;
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

  /** The steps of one rank by start, and a tree of the latest end in each range of them. */
  private static final class Windows {
    private final int[] steps;
    private final long[] starts;

    /** Latest ends: leaves from {@code leaves} on, the parent of node i is i / 2. */
    private final long[] ends;

    private final int leaves;
    private int last;

    Windows(Links links, List<Integer> indices) {
      SliceTable slices = links.trace().slices();
      int count = indices.size();
      steps = new int[count];
      starts = new long[count];
      leaves = Integer.highestOneBit(Math.max(1, 2 * count - 1));
      ends = new long[2 * leaves];
      Arrays.fill(ends, Long.MIN_VALUE);
      for (int i = 0; i < count; i++) {
        steps[i] = indices.get(i);
        starts[i] = slices.startNs(links.step(steps[i]));
        ends[leaves + i] = slices.endNs(links.step(steps[i]));
      }
      for (int node = leaves - 1; node > 0; node--) {
        ends[node] = Math.max(ends[2 * node], ends[2 * node + 1]);
      }
    }

    int at(long time) {
      // Launches come in the order of time, mostly.
      if (!lastIsTheLastToBeginBy(time)) {
        int low = 0;
        int high = starts.length;
        while (low < high) {
          int middle = (low + high) >>> 1;
          if (starts[middle] <= time) {
            low = middle + 1;
          } else {
            high = middle;
          }
        }
        last = low - 1;
      }
      if (last < 0) {
        last = 0;
        return -1;
      }
      int found = ends[leaves + last] > time ? last : lastThatEndsAfter(last, time);
      return found < 0 ? -1 : steps[found];
    }

    private boolean lastIsTheLastToBeginBy(long time) {
      return starts[last] <= time && (last + 1 == starts.length || starts[last + 1] > time);
    }

    /** The last before {@code index} whose end is after {@code time}; −1 if there is none. */
    private int lastThatEndsAfter(int index, long time) {
      int node = leaves + index;
      while (node > 1) {
        boolean right = (node & 1) == 1;
        if (right && ends[node - 1] > time) {
          node--;
          while (node < leaves) {
            node = ends[2 * node + 1] > time ? 2 * node + 1 : 2 * node;
          }
          return node - leaves;
        }
        node >>= 1;
      }
      return -1;
    }
  }
}
