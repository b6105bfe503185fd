package dev.plumb.importers.perfscript;

import dev.plumb.importers.stacks.LineSession;
import dev.plumb.importers.stacks.ThreadTracks;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines to samples. A stack comes innermost frame first, so a sample waits for its end. */
final class PerfScriptSession extends LineSession {
  private final SampleHead head = new SampleHead();
  private final FrameLine frame = new FrameLine();
  private final PerfFrames frames;
  private final PerfEvents events;
  private final ThreadTracks tracks;
  private final Header header;

  // The sample that is being read.
  private boolean open;
  private long timeNs;
  private int track;
  private long period;
  private int event;
  private int[] stack = new int[128];
  private int depth;
  private long broken;

  PerfScriptSession(TraceBuilder out) {
    super(out);
    frames = new PerfFrames(out);
    events = new PerfEvents(out);
    tracks = new ThreadTracks(out);
    header = new Header(out);
  }

  @Override
  protected boolean wholeWithoutEnd(byte[] buffer, int from, int to) {
    return buffer[to - 1] == ')'; // a frame with its library
  }

  @Override
  protected void line(byte[] buffer, int from, int to, long offset) {
    if (from == to || blank(buffer, from, to)) {
      endSample();
    } else if (buffer[from] == '#') {
      header.line(buffer, from, to);
    } else if (open && isSpace(buffer[from])) {
      inStack(buffer, from, to);
    } else {
      outside(buffer, from, to, offset);
    }
  }

  private void inStack(byte[] buffer, int from, int to) {
    // Behind a frame, in two spaces, stands its source line (-F +srcline).
    boolean source = depth > 0 && buffer[from] == ' ' && frame.read(buffer, from, to);
    if (source && !frame.hasAddress) {
      source(buffer, from, to);
      return;
    }
    // Samples that have no frames begin with white space too, when they follow each other closely.
    if (depth == 0 && buffer[from] == ' ' && head.read(buffer, from, to) && head.eventFrom >= 0) {
      endSample();
      begin(buffer);
      return;
    }
    if (frame.read(buffer, from, to)) {
      push(frames.row(buffer, frame));
    }
  }

  private void source(byte[] buffer, int from, int to) {
    int start = from;
    while (start < to && isSpace(buffer[start])) {
      start++;
    }
    int colon = to - 1;
    while (colon > start && buffer[colon] != ':') {
      colon--;
    }
    int line = 0;
    for (int i = colon + 1; i < to && buffer[i] >= '0' && buffer[i] <= '9'; i++) {
      line = Math.min(line, 100_000_000) * 10 + buffer[i] - '0';
    }
    if (colon > start && line > 0) {
      int known = stack[depth - 1];
      stack[depth - 1] =
          out.frames()
              .row(
                  out.frames().kind(known),
                  out.frames().nameId(known),
                  out.strings().intern(buffer, start, colon),
                  line,
                  out.frames().libraryId(known),
                  Ids.ABSENT);
    }
  }

  private void outside(byte[] buffer, int from, int to, long offset) {
    endSample();
    if (head.read(buffer, from, to)) {
      begin(buffer);
      if (head.timeLost) {
        out.problems().add(ProblemCode.SAMPLE_WITHOUT_TIME, offset);
      }
      if (head.hasFrame && frame.read(buffer, head.rest, to)) {
        push(frames.row(buffer, frame));
        endSample(); // without call chains a sample is one line
      }
    } else if (frame.read(buffer, from, to) && frame.hasAddress && isSpace(buffer[from])) {
      open = true; // perf script -F ip,sym: stacks and nothing else
      timeNs = Times.NONE;
      track = Ids.NONE;
      period = -1;
      event = events.unnamed();
      push(frames.row(buffer, frame));
    } else {
      broken++;
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
    }
  }

  private void begin(byte[] buffer) {
    open = true;
    timeNs = head.timeNs;
    period = head.period;
    event =
        head.eventFrom < 0
            ? events.unnamed()
            : events.of(buffer, head.eventFrom, head.eventTo, head.rest);
    track = Ids.NONE;
    if (head.tidFrom >= 0) {
      int none = out.strings().intern("");
      int pid = head.pidFrom < 0 ? none : id(buffer, head.pidFrom, head.pidTo);
      track = tracks.row(pid, id(buffer, head.tidFrom, head.tidTo));
      if (head.commTo > head.commFrom) {
        out.tracks().setThreadNameId(track, id(buffer, head.commFrom, head.commTo));
      }
    }
  }

  private int id(byte[] buffer, int from, int to) {
    return out.strings().intern(buffer, from, to);
  }

  private void push(int frameRow) {
    if (depth == stack.length) {
      stack = Arrays.copyOf(stack, depth * 2);
    }
    stack[depth++] = frameRow;
  }

  private void endSample() {
    if (!open) {
      return;
    }
    int row = Ids.NONE;
    for (int i = depth - 1; i >= 0; i--) {
      row = out.stacks().row(row, stack[i]);
    }
    events.sample(event, timeNs, track, row, period);
    open = false;
    depth = 0;
  }

  private static boolean blank(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isSpace(buffer[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  @Override
  protected void end() throws UnreadableInputException {
    endSample();
    events.finish();
    if (broken > 0 && out.samples().size() == 0) {
      throw new UnreadableInputException(
          out.name(),
          0,
          "no line is a sample of perf",
          "Print it with: perf script -i perf.data --header.");
    }
  }

  /** Lines of {@code --header}: {@code # key : value}. */
  private static final class Header {
    private static final int MOST = 64;
    private final TraceBuilder out;
    private int kept;

    Header(TraceBuilder out) {
      this.out = out;
    }

    void line(byte[] buffer, int from, int to) {
      if (kept >= MOST || to - from > 4000) {
        return;
      }
      String text = new String(buffer, from + 1, to - from - 1, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      String key = colon < 0 ? "" : text.substring(0, colon).strip();
      if (key.matches("[a-zA-Z_ ]{2,40}")) {
        out.putMetadata("perf " + key, Units.quoted(text.substring(colon + 1).strip()));
        kept++;
      }
    }
  }
}
