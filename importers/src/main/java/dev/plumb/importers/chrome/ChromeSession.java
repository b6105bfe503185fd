package dev.plumb.importers.chrome;

import dev.plumb.importers.ImportSession;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The document around the events: an object with {@code traceEvents}, a bare array, or events one
 * after the other. Works in a window of the text that holds at least one whole value; what the
 * window cuts off is read again when more has come.
 */
final class ChromeSession implements ImportSession {
  /** A single value larger than this is skipped. */
  static final int MAX_VALUE = 64 << 20;

  private static final int MAX_METADATA = 1 << 20;
  private static final byte[] TRACE_EVENTS = "traceEvents".getBytes(StandardCharsets.US_ASCII);

  private enum State {
    /** Before a document. */
    START,
    /** Between the members of the outer object. */
    MEMBERS,
    /** Between the elements of the event array. */
    EVENTS,
    /** Between events that follow each other without an array. */
    LINES,
    /** Inside a value that is too large: looking for its end. */
    OVERSIZE
  }

  private final TraceBuilder out;
  private final Problems problems;
  private final EventReader reader;
  private final EventWriter writer;
  private final MetadataReader metadata;

  private byte[] window = new byte[1 << 16];
  private int limit;
  private int pos;

  /** Offset in the text of the window's first byte. */
  private long base;

  /** Bytes that must be in the window before another look is worth it. */
  private int nextScan;

  private State state = State.START;
  private boolean inObject;
  private boolean finished;
  private boolean comma;
  private int documents;

  // OVERSIZE: where the value began, and what surrounds the byte that comes next.
  private State afterOversize = State.EVENTS;
  private int depth;
  private boolean inString;
  private boolean escaped;

  ChromeSession(TraceBuilder out) {
    this.out = out;
    this.problems = out.problems();
    this.reader = new EventReader(out);
    this.writer = new EventWriter(out, reader);
    this.metadata = new MetadataReader(out);
  }

  @Override
  public void accept(byte[] buffer, int from, int to) {
    int count = to - from;
    if (limit + count + Json.PADDING > window.length) {
      long needed = (long) limit + count + Json.PADDING;
      int capacity = (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, needed + needed / 4));
      window = Arrays.copyOf(window, capacity);
    }
    System.arraycopy(buffer, from, window, limit, count);
    limit += count;
    Arrays.fill(window, limit, limit + Json.PADDING, Json.STOPPER);
    if (limit < nextScan) {
      return;
    }
    run();
    compact();
    // A value that fills the window is looked at again when twice as much is there: its bytes are
    // scanned twice on average, however small the chunks are.
    nextScan = limit * 2;
  }

  @Override
  public void finish() {
    finished = true;
    run();
    if (pos < limit) { // the last value is cut off
      problems.add(ProblemCode.TEXT_TRUNCATED, base + pos, place());
    } else if (state == State.OVERSIZE) {
      problems.add(ProblemCode.TEXT_TRUNCATED, base + pos);
    } else if (state == State.EVENTS || state == State.MEMBERS) {
      problems.add(ProblemCode.LIST_NOT_CLOSED, base + pos);
    }
    if (out.slices().size() + out.instants().size() + out.counters().size() == 0) {
      problems.add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
    writer.finish();
    metadata.finish();
    out.setBytes(base + limit);
  }

  private String place() {
    return "after " + out.slices().size() + " slices";
  }

  private void compact() {
    if (pos > 0) {
      System.arraycopy(window, pos, window, 0, limit - pos);
      base += pos;
      limit -= pos;
      pos = 0;
      Arrays.fill(window, limit, limit + Json.PADDING, Json.STOPPER);
      if (window.length > 8 << 20 && limit < 1 << 20) {
        window = Arrays.copyOf(window, 2 << 20); // a gigantic value has passed
      }
    }
    if (limit > MAX_VALUE) {
      startOversize();
      run();
      compact();
    }
  }

  /** Moves {@link #pos} over all that is complete. */
  private void run() {
    boolean more = true;
    while (more) {
      if (state == State.OVERSIZE) {
        more = oversize();
        continue;
      }
      pos = Json.skipSpace(window, pos, limit);
      if (pos >= limit) {
        return;
      }
      more =
          switch (state) {
            case START -> start();
            case MEMBERS -> member();
            case EVENTS -> element();
            case LINES -> line();
            case OVERSIZE -> throw new AssertionError();
          };
    }
  }

  private boolean start() {
    byte b = window[pos];
    if (b == '[' || b == '{') {
      if (++documents == 2) {
        problems.add(ProblemCode.SEVERAL_DOCUMENTS, base + pos);
      }
    }
    if (b == '[') {
      inObject = false;
      state = State.EVENTS;
      comma = false;
      pos++;
      return true;
    }
    if (b == '{') {
      int key = Json.skipSpace(window, pos + 1, limit);
      if (key + 12 > limit && !finished) {
        return false;
      }
      if (isEventKey(key)) {
        state = State.LINES;
        return true;
      }
      inObject = true;
      state = State.MEMBERS;
      pos++;
      return true;
    }
    if (pos + 3 <= limit && (b & 0xFF) == 0xEF && base + pos == 0) { // byte order mark
      pos += 3;
      return true;
    }
    if (pos + 3 > limit && !finished && (b & 0xFF) == 0xEF) {
      return false;
    }
    // Text between or after documents: find the next one, or the end.
    long from = base + pos;
    while (pos < limit && window[pos] != '[' && window[pos] != '{') {
      pos++;
    }
    problems.add(ProblemCode.TEXT_AFTER_END, from);
    if (documents > 0) {
      pos = limit; // never guess events out of a tail
    }
    return true;
  }

  private boolean isEventKey(int at) {
    if (at >= limit || window[at] != '"') {
      return false;
    }
    long word = Json.word(window, at + 1);
    return (word & 0xFFFFFFL) == ('p' | 'h' << 8 | '"' << 16)
        || (word & 0xFFFFFFL) == ('t' | 's' << 8 | '"' << 16)
        || (word & 0xFFFFFFFFL) == ('p' | 'i' << 8 | 'd' << 16 | (long) '"' << 24)
        || (word & 0xFFFFFFFFL) == ('t' | 'i' << 8 | 'd' << 16 | (long) '"' << 24)
        || (word & 0xFFFFFFFFL) == ('c' | 'a' << 8 | 't' << 16 | (long) '"' << 24);
  }

  private boolean member() {
    byte b = window[pos];
    if (b == ',') {
      pos++;
      return true;
    }
    if (b == '}') {
      pos++;
      state = State.START;
      return true;
    }
    if (b != '"') {
      return broken();
    }
    int keyAt = pos + 1;
    int keyEnd = Json.endOfString(window, keyAt, limit);
    int value = keyEnd < 0 ? keyEnd : EventReader.colon(window, keyEnd + 1, limit);
    if (value == Json.BROKEN) {
      return broken();
    }
    if (value < 0) {
      return false;
    }
    if (window[value] == '['
        && Arrays.equals(window, keyAt, keyEnd, TRACE_EVENTS, 0, TRACE_EVENTS.length)) {
      state = State.EVENTS;
      comma = false;
      pos = value + 1;
      return true;
    }
    int end = Json.skipValue(window, value, limit);
    if (end == Json.BROKEN) {
      return broken();
    }
    if (end < 0) {
      return false;
    }
    if (end - value > MAX_METADATA
        || !metadata.add(
            new String(window, keyAt, keyEnd - keyAt, StandardCharsets.UTF_8),
            new String(window, value, end - value, StandardCharsets.UTF_8))) {
      problems.add(ProblemCode.METADATA_TOO_LARGE, base + value);
    }
    pos = end;
    return true;
  }

  private boolean element() {
    byte b = window[pos];
    if (b == '{') {
      return event();
    }
    if (b == ',') {
      if (comma) {
        problems.add(ProblemCode.TRAILING_COMMA, base + pos);
      }
      comma = true;
      pos++;
      return true;
    }
    if (b == ']') {
      if (comma) {
        problems.add(ProblemCode.TRAILING_COMMA, base + pos);
      }
      pos++;
      state = inObject ? State.MEMBERS : State.START;
      return true;
    }
    if (b == '}' || b == ':') {
      return broken();
    }
    int end = Json.skipValue(window, pos, limit);
    if (end == Json.BROKEN) {
      return broken();
    }
    if (end < 0) {
      return false;
    }
    problems.add(ProblemCode.VALUE_NOT_AN_EVENT, base + pos);
    comma = false;
    pos = end;
    return true;
  }

  private boolean line() {
    byte b = window[pos];
    if (b == '{') {
      return event();
    }
    if (b == ',') {
      pos++;
      return true;
    }
    return broken();
  }

  private boolean event() {
    int end = reader.read(window, pos, limit);
    if (end > 0) {
      writer.write(window, limit, base + pos);
      pos = end;
      comma = false;
      return true;
    }
    return end == Json.BROKEN && broken();
  }

  /**
   * Skips text that is no event, up to the next place where one can begin: an opening brace with a
   * key, after a comma, a bracket or a closing brace. Arguments begin after a colon.
   */
  private boolean broken() {
    int at = pos + 1;
    while (true) {
      while (at < limit && window[at] != '{') {
        at++;
      }
      if (at >= limit) {
        break;
      }
      int before = at - 1;
      while (before > pos && window[before] >= 0 && window[before] <= ' ') {
        before--;
      }
      int key = Json.skipSpace(window, at + 1, limit);
      if (key >= limit) {
        break;
      }
      byte b = window[before];
      if ((b == ',' || b == '[' || b == '}') && window[key] == '"') {
        break;
      }
      at++;
    }
    if (at >= limit && !finished) {
      if (limit - pos < MAX_VALUE / 2) {
        return false; // look again when more is there
      }
      at = limit;
    }
    problems.add(ProblemCode.EVENT_BROKEN, base + pos);
    if (state == State.MEMBERS || state == State.START) {
      state = State.EVENTS;
    }
    comma = false;
    pos = Math.min(at, limit);
    return true;
  }

  private void startOversize() {
    problems.add(ProblemCode.EVENT_TOO_LARGE, base + pos);
    afterOversize = state == State.START ? State.EVENTS : state;
    state = State.OVERSIZE;
    depth = 0;
    inString = false;
    escaped = false;
  }

  /** Byte by byte, keeping nothing: the value may be larger than memory. */
  private boolean oversize() {
    while (pos < limit) {
      byte b = window[pos++];
      if (inString) {
        if (escaped) {
          escaped = false;
        } else if (b == '\\') {
          escaped = true;
        } else if (b == '"') {
          inString = false;
        }
        continue;
      }
      switch (b) {
        case '"' -> inString = true;
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      if (depth < 0 || depth == 0 && b == ',' || depth == 0 && (b == '}' || b == ']')) {
        if (depth < 0 || b == ',') {
          pos--;
        }
        state = afterOversize;
        return true;
      }
    }
    return false;
  }
}
