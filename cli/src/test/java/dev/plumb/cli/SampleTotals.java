package dev.plumb.cli;

import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Trace;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/** What was sampled in a run: the sum of the values at each stack, for each measure. */
final class SampleTotals {
  private final Map<String, BigInteger> totals = new TreeMap<>();

  private SampleTotals() {}

  static Map<String, BigInteger> of(Run run) {
    SampleTotals all = new SampleTotals();
    for (Links links : run.inputs()) {
      all.add(links.trace());
    }
    return all.totals;
  }

  private void add(Trace trace) {
    String[] stacks = new String[trace.stacks().size()];
    for (int row = 0; row < trace.samples().size(); row++) {
      int measure = trace.samples().measureRow(row);
      int stack = trace.samples().stackRow(row);
      if (stack >= 0 && stacks[stack] == null) {
        stacks[stack] = stack(trace, stack);
      }
      String key =
          trace.measures().quantity(measure)
              + " "
              + text(trace, trace.measures().nameId(measure))
              + " "
              + (stack < 0 ? "" : stacks[stack]);
      totals.merge(key, BigInteger.valueOf(trace.samples().value(row)), BigInteger::add);
    }
  }

  private static String stack(Trace trace, int row) {
    StringBuilder text = new StringBuilder();
    for (int at = row; at >= 0; at = trace.stacks().parentRow(at)) {
      int frame = trace.stacks().frameRow(at);
      text.append(trace.frames().kind(frame)).append(' ');
      text.append(text(trace, trace.frames().nameId(frame))).append(' ');
      text.append(text(trace, trace.frames().fileId(frame))).append(' ');
      text.append(trace.frames().line(frame)).append(' ');
      text.append(text(trace, trace.frames().libraryId(frame))).append(' ');
      text.append(trace.frames().address(frame)).append(';');
    }
    return text.toString();
  }

  private static String text(Trace trace, int id) {
    return id < 0 ? "-" : trace.strings().get(id);
  }
}
