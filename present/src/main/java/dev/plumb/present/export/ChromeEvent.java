package dev.plumb.present.export;

import dev.plumb.present.json.JsonText;
import dev.plumb.trace.Ids;

/** The text of one event in the making. Times are written from integers: no double on the way. */
final class ChromeEvent {
  /** Integers up to here are the same number in every parser. */
  private static final long SAFE = 1L << 53;

  private final StringBuilder text = new StringBuilder(512);
  private boolean inArgs;
  private boolean args;

  /** Begins an event. */
  ChromeEvent begin(char phase) {
    text.setLength(0);
    text.append("{\"ph\":\"").append(phase).append('"');
    inArgs = false;
    args = false;
    return this;
  }

  /** Begins an object that is no event, with a first field. */
  ChromeEvent begin(String key, String value) {
    text.setLength(0);
    text.append('{');
    inArgs = false;
    args = false;
    JsonText.quote(key, text);
    text.append(':');
    JsonText.quote(value, text);
    return this;
  }

  /** Adds a field with a text. */
  ChromeEvent text(String key, String value) {
    key(key);
    JsonText.quote(value, text);
    return this;
  }

  /** Adds a field with a time in microseconds, three decimals. */
  ChromeEvent micros(String key, long ns) {
    key(key);
    micros(ns, text);
    return this;
  }

  static void micros(long ns, StringBuilder out) {
    long magnitude = ns;
    if (ns < 0) {
      out.append('-');
      magnitude = -ns; // the least number stays itself, which is right as an unsigned one
    }
    long rest = Long.remainderUnsigned(magnitude, 1000);
    out.append(Long.toUnsignedString(Long.divideUnsigned(magnitude, 1000))).append('.');
    out.append((char) ('0' + rest / 100));
    out.append((char) ('0' + rest / 10 % 10));
    out.append((char) ('0' + rest % 10));
  }

  /** Adds an integer. */
  ChromeEvent integer(String key, long value) {
    key(key);
    text.append(value);
    return this;
  }

  /** Adds an integer unless it is {@link Ids#ABSENT}. */
  ChromeEvent given(String key, long value) {
    return value == Ids.ABSENT ? this : integer(key, value);
  }

  /** Adds a field as a number where the text is one that every parser understands, else as text. */
  ChromeEvent numberOrText(String key, String value) {
    key(key);
    if (isSafeInteger(value)) {
      text.append(value);
    } else {
      JsonText.quote(value, text);
    }
    return this;
  }

  static boolean isSafeInteger(String value) {
    if (value.isEmpty() || value.length() > 17) {
      return false;
    }
    for (int i = value.charAt(0) == '-' ? 1 : 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    if (value.equals("-")) {
      return false;
    }
    long number = Long.parseLong(value);
    return number < SAFE && number > -SAFE && Long.toString(number).equals(value);
  }

  /** What is added from now on are arguments. */
  ChromeEvent args() {
    inArgs = true;
    return this;
  }

  /** Adds members that are JSON already. */
  ChromeEvent members(CharSequence members) {
    if (!members.isEmpty()) {
      separate();
      text.append(members);
    }
    return this;
  }

  private void key(String key) {
    separate();
    JsonText.quote(key, text);
    text.append(':');
  }

  private void separate() {
    if (inArgs && !args) {
      text.append(",\"args\":{");
      args = true;
    } else {
      text.append(',');
    }
  }

  /** Ends the event and answers its text. */
  CharSequence end() {
    return text.append(args ? "}}" : "}");
  }
}
