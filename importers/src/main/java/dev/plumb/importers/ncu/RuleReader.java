package dev.plumb.importers.ncu;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import java.io.IOException;

/**
 * Reads {@code RuleResult} messages, what Nsight Compute itself advises. Each message becomes a
 * metric {@code "rule NAME"} whose text is its title and message and whose unit is its type; an
 * estimated speedup becomes a second one, in percent.
 */
final class RuleReader {
  private static final int LONGEST = 1 << 16;
  private static final String[] TYPES = {"", "INF", "WRN", "ERR", "OPT"};

  private final StringPool strings;
  private String rule = "";

  RuleReader(StringPool strings) {
    this.strings = strings;
  }

  void read(WireReader in, Execution to) throws IOException {
    rule = "";
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        rule = Texts.read(in, LONGEST);
      } else if (in.field() == 3 && in.type() == WireReader.BYTES) {
        body(in, to);
      } else {
        in.skip();
      }
    }
  }

  private void body(WireReader in, Execution to) throws IOException {
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        item(in, to);
      } else {
        in.skip();
      }
    }
  }

  private void item(WireReader in, Execution to) throws IOException {
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        message(in, to);
      } else if (in.field() == 10 && in.type() == WireReader.BYTES) {
        speedup(in, to);
      } else {
        in.skip();
      }
    }
  }

  private void message(WireReader in, Execution to) throws IOException {
    String text = "";
    String title = "";
    long type = 0;
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        text = Texts.read(in, LONGEST);
      } else if (in.field() == 2 && in.type() == WireReader.VARINT) {
        type = in.varint();
      } else if (in.field() == 4 && in.type() == WireReader.BYTES) {
        title = Texts.read(in, LONGEST);
      } else {
        in.skip();
      }
    }
    add(to, strings, rule, type >= 0 && type < TYPES.length ? TYPES[(int) type] : "", title, text);
  }

  /** Adds what a rule says. */
  static void add(
      Execution to, StringPool strings, String rule, String type, String title, String text) {
    int unitId = type.isEmpty() ? Ids.NONE : strings.intern(type);
    String whole = title.isEmpty() ? text : title + ": " + text;
    to.text(strings.intern(("rule " + rule).strip()), unitId, strings.intern(whole));
  }

  private void speedup(WireReader in, Execution to) throws IOException {
    double percent = Double.NaN;
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 2 && in.type() == WireReader.FIXED64) {
        percent = Double.longBitsToDouble(in.fixed64());
      } else {
        in.skip();
      }
    }
    addSpeedup(to, strings, rule, percent);
  }

  /** Adds what following a rule may buy. */
  static void addSpeedup(Execution to, StringPool strings, String rule, double percent) {
    String name = "rule " + rule + ": estimated speedup";
    to.number(strings.intern(name), strings.intern("%"), percent);
  }
}
