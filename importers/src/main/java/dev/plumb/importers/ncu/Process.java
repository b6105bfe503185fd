package dev.plumb.importers.ncu;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import java.io.IOException;

/** The profiled process that the following executions belong to. */
final class Process {
  private static final int LONGEST = 1 << 16;

  private final StringPool strings;
  private long id = Ids.ABSENT;
  private int hostId = Ids.NONE;
  private int nameId = Ids.NONE;

  Process(StringPool strings) {
    this.strings = strings;
  }

  /** Reads a {@code ProcessInfo}. */
  void read(WireReader in) throws IOException {
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field() << 3 | in.type()) {
        case 1 << 3 | WireReader.VARINT -> id = in.varint();
        case 2 << 3 | WireReader.BYTES -> hostId = strings.intern(Texts.read(in, LONGEST));
        case 3 << 3 | WireReader.BYTES -> nameId = strings.intern(Texts.read(in, LONGEST));
        default -> in.skip();
      }
    }
  }

  /** Reads a line of the log: {@code [19053] python3.8@127.0.0.1}; whether it is one. */
  boolean read(String line) {
    int close = line.indexOf("] ");
    int at = line.lastIndexOf('@');
    if (!line.startsWith("[") || close < 0 || at < close) {
      return false;
    }
    long number = Numbers.whole(line.substring(1, close));
    if (number == Ids.ABSENT) {
      return false;
    }
    id = number;
    nameId = strings.intern(line.substring(close + 2, at));
    hostId = strings.intern(line.substring(at + 1));
    return true;
  }

  void addTo(Execution execution, Facts facts) {
    Facts.add(execution, facts.process, id);
    execution.text(facts.processName, Ids.NONE, nameId);
    execution.text(facts.host, Ids.NONE, hostId);
  }
}
