package dev.plumb.profile;

import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.NodeTable;
import dev.plumb.trace.Trace;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the operator graphs of a run hold. */
public final class GraphSummary {
  /** Nodes of one name. */
  public record Name(String name, long count) {}

  private long nodes;
  private final long[] edges = new long[EdgeTable.Kind.values().length];
  private long roots;
  private int depth;
  private final Map<String, Long> byType = new TreeMap<>();
  private final Map<String, Long> byName = new HashMap<>();

  GraphSummary() {}

  void add(Links links) {
    Trace trace = links.trace();
    NodeTable table = trace.nodes();
    Map<Integer, Long> names = new HashMap<>();
    Map<Integer, Long> types = new HashMap<>();
    for (int row = 0, n = table.size(); row < n; row++) {
      names.merge(table.nameId(row), 1L, Long::sum);
      types.merge(table.typeId(row), 1L, Long::sum);
      roots += links.nodeParent(row) < 0 ? 1 : 0;
    }
    nodes += table.size();
    names.forEach((id, count) -> byName.merge(trace.strings().get(id), count, Long::sum));
    types.forEach(
        (id, count) -> byType.merge(id < 0 ? "None" : trace.strings().get(id), count, Long::sum));
    for (int row = 0, n = trace.edges().size(); row < n; row++) {
      edges[trace.edges().kind(row).ordinal()]++;
    }
    depth = Math.max(depth, depth(links, table.size()));
  }

  private static int depth(Links links, int size) {
    int[] depths = new int[size];
    int deepest = 0;
    for (int row = 0; row < size; row++) {
      // Up to the first node that is known, then the same way again to fill in the numbers.
      int steps = 0;
      int at = row;
      while (at != Ids.NONE && depths[at] == 0) {
        steps++;
        at = links.nodeParent(at);
      }
      int known = (at == Ids.NONE ? 0 : depths[at]) + steps;
      deepest = Math.max(deepest, known);
      for (at = row; at != Ids.NONE && depths[at] == 0; at = links.nodeParent(at)) {
        depths[at] = known--;
      }
    }
    return deepest;
  }

  /** Nodes. */
  public long nodes() {
    return nodes;
  }

  /** Dependencies of a kind. */
  public long edges(EdgeTable.Kind kind) {
    return edges[kind.ordinal()];
  }

  /** Nodes without a caller. */
  public long roots() {
    return roots;
  }

  /** Nodes on the longest way from a node without a caller. */
  public int depth() {
    return depth;
  }

  /** Nodes by type; those without one stand under "None". */
  public Map<String, Long> byType() {
    return byType;
  }

  /** The names with the most nodes, then by name. */
  public List<Name> topNames(int limit) {
    return byName.entrySet().stream()
        .map(each -> new Name(each.getKey(), each.getValue()))
        .sorted(Comparator.comparingLong(Name::count).reversed().thenComparing(Name::name))
        .limit(limit)
        .toList();
  }
}
