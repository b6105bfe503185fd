package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeColumnsTest {
  @Test
  void aSmallTreeIsKeptAsItIs() {
    CallingContextTree tree = Pages.randomTree(500, 1);
    TreeColumns columns = TreeColumns.of(tree, 500);
    assertThat(columns.size()).isEqualTo(500);
    assertThat(columns.firstFolded()).isEqualTo(500);
    for (int row = 0; row < columns.size(); row++) {
      assertThat(columns.parent(row)).isEqualTo(tree.parent(row));
      assertThat(columns.frameName(columns.frame(row))).isEqualTo(tree.name(row));
      assertThat(columns.frameKind(columns.frame(row))).isEqualTo(tree.kind(row).ordinal());
      for (Metric metric : Metric.values()) {
        assertThat(columns.exclusive(row, metric)).isEqualTo(tree.exclusive(row, metric));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 100, 999, 4_999})
  void foldingKeepsTheLimitAndEverySum(int limit) {
    CallingContextTree tree = Pages.randomTree(5_000, limit);
    TreeColumns columns = TreeColumns.of(tree, limit);
    assertThat(columns.size()).isLessThanOrEqualTo(limit).isGreaterThan(limit / 4);
    for (Metric metric : Metric.values()) {
      long sum = 0;
      for (int row = 0; row < columns.size(); row++) {
        sum += columns.exclusive(row, metric);
      }
      assertThat(sum).as(metric.label()).isEqualTo(tree.inclusive(0, metric));
    }
    long nodes = columns.firstFolded();
    for (int row = 1; row < columns.size(); row++) {
      assertThat(columns.parent(row)).isBetween(0, row - 1);
      nodes += columns.folded(row);
    }
    assertThat(nodes).as("every node is a row or in one").isEqualTo(tree.size());
  }

  @Test
  void aParentKeepsItsInclusiveValueWhenItsChildrenAreFolded() {
    CallingContextTree tree = Pages.randomTree(3_000, 9);
    TreeColumns columns = TreeColumns.of(tree, 300);
    long[] sums = new long[columns.size()];
    for (int row = columns.size() - 1; row >= 0; row--) {
      sums[row] += columns.exclusive(row, Metric.KERNEL_NS);
      if (row > 0) {
        sums[columns.parent(row)] += sums[row];
      }
    }
    List<Long> expected = new ArrayList<>();
    for (int node = 0; node < tree.size(); node++) {
      expected.add(tree.inclusive(node, Metric.KERNEL_NS));
    }
    for (int row = 0; row < columns.firstFolded(); row++) {
      assertThat(expected).contains(sums[row]);
    }
  }

  @Test
  void theSmallestSubtreesAreFoldedByParent() {
    CallingContextTree tree = new CallingContextTree();
    int big = tree.child(0, tree.frame(FrameKind.OPERATOR, "big"));
    tree.add(tree.child(big, tree.frame(FrameKind.KERNEL, "kernel")), Metric.KERNEL_NS, 1_000);
    for (int i = 0; i < 10; i++) {
      tree.add(tree.child(big, tree.frame(FrameKind.KERNEL, "tiny " + i)), Metric.KERNEL_NS, 1);
    }
    tree.seal();
    TreeColumns columns = TreeColumns.of(tree, 6);
    assertThat(columns.size()).isEqualTo(4);
    assertThat(columns.frameName(columns.frame(3))).isEqualTo("(smaller)");
    assertThat(columns.frameKind(columns.frame(3))).isEqualTo(TreeColumns.SMALLER_KIND);
    assertThat(columns.parent(3)).isEqualTo(1);
    assertThat(columns.folded(3)).isEqualTo(10);
    assertThat(columns.exclusive(3, Metric.KERNEL_NS)).isEqualTo(10);
  }

  @Test
  void whatIsLargeInAnyMetricIsKept() {
    CallingContextTree tree = new CallingContextTree();
    for (int i = 0; i < 100; i++) {
      int node = tree.child(0, tree.frame(FrameKind.OPERATOR, "op " + i));
      tree.add(node, Metric.KERNEL_NS, 1_000);
    }
    int allocator = tree.child(0, tree.frame(FrameKind.OPERATOR, "allocates"));
    tree.add(allocator, Metric.ALLOC_BYTES, 1);
    tree.seal();
    TreeColumns columns = TreeColumns.of(tree, 20);
    List<String> names = new ArrayList<>();
    for (int row = 0; row < columns.size(); row++) {
      names.add(columns.frameName(columns.frame(row)));
    }
    assertThat(names).contains("allocates", "(smaller)");
  }

  @Test
  void aLonelyLeafIsNotReplacedByItsOwnFoldedRow() {
    CallingContextTree tree = new CallingContextTree();
    for (int i = 0; i < 4; i++) {
      int node = tree.child(0, tree.frame(FrameKind.OPERATOR, "op " + i));
      tree.add(node, Metric.CPU_NS, 100);
      tree.add(tree.child(node, tree.frame(FrameKind.RUNTIME, "call")), Metric.CPU_NS, 1);
    }
    tree.seal();
    TreeColumns columns = TreeColumns.of(tree, 8);
    for (int row = columns.firstFolded(); row < columns.size(); row++) {
      assertThat(columns.folded(row)).isGreaterThan(1);
    }
  }

  @Test
  void aTreeWithoutAnyValueIsFoldedToo() {
    CallingContextTree tree = new CallingContextTree();
    for (int i = 0; i < 100; i++) {
      tree.child(0, tree.frame(FrameKind.OPERATOR, "op " + i));
    }
    tree.seal();
    assertThat(TreeColumns.of(tree, 10).size()).isLessThanOrEqualTo(10);
  }
}
