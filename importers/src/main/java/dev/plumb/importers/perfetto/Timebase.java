package dev.plumb.importers.perfetto;

import dev.plumb.importers.wire.WireReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What perf samples count: {@code PerfSampleDefaults}. */
final class Timebase {
  private static final int LONGEST = 256;

  private Timebase() {}

  /** The name of the event, as perf calls it; "" if not given. */
  static String read(WireReader in) throws IOException {
    String name = "";
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        name = timebase(in);
      } else {
        in.skip();
      }
    }
    return name;
  }

  private static String timebase(WireReader in) throws IOException {
    String event = "";
    String given = "";
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 4 -> event = counter((int) in.number());
        case 3 -> event = tracepoint(in);
        case 5 -> {
          event = "raw";
          in.skip();
        }
        case 10 -> given = text(in);
        default -> in.skip();
      }
    }
    return given.isEmpty() ? event : given;
  }

  private static String tracepoint(WireReader in) throws IOException {
    String name = "";
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        name = text(in);
      } else {
        in.skip();
      }
    }
    return name;
  }

  private static String text(WireReader in) throws IOException {
    int length = in.bytes(LONGEST);
    return new String(in.buffer(), in.start(), length, StandardCharsets.UTF_8);
  }

  /** Names of {@code PerfEvents.Counter}. */
  private static String counter(int number) {
    return switch (number) {
      case 1 -> "cpu-clock";
      case 2 -> "page-faults";
      case 3 -> "task-clock";
      case 4 -> "context-switches";
      case 5 -> "cpu-migrations";
      case 6 -> "minor-faults";
      case 7 -> "major-faults";
      case 8 -> "alignment-faults";
      case 9 -> "emulation-faults";
      case 10 -> "cpu-cycles";
      case 11 -> "instructions";
      case 12 -> "cache-references";
      case 13 -> "cache-misses";
      case 14 -> "branch-instructions";
      case 15 -> "branch-misses";
      case 16 -> "bus-cycles";
      case 17 -> "stalled-cycles-frontend";
      case 18 -> "stalled-cycles-backend";
      case 19 -> "ref-cycles";
      default -> "";
    };
  }
}
