package dev.plumb.profile.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Metric;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to a program between two runs, its contexts are found again. */
class TreeMatchPropertiesTest {
  private static final int SEEDS = 100;
  private static final int NODES = 300;

  /** How many of the contexts that both trees have were found to be the same. */
  private static double found(TreeSpec before, TreeSpec after) {
    Map<Integer, Integer> baseNodes = TreeSpec.ids();
    Map<Integer, Integer> newNodes = TreeSpec.ids();
    CallingContextTree base = before.build(baseNodes);
    CallingContextTree fresh = after.build(newNodes);
    TreeMatch match = TreeMatch.of(base, fresh);
    assertComplete(match, base, fresh);
    int both = 0;
    int same = 0;
    for (Map.Entry<Integer, Integer> node : newNodes.entrySet()) {
      Integer baseNode = baseNodes.get(node.getKey());
      if (node.getKey() != TreeSpec.NO_ID && baseNode != null) {
        both++;
        same += match.rowOfBaseNode(baseNode) == match.rowOfNewNode(node.getValue()) ? 1 : 0;
      }
    }
    return (double) same / both;
  }

  /** Every node is in one row, callers are above those that they call, and sums are kept. */
  private static void assertComplete(
      TreeMatch match, CallingContextTree base, CallingContextTree fresh) {
    for (int row = 1; row < match.size(); row++) {
      assertThat(match.parent(row)).isBetween(0, row - 1);
      assertThat(match.baseNode(row) >= 0).isEqualTo(match.quality(row) != MatchQuality.ONLY_NEW);
      assertThat(match.newNode(row) >= 0).isEqualTo(match.quality(row) != MatchQuality.ONLY_BASE);
    }
    long[] sums = new long[2];
    for (int node = 1; node < base.size(); node++) {
      assertThat(isAbove(match, match.rowOfBaseNode(base.parent(node)), match.rowOfBaseNode(node)))
          .isTrue();
      sums[0] += base.exclusive(node, Metric.CPU_NS);
    }
    for (int node = 1; node < fresh.size(); node++) {
      assertThat(isAbove(match, match.rowOfNewNode(fresh.parent(node)), match.rowOfNewNode(node)))
          .isTrue();
      sums[1] += fresh.exclusive(node, Metric.CPU_NS);
    }
    assertThat(sums)
        .containsExactly(base.inclusive(0, Metric.CPU_NS), fresh.inclusive(0, Metric.CPU_NS));
  }

  private static boolean isAbove(TreeMatch match, int caller, int row) {
    int at = match.parent(row);
    while (at > caller) {
      at = match.parent(at);
    }
    return at == caller;
  }

  @Test
  void aTreeIsItself() {
    for (int seed = 0; seed < SEEDS; seed++) {
      TreeSpec tree = TreeSpec.random(new Random(seed), NODES);
      TreeMatch match = TreeMatch.of(tree.build(TreeSpec.ids()), tree.build(TreeSpec.ids()));
      long[] counts = match.counts();
      assertThat(counts[MatchQuality.SAME.ordinal()]).isEqualTo(match.size());
    }
  }

  @ParameterizedTest
  @EnumSource(Mutation.class)
  void oneMutationHidesNothing(Mutation mutation) {
    for (int seed = 0; seed < SEEDS; seed++) {
      TreeSpec before = TreeSpec.random(new Random(seed), NODES);
      TreeSpec after = before.copy();
      mutation.apply(after, new Random(1000 + seed));
      assertThat(found(before, after)).as("share found, seed %d", seed).isEqualTo(1);
    }
  }

  @Test
  void allMutationsTogetherHideLittle() {
    double sum = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      TreeSpec before = TreeSpec.random(new Random(seed), NODES);
      TreeSpec after = before.copy();
      Random random = new Random(1000 + seed);
      Arrays.stream(Mutation.values()).forEach(mutation -> mutation.apply(after, random));
      sum += found(before, after);
    }
    assertThat(sum / SEEDS).as("mean over all seeds").isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void unrelatedTreesAreMatchedCompletelyToo() {
    for (int seed = 0; seed < SEEDS; seed++) {
      CallingContextTree base = TreeSpec.random(new Random(seed), NODES).build(TreeSpec.ids());
      CallingContextTree fresh =
          TreeSpec.random(new Random(seed + 777), NODES).build(TreeSpec.ids());
      TreeMatch match = TreeMatch.of(base, fresh);
      assertComplete(match, base, fresh);
      Set<Integer> rows = new HashSet<>();
      for (int row = 0; row < match.size(); row++) {
        if (match.movedTo(row) >= 0) {
          assertThat(match.movedTo(match.movedTo(row))).isEqualTo(row);
          assertThat(rows.add(row)).isTrue();
        }
      }
    }
  }
}
