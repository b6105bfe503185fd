package dev.plumb.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.diff.TreeMatch;
import dev.plumb.trace.Ids;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsDiffTest {
  private final CallingContextTree base = new CallingContextTree();
  private final CallingContextTree fresh = new CallingContextTree();

  private static int function(CallingContextTree tree, String name) {
    int node = tree.child(CallingContextTree.ROOT, tree.frame(FrameKind.PYTHON, name));
    tree.add(node, Metric.CPU_NS, 5);
    return node;
  }

  private static Finding finding(String id, int node) {
    return new Finding(
        id,
        id,
        FindingSeverity.HIGH,
        node == Ids.NONE ? List.of() : List.of(new Context(node, "a.py", 1, "f", 5)),
        EvidenceTable.of("x").build(),
        new Impact(5, 10, "steps"),
        null,
        Confidence.EXACT,
        new Advice("do"),
        null);
  }

  private FindingsDiff diff(List<Finding> before, List<Finding> after) {
    base.seal();
    fresh.seal();
    return FindingsDiff.of(before, after, TreeMatch.of(base, fresh));
  }

  private static List<String> ids(List<Finding> findings) {
    return findings.stream().map(Finding::id).toList();
  }

  @Test
  void findingsOfOneIdAreTheSame() {
    FindingsDiff diff =
        diff(
            List.of(finding("gpu.idle/host", -1), finding("sync/a.py:1", -1)),
            List.of(finding("gpu.idle/data", -1), finding("gpu.idle/host", -1)));
    assertThat(ids(diff.vanished())).containsExactly("sync/a.py:1");
    assertThat(ids(diff.appeared())).containsExactly("gpu.idle/data");
    assertThat(diff.kept()).hasSize(1);
  }

  @Test
  void findingsWhoseLineMovedAreTheSame() {
    int before = function(base, "a.py(10): f");
    int after = function(fresh, "a.py(14): f");
    FindingsDiff diff =
        diff(List.of(finding("sync/a.py:10", before)), List.of(finding("sync/a.py:14", after)));
    assertThat(diff.kept()).hasSize(1);
    assertThat(diff.appeared()).isEmpty();
    assertThat(diff.vanished()).isEmpty();
  }

  @Test
  void findingsOfOtherPlacesOrAnalysesAreNot() {
    int f = function(base, "a.py(10): f");
    function(fresh, "a.py(10): f");
    int g = function(fresh, "a.py(30): g");
    FindingsDiff elsewhere =
        diff(List.of(finding("sync/a.py:10", f)), List.of(finding("sync/a.py:30", g)));
    assertThat(elsewhere.kept()).isEmpty();
    FindingsDiff other =
        diff(List.of(finding("sync/a.py:10", f)), List.of(finding("copy/a.py:11", f)));
    assertThat(other.kept()).isEmpty();
    assertThat(ids(other.appeared())).containsExactly("copy/a.py:11");
  }

  @Test
  void theOnlyOnesOfAnAnalysisAreTheSameWhateverTheRunIsCalled() {
    FindingsDiff diff =
        diff(
            List.of(finding("memory.peak/before.json/CPU", -1), finding("gpu.idle/host", -1)),
            List.of(finding("memory.peak/rank-1/CPU", -1), finding("gpu.idle/data", -1)));
    assertThat(diff.kept()).hasSize(1);
    assertThat(ids(diff.vanished())).containsExactly("gpu.idle/host");
    FindingsDiff several =
        diff(
            List.of(finding("memory.peak/rank-0/CPU", -1)),
            List.of(finding("memory.peak/rank-1/CPU", -1), finding("memory.peak/rank-2/CPU", -1)));
    assertThat(several.kept()).as("which of them, nobody can say").isEmpty();
  }
}
