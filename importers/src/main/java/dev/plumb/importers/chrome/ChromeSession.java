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

  /** How far an object is looked into to tell an event from the object around all events. */
  private static final int PEEK = 4096;

  /** How often the rest of a text is searched for events after something that does not end. */
  private static final int MAX_RECOVERIES = 32;

  private static final byte[] PHASE = "ph".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STACK_FRAMES = "stackFrames".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SAMPLES = "samples".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRACE_EVENTS = "traceEvents".getBytes(StandardCharsets.US_ASCII);

  private enum State {
    /** Before a document. */
    START,
    /** Between the members of the outer object. */
    MEMBERS,
    /** Between the elements of the event array. */
    EVENTS,
    /** Between the members of the dictionary of stack frames. */
    FRAMES,
    /** Between the elements of the array of samples. */
    SAMPLES,
    /** Between events that follow each other without an array. */
    LINES,
    /** Inside a value that is too large: looking for its end. */
    OVERSIZE,
    /** Behind the documents, where nothing is looked at. */
    TAIL
  }

  private final TraceBuilder out;
  private final int maxValue;
  private final Problems problems;
  private final EventReader reader;
  private final EventWriter writer;
  private final ProfileReader profile;
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

  /** Whether the text before the first document was told. */
  private boolean preamble;

  /** Whether an event was read, so that another list of events is a second one. */
  private boolean anyEvent;

  /** Whether anything was read that only this format has. */
  private boolean recognised;

  private boolean severalLists;
  private int recoveries;

  // OVERSIZE: where the value began, and what surrounds the byte that comes next.
  private State afterOversize = State.EVENTS;
  private int depth;
  private boolean inString;
  private boolean escaped;

  ChromeSession(TraceBuilder out) {
    this(out, MAX_VALUE);
  }

  /** A session that skips values above {@code maxValue} bytes. */
  ChromeSession(TraceBuilder out, int maxValue) {
    this.out = out;
    this.maxValue = maxValue;
    this.problems = out.problems();
    this.reader = new EventReader(out);
    this.writer = new EventWriter(out, reader);
    this.profile = new ProfileReader(out, reader, writer);
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
    nextScan = Math.min(limit * 2, maxValue + 1);
  }

  @Override
  public void finish() {
    finished = true;
    run();
    while (pos < limit && recover()) {
      run();
    }
    recognised |= isCutTrace();
    if (pos < limit) { // the last value is cut off
      problems.add(ProblemCode.TEXT_TRUNCATED, base + pos, place());
    } else if (state == State.OVERSIZE) {
      problems.add(ProblemCode.TEXT_TRUNCATED, base + pos);
    } else if (state != State.START && state != State.LINES && state != State.TAIL) {
      problems.add(ProblemCode.LIST_NOT_CLOSED, base + pos);
    }
    writer.finish();
    if (out.slices().size() == 0
        && out.instants().size() == 0
        && out.counters().size() == 0
        && out.samples().size() == 0) {
      problems.add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
    metadata.finish();
    out.setBytes(base + limit);
  }

  private String place() {
    return "after " + out.slices().size() + " slices";
  }

  /** Any JSON may be a trace until it is read: one without an event of a type is none. */
  @Override
  public boolean isOfFormat() {
    return recognised;
  }

  /** Whether the part that was cut off is of an event, or of the object around all events. */
  private boolean isCutTrace() {
    String rest = new String(window, pos, Math.min(limit - pos, PEEK), StandardCharsets.ISO_8859_1);
    return rest.contains("\"ph\"") || rest.contains("\"traceEvents\"");
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
    if (limit > maxValue) {
      if (!recover()) {
        startOversize();
      }
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
            case FRAMES -> frame();
            case SAMPLES -> sample();
            case LINES -> line();
            case TAIL -> tail();
            case OVERSIZE -> throw new AssertionError();
          };
    }
  }

  private boolean start() {
    byte b = window[pos];
    if (b == '[') {
      list();
      inObject = false;
      pos++;
      return true;
    }
    if (b == '{') {
      int phase = hasPhase();
      if (phase == Json.INCOMPLETE) {
        return false;
      }
      if (phase > 0) {
        list();
        state = State.LINES;
        return true;
      }
      inObject = true;
      state = State.MEMBERS;
      pos++;
      return true;
    }
    if ((b & 0xFF) == 0xEF && base + pos == 0) { // byte order mark
      if (pos + 3 > limit && !finished) {
        return false;
      }
      pos = Math.min(pos + 3, limit);
      return true;
    }
    return noDocument();
  }

  /** Counts a list of events that is not the first, and starts to read it. */
  private void list() {
    if (anyEvent && !severalLists) {
      severalLists = true;
      problems.add(ProblemCode.SEVERAL_DOCUMENTS, base + pos);
    }
    state = State.EVENTS;
    comma = false;
  }

  /** Text outside of documents: before the first it is skipped, after that nothing is guessed. */
  private boolean noDocument() {
    if (anyEvent) {
      problems.add(ProblemCode.TEXT_AFTER_END, base + pos);
      state = State.TAIL;
      return true;
    }
    if (!preamble) {
      preamble = true;
      problems.add(ProblemCode.TEXT_BEFORE_START, base + pos);
    }
    while (pos < limit && window[pos] != '[' && window[pos] != '{') {
      pos++;
    }
    return true;
  }

  /**
   * Whether the object at {@link #pos} is an event, and not the object around all events: 1 if one
   * of its first members is {@code ph}, 0 if not, {@link Json#INCOMPLETE} if more text is needed.
   * The answer does not depend on how much of the text is in the window.
   */
  private int hasPhase() {
    int end = Math.min(limit, pos + PEEK);
    int unknown = end == pos + PEEK || finished ? 0 : Json.INCOMPLETE;
    int at = pos + 1;
    while (true) {
      at = Json.skipSpace(window, at, end);
      if (at >= end) {
        return unknown;
      }
      if (window[at] == ',') {
        at++;
        continue;
      }
      if (window[at] != '"') {
        return 0;
      }
      int key = at + 1;
      int keyEnd = Json.endOfString(window, key, end);
      int value = keyEnd < 0 ? keyEnd : EventReader.colon(window, keyEnd + 1, end);
      if (value < 0) {
        return value == Json.INCOMPLETE ? unknown : 0;
      }
      if (Arrays.equals(window, key, keyEnd, PHASE, 0, PHASE.length)) {
        return 1;
      }
      if (Arrays.equals(window, key, keyEnd, TRACE_EVENTS, 0, TRACE_EVENTS.length)) {
        return 0;
      }
      at = Json.skipValue(window, value, end);
      if (at < 0) {
        return at == Json.INCOMPLETE ? unknown : 0;
      }
    }
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
    boolean events = Arrays.equals(window, keyAt, keyEnd, TRACE_EVENTS, 0, TRACE_EVENTS.length);
    recognised |= events;
    if (window[value] == '[' && events) {
      list();
      pos = value + 1;
      return true;
    }
    State profile = profile(keyAt, keyEnd, value);
    if (profile != State.MEMBERS) {
      state = profile;
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

  /**
   * What a member of the outer object begins if it holds stacks or samples, else {@link
   * State#MEMBERS}. Files of others have arrays of numbers called samples: those are metadata.
   */
  private State profile(int keyAt, int keyEnd, int value) {
    if (window[value] == '{'
        && Arrays.equals(window, keyAt, keyEnd, STACK_FRAMES, 0, STACK_FRAMES.length)) {
      return State.FRAMES;
    }
    if (window[value] == '[' && Arrays.equals(window, keyAt, keyEnd, SAMPLES, 0, SAMPLES.length)) {
      int first = Json.skipSpace(window, value + 1, limit);
      return first < limit && window[first] == '{' ? State.SAMPLES : State.MEMBERS;
    }
    return State.MEMBERS;
  }

  private boolean frame() {
    byte b = window[pos];
    if (b == ',') {
      pos++;
      return true;
    }
    if (b == '}') {
      pos++;
      state = State.MEMBERS;
      return true;
    }
    int keyEnd = b == '"' ? Json.endOfString(window, pos + 1, limit) : Json.BROKEN;
    int value = keyEnd < 0 ? keyEnd : EventReader.colon(window, keyEnd + 1, limit);
    int end = value;
    if (value > 0 && window[value] == '{') {
      end = profile.frame(window, pos, value, limit, base + pos);
    } else if (value > 0) {
      end = Json.skipValue(window, value, limit);
      if (end > 0) {
        problems.add(ProblemCode.VALUE_NOT_AN_EVENT, base + pos);
      }
    }
    if (end > 0) {
      pos = end;
      return true;
    }
    return end == Json.BROKEN && broken();
  }

  private boolean sample() {
    byte b = window[pos];
    if (b == ',') {
      pos++;
      return true;
    }
    if (b == ']') {
      pos++;
      state = State.MEMBERS;
      return true;
    }
    if (b != '{') {
      return broken();
    }
    int end = profile.sample(window, pos, limit, base + pos);
    if (end == ProfileReader.EVENT) { // the end of the array is missing
      state = State.EVENTS;
      return true;
    }
    if (end > 0) {
      pos = end;
      return true;
    }
    return end == Json.BROKEN && broken();
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
      anyEvent = true;
      recognised |= reader.event.phase != 0;
      writer.write(window, limit, base + pos);
      pos = end;
      comma = false;
      return true;
    }
    return end == Json.BROKEN && broken(Math.max(pos + 1, reader.event.reached));
  }

  private boolean tail() {
    pos = limit;
    return false;
  }

  private boolean broken() {
    return broken(pos + 1);
  }

  /**
   * Skips text that is no event, up to the next place at or after {@code from} where one can begin.
   * What was understood of a broken event before {@code from} is not looked at again, so that text
   * which is broken at many depths takes no longer than other text.
   */
  private boolean broken(int from) {
    int at = candidate(from);
    if (at >= limit && !finished && limit - pos < maxValue / 2) {
      return false; // look again when more is there
    }
    skipBroken(at);
    return true;
  }

  private void skipBroken(int to) {
    problems.add(ProblemCode.EVENT_BROKEN, base + pos);
    if (state == State.MEMBERS || state == State.START || state == State.FRAMES) {
      state = State.EVENTS;
    }
    comma = false;
    pos = Math.min(to, limit);
  }

  /**
   * The next place where an event can begin: an opening brace with a key, after a comma, a bracket
   * or a closing brace. Arguments begin after a colon. The limit if there is none.
   */
  private int candidate(int from) {
    int at = from;
    while (true) {
      while (at < limit && window[at] != '{') {
        at++;
      }
      if (at >= limit) {
        return limit;
      }
      int before = at - 1;
      while (before > pos && window[before] >= 0 && window[before] <= ' ') {
        before--;
      }
      int key = Json.skipSpace(window, at + 1, limit);
      if (key >= limit) {
        return limit;
      }
      byte b = window[before];
      if ((b == ',' || b == '[' || b == '}') && window[key] == '"') {
        return at;
      }
      at++;
    }
  }

  /**
   * When the value at {@link #pos} has no end: perhaps a part of the file is missing, and the
   * brackets or quotes that are open were never to be closed. Goes on at the next whole event
   * inside of it, if there is one.
   */
  private boolean recover() {
    int at = candidate(pos + 1);
    while (at < limit && recoveries < MAX_RECOVERIES) {
      recoveries++;
      if (reader.read(window, at, limit) > 0 && reader.event.phase != 0) {
        skipBroken(at);
        state = state == State.SAMPLES ? State.EVENTS : state;
        return true;
      }
      at = candidate(at + 1);
    }
    return false;
  }

  private void startOversize() {
    problems.add(
        state == State.MEMBERS ? ProblemCode.METADATA_TOO_LARGE : ProblemCode.EVENT_TOO_LARGE,
        base + pos);
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
