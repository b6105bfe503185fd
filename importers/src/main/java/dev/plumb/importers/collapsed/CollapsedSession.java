package dev.plumb.importers.collapsed;

import dev.plumb.importers.records.Decimal;
import dev.plumb.importers.records.Decimals;
import dev.plumb.importers.stacks.FrameNames;
import dev.plumb.importers.stacks.LineSession;
import dev.plumb.importers.stacks.SampleWriter;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;

/** Lines to samples; the counts wait for the end, when it is known whether any has a fraction. */
final class CollapsedSession extends LineSession {
  private final SampleWriter writer;
  private final StringPool texts = new StringPool();

  /** Row of the frame of each of {@link #texts}. */
  private final IntColumn frames = new IntColumn();

  private final ThreadFrames threads;
  private final IntColumn stacks = new IntColumn();
  private final IntColumn tracks = new IntColumn();
  private final Decimals values = new Decimals();
  private final Decimal number = new Decimal();
  private final int category;
  private long broken;

  CollapsedSession(TraceBuilder out) {
    super(out);
    writer = new SampleWriter(out);
    threads = new ThreadFrames(out);
    category = out.strings().intern("stack");
  }

  @Override
  protected boolean wholeWithoutEnd(byte[] buffer, int from, int to) {
    return CollapsedLine.countAfter(buffer, from, to) > from; // many writers end without a newline
  }

  @Override
  protected void line(byte[] buffer, int from, int to, long offset) {
    int end = CollapsedLine.trimmed(buffer, from, to);
    if (end == from || buffer[from] == '#') {
      return;
    }
    int space = CollapsedLine.countAfter(buffer, from, to);
    int digits = space + 1;
    while (space > from && digits < end && buffer[digits] <= ' ') {
      digits++;
    }
    if (space <= from || !number.read(buffer, digits, end)) {
      broken++;
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
      return;
    }
    if (number.mantissa() < 0) {
      out.problems().add(ProblemCode.SAMPLE_BROKEN, offset, "a count below zero");
      return;
    }
    out.countEvent(category);
    values.add(number);
    stack(buffer, from, space);
  }

  private void stack(byte[] buffer, int from, int to) {
    int stack = Ids.NONE;
    int track = Ids.NONE;
    int start = from;
    threads.beginLine();
    while (start <= to) {
      int end = frameEnd(buffer, start, to);
      int frame = frame(buffer, start, end);
      int thread = stack < 0 ? threads.track(frame) : Ids.NONE;
      if (thread >= 0) {
        track = thread;
      } else if (thread == Ids.NONE) {
        stack = out.stacks().row(stack, frame);
      }
      start = end + 1;
    }
    stacks.add(stack);
    tracks.add(track >= 0 ? track : threads.trackOfProcess());
  }

  /** Java names of perf-map-agent hold a semicolon: {@code Lorg/foo/Bar;::method}. */
  private static int frameEnd(byte[] buffer, int start, int to) {
    int end = start;
    while (end < to) {
      boolean java = buffer[start] == 'L' && end + 2 < to && buffer[end + 1] == ':';
      if (buffer[end] == ';' && !(java && buffer[end + 2] == ':')) {
        return end;
      }
      end++;
    }
    return end;
  }

  private int frame(byte[] buffer, int from, int to) {
    int text = texts.intern(buffer, from, to);
    if (text == frames.size()) {
      int frame = FrameNames.row(out, texts.get(text));
      frames.add(frame);
      threads.known(frame, texts.get(text));
    }
    return frames.get(text);
  }

  @Override
  protected void end() throws UnreadableInputException {
    if (values.size() == 0 && broken > 0) {
      throw new UnreadableInputException(
          out.name(),
          0,
          "no line is a stack with a count",
          "'plumb formats' lists what Plumb reads.");
    }
    int fraction = values.fraction();
    int measure =
        fraction == 0
            ? Units.samples(out)
            : Units.measure(out, Quantity.OTHER, "value", Units.fraction(fraction));
    for (int row = 0, n = values.size(); row < n; row++) {
      long value = values.get(row, fraction, number);
      if (value == Times.NONE) {
        out.problems().add(ProblemCode.SAMPLE_BROKEN, Problems.NO_OFFSET, "a count too large");
      } else if (value != 0) {
        writer.add(Times.NONE, tracks.get(row), stacks.get(row), measure, value, Ids.NONE);
      }
      if (number.rounded()) {
        out.problems().add(ProblemCode.TIME_ROUNDED, Problems.NO_OFFSET);
      }
    }
  }
}
