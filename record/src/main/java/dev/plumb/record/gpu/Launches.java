package dev.plumb.record.gpu;

import dev.plumb.trace.Ids;
import java.util.Arrays;

/**
 * Contexts of calls by their correlation. Correlations are counted up, so the places of a table are
 * taken in turn, and what a full table forgets are the oldest calls.
 */
final class Launches {
  private final int most;
  private int[] correlations = new int[1 << 12];
  private int[] tracks = new int[1 << 12];
  private int[] contexts = new int[1 << 12];

  /** A table of at most {@code most} calls, a power of two and 4096 or more. */
  Launches(int most) {
    this.most = most;
    Arrays.fill(contexts, Ids.NONE);
  }

  /** The call of that number was made in a context, which ends with the call itself. */
  void put(int correlation, int track, int context) {
    int place = place(correlation);
    while (contexts[place] >= 0 && correlations[place] != correlation && grow()) {
      place = place(correlation);
    }
    correlations[place] = correlation;
    tracks[place] = track;
    contexts[place] = context;
  }

  private int place(int correlation) {
    return correlation & contexts.length - 1;
  }

  /** Twice the room; false if it is as large as it may be. */
  private boolean grow() {
    int before = contexts.length;
    if (before >= most) {
      return false;
    }
    int[] oldCorrelations = correlations;
    int[] oldTracks = tracks;
    int[] oldContexts = contexts;
    correlations = new int[before * 2];
    tracks = new int[before * 2];
    contexts = new int[before * 2];
    Arrays.fill(contexts, Ids.NONE);
    for (int i = 0; i < before; i++) {
      if (oldContexts[i] >= 0) {
        int place = place(oldCorrelations[i]);
        correlations[place] = oldCorrelations[i];
        tracks[place] = oldTracks[i];
        contexts[place] = oldContexts[i];
      }
    }
    return true;
  }

  /** The context of a call; {@link Ids#NONE} if it is not known (any more). */
  int context(int correlation) {
    int place = place(correlation);
    return correlations[place] == correlation ? contexts[place] : Ids.NONE;
  }

  /** The track of a call whose context is known. */
  int track(int correlation) {
    return tracks[place(correlation)];
  }
}
