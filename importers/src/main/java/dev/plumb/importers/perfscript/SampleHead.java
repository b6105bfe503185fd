package dev.plumb.importers.perfscript;

import dev.plumb.importers.records.Decimal;
import dev.plumb.trace.Times;

/**
 * The first line of a sample: {@code comm pid/tid [cpu] misc time: period event: rest}, of which
 * any may be missing but the time or the event. A comm may hold spaces, so the first place is taken
 * from which everything else fits.
 */
final class SampleHead {
  private static final int MAX_TOKENS = 64;

  private final Decimal decimal = new Decimal();
  private final int[] starts = new int[MAX_TOKENS];
  private final int[] ends = new int[MAX_TOKENS];
  private int tokens;
  private byte[] text = new byte[0];

  // What the last line said; -1 for what it did not say.
  int commFrom;
  int commTo;
  int pidFrom;
  int pidTo;
  int tidFrom;
  int tidTo;
  long timeNs;

  /** Whether the line has a time that does not fit. */
  boolean timeLost;

  long period;
  int eventFrom;
  int eventTo;

  /** Where the text behind the event begins; the line's end if there is none. */
  int rest;

  /** Whether the rest is a frame: samples without call chains have it in the same line. */
  boolean hasFrame;

  private final FrameLine frame = new FrameLine();

  /** Reads a line; false if it is no head of a sample. */
  boolean read(byte[] line, int from, int to) {
    text = line;
    split(from, to);
    for (int first = 0; first < tokens && first < 16; first++) {
      if (ids(first) && fields(first + 1, to) || fields(first, to) && hasTime()) {
        commFrom = starts[0];
        commTo = first == 0 ? starts[0] : ends[first - 1];
        hasFrame = rest < to && frame.read(text, rest, to) && frame.hasAddress;
        return true;
      }
    }
    return false;
  }

  private void split(int from, int to) {
    tokens = 0;
    int at = from;
    while (at < to && tokens < MAX_TOKENS) {
      while (at < to && isSpace(text[at])) {
        at++;
      }
      if (at < to) {
        starts[tokens] = at;
        while (at < to && !isSpace(text[at])) {
          at++;
        }
        ends[tokens++] = at;
      }
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  /** {@code 12} is a thread, {@code 11/12} a process and a thread. */
  private boolean ids(int token) {
    int slash = -1;
    for (int i = starts[token]; i < ends[token]; i++) {
      boolean sign = text[i] == '-' && (i == starts[token] || i == slash + 1);
      if (text[i] == '/' && slash < 0 && i > starts[token]) {
        slash = i;
      } else if (!sign && !isDigit(text[i])) {
        return false;
      }
    }
    pidFrom = slash < 0 ? -1 : starts[token];
    pidTo = slash;
    tidFrom = slash < 0 ? starts[token] : slash + 1;
    tidTo = ends[token];
    return tidTo > tidFrom;
  }

  /** Everything behind the ids. */
  private boolean fields(int from, int to) {
    int at = from;
    timeNs = Times.NONE;
    timeLost = false;
    period = -1;
    eventFrom = -1;
    eventTo = -1;
    if (at == from && at < tokens && !idsBefore(at)) {
      tidFrom = -1;
      pidFrom = -1;
    }
    at += at < tokens && isCpu(at) ? 1 : 0;
    at += at + 1 < tokens && isMisc(at) && isTime(at + 1) ? 1 : 0;
    if (at < tokens && isTime(at)) {
      at++;
    }
    if (at + 1 < tokens && isNumber(at) && isEvent(at + 1)) {
      period = number(at);
      at++;
    }
    if (at < tokens && isEvent(at)) {
      eventFrom = starts[at];
      eventTo = ends[at];
      while (eventTo > eventFrom && text[eventTo - 1] == ':') {
        eventTo--; // an event without modifiers prints an empty one: "cycles::"
      }
      at++;
    }
    rest = at < tokens ? starts[at] : to;
    return hasTime() || eventFrom >= 0;
  }

  private boolean hasTime() {
    return timeNs != Times.NONE || timeLost;
  }

  private boolean idsBefore(int token) {
    return token > 0 && tidFrom >= 0 && tidTo == ends[token - 1];
  }

  private boolean isCpu(int token) {
    int to = ends[token] - 1;
    return text[starts[token]] == '[' && text[to] == ']' && digits(starts[token] + 1, to);
  }

  /** Mode letters of a sample, such as {@code U} or {@code K}. */
  private boolean isMisc(int token) {
    for (int i = starts[token]; i < ends[token]; i++) {
      if (text[i] < 'A' || text[i] > 'Z') {
        return false;
      }
    }
    return ends[token] - starts[token] <= 4;
  }

  /** Seconds with a fraction and a colon. */
  private boolean isTime(int token) {
    int from = starts[token];
    int to = ends[token] - 1;
    int point = from;
    while (point < to && isDigit(text[point])) {
      point++;
    }
    boolean shape = text[to] == ':' && point > from && point < to && text[point] == '.';
    if (!shape || !digits(point + 1, to)) {
      return false;
    }
    timeNs = decimal.read(text, from, to) ? decimal.nanos(9) : Times.NONE;
    timeLost = timeNs == Times.NONE;
    return true;
  }

  private boolean isNumber(int token) {
    return digits(starts[token], ends[token]);
  }

  /** {@code cycles:u:}, {@code sched:sched_switch:}, {@code cpu_core/cycles/P:}. */
  private boolean isEvent(int token) {
    if (isRecord(token)) {
      return true;
    }
    int first = text[starts[token]];
    int letter = first | 0x20;
    boolean named = letter >= 'a' && letter <= 'z' || first == '{' || first == '_';
    return named && ends[token] - starts[token] > 1 && text[ends[token] - 1] == ':';
  }

  /** {@code PERF_RECORD_LOST lost 3}: no sample, and no colon. */
  private boolean isRecord(int token) {
    String record = "PERF_RECORD_";
    int from = starts[token];
    boolean same = ends[token] - from > record.length();
    for (int i = 0; same && i < record.length(); i++) {
      same = text[from + i] == record.charAt(i);
    }
    return same;
  }

  private long number(int token) {
    return decimal.read(text, starts[token], ends[token]) ? decimal.scaled(0) : -1;
  }

  private boolean digits(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isDigit(text[i])) {
        return false;
      }
    }
    return to > from;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
