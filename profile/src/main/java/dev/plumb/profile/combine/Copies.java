package dev.plumb.profile.combine;

import dev.plumb.trace.CounterTable;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.List;

/**
 * Finds inputs with the same content: copies of one file, perhaps compressed in another way. Both
 * are kept, because two ranks may look alike; the second one says so.
 */
final class Copies {
  private Copies() {}

  /** Counts a problem for each input whose content another one before it has. */
  static void tell(List<Part> parts) {
    for (int i = 1; i < parts.size(); i++) {
      for (int k = 0; k < i; k++) {
        Trace one = parts.get(k).trace();
        if (isSame(one, parts.get(i).trace())) {
          parts
              .get(i)
              .problems()
              .add(
                  ProblemCode.CONTENT_TWICE,
                  Problems.NO_OFFSET,
                  parts.get(i).trace().name() + " is like " + one.name());
          break;
        }
      }
    }
  }

  /** Sizes differ nearly always; all else is only looked at when they do not. */
  private static boolean isSame(Trace one, Trace other) {
    return one.events() > 0
        && one.events() == other.events()
        && one.bytes() == other.bytes()
        && one.rank() == other.rank()
        && one.format().equals(other.format())
        && one.slices().size() == other.slices().size()
        && one.samples().size() == other.samples().size()
        && one.instants().size() == other.instants().size()
        && one.counters().size() == other.counters().size()
        && one.blocks().size() == other.blocks().size()
        && one.nodes().size() == other.nodes().size()
        && one.kernelMetrics().size() == other.kernelMetrics().size()
        && one.metadata().equals(other.metadata())
        && sameTexts(one.strings(), other.strings())
        && sameTexts(one.args(), other.args())
        && sameSlices(one.slices(), other.slices())
        && sameSamples(one.samples(), other.samples())
        && samePoints(one, other)
        && sameTables(one, other);
  }

  private static boolean sameTexts(StringPool one, StringPool other) {
    boolean same = one.size() == other.size();
    for (int id = 0; id < one.size() && same; id++) {
      same = one.length(id) == other.length(id) && one.get(id).equals(other.get(id));
    }
    return same;
  }

  private static boolean sameSlices(SliceTable one, SliceTable other) {
    boolean same = true;
    for (int row = 0; row < one.size() && same; row++) {
      same =
          one.startNs(row) == other.startNs(row)
              && one.durNs(row) == other.durNs(row)
              && one.nameId(row) == other.nameId(row)
              && one.trackRow(row) == other.trackRow(row)
              && one.argsId(row) == other.argsId(row);
    }
    return same;
  }

  private static boolean sameSamples(SampleTable one, SampleTable other) {
    boolean same = true;
    for (int row = 0; row < one.size() && same; row++) {
      same =
          one.timeNs(row) == other.timeNs(row)
              && one.value(row) == other.value(row)
              && one.stackRow(row) == other.stackRow(row)
              && one.measureRow(row) == other.measureRow(row);
    }
    return same;
  }

  private static boolean samePoints(Trace first, Trace second) {
    InstantTable one = first.instants();
    InstantTable other = second.instants();
    boolean same = true;
    for (int row = 0; row < one.size() && same; row++) {
      same = one.timeNs(row) == other.timeNs(row) && one.nameId(row) == other.nameId(row);
    }
    CounterTable counters = first.counters();
    for (int row = 0; row < counters.size() && same; row++) {
      same =
          counters.timeNs(row) == second.counters().timeNs(row)
              && Double.compare(counters.value(row), second.counters().value(row)) == 0;
    }
    return same;
  }

  private static boolean sameTables(Trace one, Trace other) {
    boolean same = true;
    for (int row = 0; row < one.blocks().size() && same; row++) {
      same =
          one.blocks().address(row) == other.blocks().address(row)
              && one.blocks().bytes(row) == other.blocks().bytes(row);
    }
    for (int row = 0; row < one.nodes().size() && same; row++) {
      same =
          one.nodes().id(row) == other.nodes().id(row)
              && one.nodes().startNs(row) == other.nodes().startNs(row);
    }
    for (int row = 0; row < one.kernelMetrics().size() && same; row++) {
      double value = one.kernelMetrics().value(row);
      same = Double.compare(value, other.kernelMetrics().value(row)) == 0;
    }
    return same;
  }
}
