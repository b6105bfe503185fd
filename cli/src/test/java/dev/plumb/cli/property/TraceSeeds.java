package dev.plumb.cli.property;

import java.util.ArrayList;
import java.util.List;

/** Random programs as texts, for tests that start from traces. */
public final class TraceSeeds {
  private TraceSeeds() {}

  /** As many small traces, of every style. */
  public static List<byte[]> random(int count) {
    List<byte[]> seeds = new ArrayList<>();
    for (int seed = 0; seed < count; seed++) {
      seeds.add(RandomTrace.of(1000 + seed, 4 + seed % 12).json());
    }
    return seeds;
  }
}
