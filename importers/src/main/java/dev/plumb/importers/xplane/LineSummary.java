package dev.plumb.importers.xplane;

import dev.plumb.trace.Ids;
import java.util.Arrays;

/** Exact totals of one line, in picoseconds: what the nanoseconds of the slices cannot tell. */
final class LineSummary {
  private static final int TOP = 5;
  private static final int LONGEST_NAME = 200;

  private final EventTypes types;
  private long[] sums = new long[64];
  private long[] counts = new long[64];
  private int[] names = new int[64];
  private int nameCount;
  private long events;
  private long occurrences;
  private long sum;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  LineSummary(EventTypes types) {
    this.types = types;
  }

  void clear() {
    for (int i = 0; i < nameCount; i++) {
      counts[names[i]] = 0;
      sums[names[i]] = 0;
    }
    nameCount = 0;
    events = 0;
    occurrences = 0;
    sum = 0;
    first = Long.MAX_VALUE;
    last = Long.MIN_VALUE;
  }

  void add(int typeRow, long offsetPs, long durPs, boolean aggregated) {
    int name = types.nameTextId(typeRow);
    if (name >= sums.length) {
      sums = Arrays.copyOf(sums, Math.max(name + 1, sums.length * 2));
      counts = Arrays.copyOf(counts, sums.length);
    }
    if (counts[name]++ == 0) {
      if (nameCount == names.length) {
        names = Arrays.copyOf(names, nameCount * 2);
      }
      names[nameCount++] = name;
    }
    sums[name] += durPs;
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

  private void appendTop(StringBuilder out, StatNames texts) {
    int[] top = new int[TOP];
    Arrays.fill(top, Ids.NONE);
    for (int i = 0; i < nameCount; i++) {
      int name = names[i];
      for (int at = 0; at < TOP; at++) {
        if (top[at] < 0 || sums[name] > sums[top[at]]) {
          System.arraycopy(top, at, top, at + 1, TOP - 1 - at);
          top[at] = name;
          break;
        }
      }
    }
    for (int i = 0; i < TOP && top[i] >= 0; i++) {
      String name = texts.texts.get(top[i]);
      int length = name.codePointCount(0, name.length());
      int end = name.offsetByCodePoints(0, Math.min(LONGEST_NAME, length));
      out.append(i == 0 ? "{" : ",{");
      JsonText.quote(JsonText.key(out, "name"), name.substring(0, end));
      JsonText.key(out, "sum_ps").append(sums[top[i]]);
      JsonText.key(out, "count").append(counts[top[i]]);
      out.append('}');
    }
  }
}
