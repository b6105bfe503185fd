package dev.plumb.profile.timeline;

import dev.plumb.profile.Links;
import dev.plumb.profile.RankClock;
import dev.plumb.profile.Run;
import dev.plumb.trace.CounterTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * One axis for all inputs of a run, which begins at 0 with the first thing that can be shown. The
 * clocks of ranks are laid over one another as far as the trace says how; otherwise all inputs
 * begin together.
 */
public final class TimeAxis {
  /** How the clock of an input was laid over that of the first one. */
  public enum How {
    /** It is the first one's. */
    FIRST("first"),
    /** The ends of the collectives that both took part in. */
    COLLECTIVES("collectives"),
    /** Both say what Unix time it is. */
    UNIX_TIME("unix time"),
    /** Nothing is known: both begin at once. */
    STARTS("starts");

    private final String label;

    How(String label) {
      this.label = label;
    }

    /** Words for people and for JSON. */
    public String label() {
      return label;
    }
  }

  /**
   * The clock of an input.
   *
   * @param shiftNs to add to its times to get those of the axis
   * @param residualNs how far that may be off, of {@link How#COLLECTIVES}; else −1
   */
  public record Clock(long shiftNs, How how, long residualNs) {}

  /** First and last moment of an input, in its own time; the same where nothing has a time. */
  private record Extent(long first, long last, boolean known) {}

  private final List<Clock> clocks;
  private final long lengthNs;
  private final long originUnixNs;

  private TimeAxis(List<Clock> clocks, long lengthNs, long originUnixNs) {
    this.clocks = List.copyOf(clocks);
    this.lengthNs = lengthNs;
    this.originUnixNs = originUnixNs;
  }

  /** The axis of a run. */
  public static TimeAxis of(Run run) {
    List<Extent> extents = new ArrayList<>();
    for (Links links : run.inputs()) {
      extents.add(extent(links.trace()));
    }
    List<Clock> clocks = new ArrayList<>();
    long origin = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    for (int input = 0; input < extents.size(); input++) {
      Clock clock = clock(run, input, extents);
      clocks.add(clock);
      if (extents.get(input).known) {
        origin = Math.min(origin, extents.get(input).first + clock.shiftNs);
        end = Math.max(end, extents.get(input).last + clock.shiftNs);
      }
    }
    if (end < origin) {
      origin = 0;
      end = 0;
    }
    List<Clock> fromOrigin = new ArrayList<>();
    for (Clock clock : clocks) {
      fromOrigin.add(new Clock(clock.shiftNs - origin, clock.how, clock.residualNs));
    }
    long base = run.inputs().isEmpty() ? 0 : run.inputs().getFirst().trace().baseTimeNs();
    return new TimeAxis(fromOrigin, end - origin, base == 0 ? Times.NONE : base + origin);
  }

  /** In the time of the first input. */
  private static Clock clock(Run run, int input, List<Extent> extents) {
    if (input == 0) {
      return new Clock(0, How.FIRST, -1);
    }
    Trace first = run.inputs().getFirst().trace();
    Trace trace = run.inputs().get(input).trace();
    for (RankClock known : run.clocks()) {
      if (known.input() == input && known.known()) {
        long shift = trace.baseTimeNs() - first.baseTimeNs() + known.offsetNs();
        return new Clock(shift, How.COLLECTIVES, known.residualNs());
      }
    }
    if (first.baseTimeNs() != 0 && trace.baseTimeNs() != 0) {
      return new Clock(trace.baseTimeNs() - first.baseTimeNs(), How.UNIX_TIME, -1);
    }
    return new Clock(extents.getFirst().first - extents.get(input).first, How.STARTS, -1);
  }

  private static Extent extent(Trace trace) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    SliceTable slices = trace.slices();
    for (int row = 0, n = slices.size(); row < n; row++) {
      first = Math.min(first, slices.startNs(row));
      last = Math.max(last, slices.endNs(row));
    }
    InstantTable instants = trace.instants();
    for (int row = 0, n = instants.size(); row < n; row++) {
      if (instants.memoryRow(row) != Ids.NONE) {
        first = Math.min(first, instants.timeNs(row));
        last = Math.max(last, instants.timeNs(row));
      }
    }
    CounterTable counters = trace.counters();
    for (int row = 0, n = counters.size(); row < n; row++) {
      first = Math.min(first, counters.timeNs(row));
      last = Math.max(last, counters.timeNs(row));
    }
    SampleTable samples = trace.samples();
    for (int row = 0, n = samples.size(); row < n; row++) {
      long time = samples.timeNs(row);
      if (time != Times.NONE) {
        first = Math.min(first, time);
        last = Math.max(last, time);
      }
    }
    // Marks that are not drawn, such as the end of a profiler's window, count where nothing else
    // is.
    for (int row = 0, n = last < first ? instants.size() : 0; row < n; row++) {
      first = Math.min(first, instants.timeNs(row));
      last = Math.max(last, instants.timeNs(row));
    }
    return last < first ? new Extent(0, 0, false) : new Extent(first, last, true);
  }

  /** The clock of an input. */
  public Clock clock(int input) {
    return clocks.get(input);
  }

  /** A time of an input on the axis. */
  public long onAxis(int input, long timeNs) {
    return timeNs + clocks.get(input).shiftNs;
  }

  /** A time of the axis in that of an input. */
  public long inInput(int input, long timeNs) {
    return timeNs - clocks.get(input).shiftNs;
  }

  /** From the first to the last moment. */
  public long lengthNs() {
    return lengthNs;
  }

  /** Unix time of the origin; {@link Times#NONE} if unknown. */
  public long originUnixNs() {
    return originUnixNs;
  }
}
