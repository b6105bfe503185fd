package dev.plumb.present.view;

import dev.plumb.profile.Links;
import dev.plumb.profile.Program;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * How the runs of a folder changed: each is compared with the last one before that recorded the
 * same kinds of things of the same program, or of the program that is most alike. Runs are told one
 * after the other, oldest first.
 */
final class RunTrends {
  /**
   * What a run recorded. Runs of one kind are compared: a recording of the CPU is neither better
   * nor worse than a trace of a GPU, nor are the sums of four ranks than those of two.
   */
  record Kind(boolean kernels, boolean operators, boolean samples, int ranks) {
    static Kind of(Run run) {
      RunSummary summary = run.summary();
      return new Kind(
          summary.work(SliceKind.KERNEL).count() > 0,
          summary.cpuOperators() > 0,
          summary.samples().count() > 0,
          (int) run.inputs().stream().map(Links::trace).filter(Kind::ran).count());
    }

    /** A graph of operators beside a trace is no rank of its own. */
    private static boolean ran(Trace trace) {
      return trace.slices().size() > 0 || trace.samples().size() > 0;
    }

    /** "kernels, operators, 2 ranks". */
    String text() {
      StringJoiner text = new StringJoiner(", ");
      text.setEmptyValue("nothing of a device or an operator");
      if (kernels) {
        text.add("kernels");
      }
      if (operators) {
        text.add("operators");
      }
      if (samples) {
        text.add("samples");
      }
      if (ranks > 1) {
        text.add(ranks + " ranks");
      }
      return text.toString();
    }
  }

  /**
   * What a run is compared by.
   *
   * @param number of the run
   */
  record Told(int number, Kind kind, Program program, double[] values) {}

  /**
   * What came of it.
   *
   * @param against number of the run that the changes are against; -1 without one
   * @param unlike without such a run: number of the last one that recorded the same kinds of things
   *     of another program; else -1
   * @param change relative, by column; NaN where there is nothing to compare with
   */
  record Trend(int against, int unlike, double[] change) {
    /** Of a run that was not read. */
    static final Trend NONE = new Trend(-1, -1, new double[0]);
  }

  /** Runs that were compared with each other: the last one, and the last value of each column. */
  private static final class Line {
    private Told last;
    private final double[] values;

    private Line(Told first) {
      last = first;
      values = first.values.clone();
    }
  }

  /** The line that grew last comes last. */
  private final List<Line> lines = new ArrayList<>();

  Trend next(Told run) {
    @Nullable Line line = null;
    int unlike = -1;
    double most = -1;
    for (Line each : lines.reversed()) {
      if (!each.last.kind.equals(run.kind)) {
        continue;
      }
      if (each.last.program.isUnlike(run.program)) {
        unlike = unlike < 0 ? each.last.number : unlike;
        continue;
      }
      double common = each.last.program.common(run.program);
      // Of two that are as much alike, or where nothing tells, the last one.
      if (line == null || common > most) {
        line = each;
        most = Double.isNaN(common) ? 0 : common;
      }
    }
    double[] change = new double[run.values.length];
    Arrays.fill(change, Double.NaN);
    if (line == null) {
      lines.add(new Line(run));
      return new Trend(-1, unlike, change);
    }
    for (int column = 0; column < change.length; column++) {
      double value = run.values[column];
      double before = line.values[column];
      change[column] = before == 0 ? Double.NaN : value / before - 1;
      line.values[column] = Double.isNaN(value) ? before : value;
    }
    int against = line.last.number;
    line.last = run;
    lines.remove(line);
    lines.add(line);
    return new Trend(against, -1, change);
  }
}
