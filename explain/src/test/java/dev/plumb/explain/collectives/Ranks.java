package dev.plumb.explain.collectives;

import dev.plumb.explain.Facts;
import dev.plumb.explain.Scenario;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Ranks that compute and meet in all-reduces, step by step, with noise and clocks of their own. */
public final class Ranks {
  /** 4 MiB of floats. */
  static final long ELEMENTS = 1 << 20;

  private final int ranks;
  private final Random random;
  private int steps = 6;
  private int slowRank = -1;
  private double slowdown = 1;
  private int hiccupStep = -1;
  private int lateEnd = -1;
  private double noise = 0.05;
  private boolean named = true;
  private boolean marked;
  private boolean merged;
  private boolean ahead;

  public Ranks(int ranks, long seed) {
    this.ranks = ranks;
    this.random = new Random(seed);
  }

  public Ranks slow(int rank, double factor) {
    slowRank = rank;
    slowdown = factor;
    return this;
  }

  /** The slow rank is slow in one step only. */
  Ranks hiccup(int step) {
    hiccupStep = step;
    return this;
  }

  /** Collectives end later on this rank, by half as much as they take. */
  Ranks endsLate(int rank) {
    lateEnd = rank;
    return this;
  }

  Ranks steps(int count) {
    steps = count;
    return this;
  }

  Ranks marked() {
    marked = true;
    return this;
  }

  /** One file with one clock. */
  Ranks merged() {
    merged = true;
    return this;
  }

  /** Hosts launch everything at the beginning, and devices are never short of work. */
  public Ranks ahead() {
    ahead = true;
    return this;
  }

  /** Standard deviation of compute, as a share of it. */
  Ranks noise(double share) {
    noise = share;
    return this;
  }

  /** Leaves out what PyTorch writes beside the kernels. */
  Ranks unnamed() {
    named = false;
    return this;
  }

  static String args(String name, long elements, String group, int size) {
    return "\"Collective name\":\""
        + name
        + "\",\"In msg nelems\":"
        + elements
        + ",\"Out msg nelems\":"
        + elements
        + ",\"Group size\":"
        + size
        + ",\"dtype\":\"Float\",\"Process Group Name\":\"0\",\"Process Group Ranks\":\""
        + group
        + "\"";
  }

  /** A file for each rank, with a clock of its own, unless merged. */
  public Facts facts() {
    Scenario[] all = new Scenario[ranks];
    Scenario one = new Scenario();
    long[] now = new long[ranks];
    long[] clock = new long[ranks];
    for (int rank = 0; rank < ranks; rank++) {
      all[rank] = merged ? one : new Scenario(rank);
      clock[rank] = rank == 0 || merged ? 0 : random.nextInt(1_000_000);
    }
    String group = Arrays.toString(IntStream.range(0, ranks).toArray());
    for (int step = 0; step < steps; step++) {
      long begun = Arrays.stream(now).max().orElseThrow();
      for (int bucket = 0; bucket < 4; bucket++) {
        long[] start = new long[ranks];
        for (int rank = 0; rank < ranks; rank++) {
          boolean slow = rank == slowRank && (hiccupStep < 0 || hiccupStep == step);
          double factor = (slow ? slowdown : 1) * Math.max(0.2, 1 + noise * random.nextGaussian());
          long compute = (long) (100_000 * factor);
          long at = now[rank] + clock[rank];
          choose(one, rank);
          long launch = ahead ? clock[rank] + 100L * (4 * step + bucket) - 10_000 : at;
          all[rank].python("train.py", 40 + bucket, "backward", launch, ahead ? 90 : compute);
          all[rank].kernel("gemm", launch + 1, 10, at + 20, compute - 20);
          start[rank] = now[rank] + compute;
        }
        long transfer = random.nextInt(20_000, 21_000);
        long end = Arrays.stream(start).max().orElseThrow() + transfer;
        for (int rank = 0; rank < ranks; rank++) {
          long late = random.nextInt(500) + (rank == lateEnd ? transfer / 2 : 0);
          now[rank] = end + late;
          long at = start[rank] + clock[rank];
          choose(one, rank);
          all[rank].kernel(
              "ncclDevKernel_AllReduce_Sum_f32_RING_LL",
              ahead ? clock[rank] + 100L * (4 * step + bucket) - 9_950 : at - 50,
              10,
              at,
              now[rank] - start[rank],
              "20",
              named ? args("allreduce", ELEMENTS, group, ranks) : "");
        }
      }
      if (marked) {
        for (int rank = 0; rank < ranks; rank++) {
          choose(one, rank);
          all[rank].step(step, begun + clock[rank], now[rank] - begun);
        }
      }
    }
    return merged ? one.facts() : Scenario.facts(all);
  }

  private void choose(Scenario one, int rank) {
    if (merged) {
      one.mergedRank(rank);
    }
  }
}
