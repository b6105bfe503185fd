package dev.plumb.explain.collectives;

import dev.plumb.explain.base.Robust;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Which lanes come last to meetings more often than chance has it. Each member is as likely as the
 * others to be the last where nothing sets them apart; a lane is named if its count is too high for
 * that even without the part of the run in which it was last most often, because one hiccup makes a
 * rank late for several meetings in a row. A named lane is taken away, and the others are looked at
 * again.
 */
final class LastToCome {
  /** A lane named beside others must be at least this share as late as the latest of them. */
  private static final double MIN_OF_LATEST = 0.25;

  private final List<Collective> meetings;
  private final Function<Collective, long[]> times;
  private final int[] parts;
  private final int lanes;
  private final boolean[] named;
  private final long[] lateNs;

  /**
   * Of these meetings.
   *
   * @param parts the part of the run that each belongs to, from 0
   * @param times of each the times that count
   * @param maxChance name a lane if chance is lower, over all lanes
   */
  LastToCome(
      List<Collective> meetings,
      int[] parts,
      int lanes,
      Function<Collective, long[]> times,
      double maxChance) {
    this.meetings = meetings;
    this.parts = parts;
    this.lanes = lanes;
    this.times = times;
    named = new boolean[lanes];
    lateNs = lateness();
    for (int found = next(maxChance); found >= 0; found = next(maxChance)) {
      named[found] = true;
    }
    long latest = 0;
    for (int lane = 0; lane < lanes; lane++) {
      latest = named[lane] ? Math.max(latest, lateNs[lane]) : latest;
    }
    for (int lane = 0; lane < lanes; lane++) {
      named[lane] &= lateNs[lane] >= MIN_OF_LATEST * latest;
    }
  }

  /** By lane: how far behind the middle member it came, summed over meetings; never negative. */
  private long[] lateness() {
    long[] late = new long[lanes];
    for (Collective each : meetings) {
      long[] when = times.apply(each);
      long middle = Robust.median(when);
      for (int i = 0; i < when.length; i++) {
        late[each.lanes()[i]] += Math.max(0, when[i] - middle);
      }
    }
    return late;
  }

  /** The lane to name next; −1 if there is none, or if half of the lanes are named. */
  private int next(double maxChance) {
    int already = 0;
    for (boolean each : named) {
      already += each ? 1 : 0;
    }
    if ((already + 1) * 2 > lanes) {
      return -1;
    }
    int partCount = Arrays.stream(parts).max().orElse(-1) + 1;
    int[][] last = new int[lanes][partCount];
    int[][] met = new int[lanes][partCount];
    double[][] expected = new double[lanes][partCount];
    for (int m = 0; m < meetings.size(); m++) {
      int lastLane = lastUnnamed(meetings.get(m));
      int members = 0;
      for (int lane : meetings.get(m).lanes()) {
        members += named[lane] ? 0 : 1;
      }
      if (members < 2 || lastLane < 0) {
        continue;
      }
      for (int lane : meetings.get(m).lanes()) {
        met[lane][parts[m]] += named[lane] ? 0 : 1;
        expected[lane][parts[m]] += named[lane] ? 0 : 1.0 / members;
      }
      last[lastLane][parts[m]]++;
    }
    int best = -1;
    double least = maxChance;
    for (int lane = 0; lane < lanes; lane++) {
      double chance = named[lane] ? 1 : lanes * chance(last[lane], met[lane], expected[lane]);
      if (chance < least || chance == least && best >= 0 && lateNs[lane] > lateNs[best]) {
        least = chance;
        best = lane;
      }
    }
    return best;
  }

  private static double chance(int[] last, int[] met, double[] expected) {
    int most = 0;
    for (int part = 1; part < last.length; part++) {
      most = last[part] > last[most] ? part : most;
    }
    int hits = 0;
    int tries = 0;
    double sum = 0;
    for (int part = 0; part < last.length; part++) {
      if (part != most) {
        hits += last[part];
        tries += met[part];
        sum += expected[part];
      }
    }
    return hits == 0 ? 1 : Robust.chanceOf(hits, tries, sum / tries);
  }

  /** The last of those that are not named; −1 where two are at the same moment, or nobody is. */
  private int lastUnnamed(Collective meeting) {
    long[] when = times.apply(meeting);
    long latest = Long.MIN_VALUE;
    int found = -1;
    for (int i = 0; i < when.length; i++) {
      int lane = meeting.lanes()[i];
      if (!named[lane] && when[i] >= latest) {
        found = when[i] == latest ? -1 : lane;
        latest = when[i];
      }
    }
    return found;
  }

  /** The lanes that come late, the latest first. */
  List<Integer> named() {
    List<Integer> found = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      if (named[lane]) {
        found.add(lane);
      }
    }
    found.sort((a, b) -> Long.compare(lateNs[b], lateNs[a]));
    return found;
  }

  boolean isNamed(int lane) {
    return named[lane];
  }

  /** When the last of those came that are not named; {@link Long#MIN_VALUE} if there is none. */
  long othersLast(Collective meeting) {
    long[] when = times.apply(meeting);
    long last = Long.MIN_VALUE;
    for (int i = 0; i < when.length; i++) {
      last = named[meeting.lanes()[i]] ? last : Math.max(last, when[i]);
    }
    return last;
  }
}
