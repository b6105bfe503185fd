package dev.plumb.explain.base;

import dev.plumb.explain.Context;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.SliceRef;
import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up time by the calling context that is to blame for it, the largest first. */
public final class Blame {
  private static final int SHOWN = 20;

  private final Facts facts;
  private final Map<Integer, Entry> byNode = new HashMap<>();
  private @Nullable List<Entry> sorted;

  /** One place. */
  public static final class Entry {
    private final Context context;
    private long ns;
    private long count;
    private long longestNs;
    private SliceRef longest = SliceRef.NONE;

    private Entry(Context context) {
      this.context = context;
    }

    public Context context() {
      return new Context(context.node(), context.file(), context.line(), context.label(), ns);
    }

    public long ns() {
      return ns;
    }

    public long count() {
      return count;
    }

    public long longestNs() {
      return longestNs;
    }

    /** The event with the longest time. */
    public SliceRef longest() {
      return longest;
    }
  }

  public Blame(Facts facts) {
    this.facts = facts;
  }

  /** Blames the context of a slice; {@code row} may be {@link Ids#NONE}. */
  public void add(int input, int row, long ns) {
    add(input, row, row, ns);
  }

  /**
   * Blames the context of a slice, and shows another as the event to open.
   *
   * @param row slice row to blame, or {@link Ids#NONE}
   * @param shown slice row to open
   */
  public void add(int input, int row, int shown, long ns) {
    int node = row < 0 ? Ids.NONE : facts.sliceNodes(input)[row];
    // Instances of one line are one place: by the frame of the program, then by the node's name.
    Entry entry = byNode.get(node);
    if (entry == null) {
      entry = new Entry(facts.sources().context(node, 0));
      byNode.put(node, entry);
    }
    entry.ns += ns;
    entry.count++;
    if (ns > entry.longestNs || entry.longest.equals(SliceRef.NONE)) {
      entry.longestNs = ns;
      entry.longest = new SliceRef(input, shown);
    }
    sorted = null;
  }

  /** All places, those of the same text together, the largest first. */
  public List<Entry> entries() {
    if (sorted == null) {
      Map<String, Entry> byText = new HashMap<>();
      List<Entry> nodes = new ArrayList<>(byNode.values());
      nodes.sort(
          Comparator.comparingLong(Entry::ns)
              .reversed()
              .thenComparingInt(each -> each.context.node()));
      for (Entry each : nodes) {
        Entry same = byText.computeIfAbsent(each.context.text(), text -> new Entry(each.context));
        same.ns += each.ns;
        same.count += each.count;
        if (same.longest.equals(SliceRef.NONE) || each.longestNs > same.longestNs) {
          same.longestNs = each.longestNs;
          same.longest = each.longest;
        }
      }
      List<Entry> merged = new ArrayList<>(byText.values());
      merged.sort(
          Comparator.comparingLong(Entry::ns)
              .reversed()
              .thenComparing(each -> each.context.text()));
      sorted = merged;
    }
    return sorted;
  }

  /** The largest places. */
  public List<Context> contexts() {
    return entries().stream().limit(SHOWN).map(Entry::context).toList();
  }

  /** How to record the lines of the program; null where one is known, or none can be. */
  public @Nullable String recordNext() {
    boolean known = entries().stream().anyMatch(each -> each.context.file() != null);
    return known || facts.isJvm() ? null : Evidence.PYTHON.howToRecord(facts);
  }

  /** A row for each of the largest places: text, count, milliseconds, longest in microseconds. */
  public void rows(EvidenceTable.Builder table) {
    for (Entry each : entries().subList(0, Math.min(SHOWN, entries().size()))) {
      table.row(
          each.longest,
          each.context.text(),
          String.valueOf(each.count),
          Texts.ms(each.ns),
          Texts.us(each.longestNs));
    }
    table.total(entries().size());
  }
}
