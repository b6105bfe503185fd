package dev.plumb.explain.cost;

import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.SliceRef;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls of operators that a finding is about: each counts once, with its device time, by the
 * context that is to blame and by what it does.
 */
public final class ChosenCalls {
  private static final int SHOWN = 20;

  /** What calls do, for rows of evidence. */
  private record Row(String what, String shape, String kernel) {}

  private static final class Sum {
    long calls;
    long ns;
    long longestNs = -1;
    SliceRef longest = SliceRef.NONE;
  }

  private final OperatorGroups groups;
  private final Blame blame;
  private final BitSet[] chosen;
  private final Map<Row, Sum> rows = new HashMap<>();

  /** The same sums where they are found without hashing texts. */
  private final Map<OperatorGroups.Group, Map<String, Sum>> known = new HashMap<>();

  private long ns;
  private long calls;
  private double idealNs;
  private boolean everyIdeal = true;

  public ChosenCalls(Facts facts, OperatorGroups groups) {
    this.groups = groups;
    blame = new Blame(facts);
    chosen = new BitSet[groups.work().inputs()];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = new BitSet();
    }
  }

  /** Adds a call; nothing happens if it is there already. */
  public boolean add(int input, int call) {
    return add(input, call, groups.group(input, call).operator());
  }

  /**
   * Adds a call.
   *
   * @param what it does, for the evidence
   * @return whether it is new
   */
  public boolean add(int input, int call, String what) {
    if (chosen[input].get(call)) {
      return false;
    }
    chosen[input].set(call);
    OperatorWork.Input work = groups.work().input(input);
    OperatorGroups.Group group = groups.group(input, call);
    long busy = work.busyNs(call);
    blame.add(input, work.row(call), busy);
    Sum sum =
        known
            .computeIfAbsent(group, key -> new HashMap<>())
            .computeIfAbsent(what, key -> sum(group, what));
    sum.calls++;
    sum.ns += busy;
    if (busy > sum.longestNs) {
      sum.longestNs = busy;
      sum.longest = work.ref(input, call);
    }
    ns += busy;
    calls++;
    return true;
  }

  private Sum sum(OperatorGroups.Group group, String what) {
    return rows.computeIfAbsent(new Row(what, group.shape(), group.kernel()), key -> new Sum());
  }

  /** Says what some of the calls would take at least, done otherwise; negative if unknown. */
  public void addIdeal(double nanoseconds) {
    everyIdeal &= nanoseconds >= 0;
    idealNs += Math.max(0, nanoseconds);
  }

  /** Whether what they would take otherwise is known for all of them. */
  public boolean isIdealKnown() {
    return everyIdeal;
  }

  /** Nanoseconds that would remain. */
  public double idealNs() {
    return idealNs;
  }

  /** Nanoseconds of device time that could be saved at most. */
  public long savedNs() {
    return Math.max(0, Math.round(ns - idealNs));
  }

  /** Nanoseconds of device time. */
  public long ns() {
    return ns;
  }

  /** Number of calls. */
  public long calls() {
    return calls;
  }

  public Blame blame() {
    return blame;
  }

  /** The largest first: what, shapes, calls, milliseconds, kernel. */
  public EvidenceTable evidence() {
    EvidenceTable.Builder table =
        EvidenceTable.of("work", "shapes", "calls", "ms", "longest us", "kernel");
    List<Map.Entry<Row, Sum>> sorted =
        rows.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<Row, Sum> each) -> -each.getValue().ns)
                    .thenComparing(each -> each.getKey().toString()))
            .toList();
    for (Map.Entry<Row, Sum> each : sorted.subList(0, Math.min(SHOWN, sorted.size()))) {
      Sum sum = each.getValue();
      table.row(
          sum.longest,
          each.getKey().what,
          each.getKey().shape,
          String.valueOf(sum.calls),
          Texts.ms(sum.ns),
          Texts.us(sum.longestNs),
          each.getKey().kernel);
    }
    return table.total(sorted.size()).build();
  }
}
