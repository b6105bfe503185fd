package dev.plumb.explain.base;

import dev.plumb.explain.Context;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up time of nodes by the place that they are shown as, the largest first. */
public final class NodeSums {
  private static final int SHOWN = 20;

  private final Facts facts;
  private final Map<String, Context> byText = new LinkedHashMap<>();

  public NodeSums(Facts facts) {
    this.facts = facts;
  }

  /** Adds the time of a node. */
  public void add(int node, long ns) {
    Context context = facts.sources().context(node, ns);
    byText.merge(
        context.text(),
        context,
        (old, one) ->
            new Context(old.node(), old.file(), old.line(), old.label(), old.ns() + one.ns()));
  }

  /** The largest places. */
  public List<Context> contexts() {
    List<Context> sorted = new ArrayList<>(byText.values());
    sorted.sort(Comparator.comparingLong(Context::ns).reversed().thenComparing(Context::text));
    return List.copyOf(sorted.subList(0, Math.min(SHOWN, sorted.size())));
  }

  /** A row for each place. */
  public static EvidenceTable table(List<Context> contexts) {
    EvidenceTable.Builder table = EvidenceTable.of("where", "ms");
    contexts.forEach(each -> table.row(each.text(), Texts.ms(each.ns())));
    return table.build();
  }
}
