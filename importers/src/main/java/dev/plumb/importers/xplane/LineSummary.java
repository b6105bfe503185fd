package dev.plumb.importers.xplane;

import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import java.util.Arrays;

/** Exact totals of one line, in picoseconds: what the nanoseconds of the slices cannot tell. */
final class LineSummary {
  private static final int TOP = 5;
  private static final int LONGEST_NAME = 200;

  private final EventTypes types;

  /** By type: its events and their picoseconds, side by side. */
  private long[] totals = new long[128];

  /** Types in the order of their coming. */
  private int[] seen = new int[64];

  private int seenCount;
  private long events;
  private long occurrences;
  private long sum;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  LineSummary(EventTypes types) {
    this.types = types;
  }

  void clear() {
    for (int i = 0; i < seenCount; i++) {
      totals[2 * seen[i]] = 0;
      totals[2 * seen[i] + 1] = 0;
    }
    seenCount = 0;
    events = 0;
    occurrences = 0;
    sum = 0;
    first = Long.MAX_VALUE;
    last = Long.MIN_VALUE;
  }

  void add(int typeRow, long offsetPs, long durPs, boolean aggregated) {
    int at = 2 * typeRow;
    if (at >= totals.length) {
      totals = Arrays.copyOf(totals, Math.max(at + 2, totals.length * 2));
    }
    if (totals[at]++ == 0) {
      if (seenCount == seen.length) {
        seen = Arrays.copyOf(seen, seenCount * 2);
      }
      seen[seenCount++] = typeRow;
    }
    totals[at + 1] += durPs;
    sum += durPs;
    events++;
    occurrences += aggregated ? 1 : 0;
    first = Math.min(first, offsetPs);
    last = Math.max(last, offsetPs + durPs);
  }

  long events() {
    return events;
  }

  /** Appends the members of a JSON object. */
  void append(StringBuilder out, StatNames texts) {
    JsonText.key(out, "events").append(events);
    JsonText.key(out, "sum_ps").append(sum);
    if (events > 0) {
      JsonText.key(out, "span_ps").append(last - first);
      if (occurrences > 0) {
        JsonText.key(out, "aggregated").append(occurrences);
      }
      JsonText.key(out, "top").append('[');
      appendTop(out, texts);
      out.append(']');
    }
  }

  /** Types of one name are one. */
  private void appendTop(StringBuilder out, StatNames texts) {
    LongRows names = new LongRows();
    LongColumn sums = new LongColumn();
    LongColumn counts = new LongColumn();
    for (int i = 0; i < seenCount; i++) {
      int row = names.add(types.nameTextId(seen[i]));
      if (row == sums.size()) {
        sums.add(0);
        counts.add(0);
      }
      counts.set(row, counts.get(row) + totals[2 * seen[i]]);
      sums.set(row, sums.get(row) + totals[2 * seen[i] + 1]);
    }
    int[] top = new int[TOP];
    Arrays.fill(top, Ids.NONE);
    for (int row = 0; row < names.size(); row++) {
      for (int at = 0; at < TOP; at++) {
        if (top[at] < 0 || sums.get(row) > sums.get(top[at])) {
          System.arraycopy(top, at, top, at + 1, TOP - 1 - at);
          top[at] = row;
          break;
        }
      }
    }
    for (int i = 0; i < TOP && top[i] >= 0; i++) {
      String name = texts.texts.get((int) names.key(top[i]));
      int length = name.codePointCount(0, name.length());
      int end = name.offsetByCodePoints(0, Math.min(LONGEST_NAME, length));
      out.append(i == 0 ? "{" : ",{");
      JsonText.quote(JsonText.key(out, "name"), name.substring(0, end));
      JsonText.key(out, "sum_ps").append(sums.get(top[i]));
      JsonText.key(out, "count").append(counts.get(top[i]));
      out.append('}');
    }
  }
}
