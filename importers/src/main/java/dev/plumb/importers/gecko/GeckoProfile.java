package dev.plumb.importers.gecko;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.records.Decimal;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;

/** One process of a profile, or all of them: what threads refer to, and the threads. */
final class GeckoProfile {
  /** A loaded library, and where it lies in memory if the profile is raw. */
  record Library(String name, long start, long end) {}

  private static final int MAX_DEPTH = 20;

  private final TraceBuilder out;
  private final int depth;
  final GeckoThread shared;
  final List<GeckoThread> threads = new ArrayList<>();
  final List<Library> libraries = new ArrayList<>();
  final List<GeckoProfile> processes = new ArrayList<>();

  /** Unix time of the time 0; {@link Times#NONE} if the profile does not say. */
  long startNs = Times.NONE;

  /** Unit of the samples' CPU time. */
  String cpuUnit = "";

  GeckoProfile(TraceBuilder out, int depth) {
    this.out = out;
    this.depth = depth;
    shared = new GeckoThread(out);
  }

  void read(JsonIn in) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      switch (in.name()) {
        case "meta" -> meta(in);
        case "libs" -> libraries(in);
        case "shared" -> shared.read(in);
        case "threads" -> threads(in);
        case "processes" -> processes(in);
        default -> in.skip();
      }
    }
  }

  private void meta(JsonIn in) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      String name = in.name();
      switch (name) {
        case "startTime" -> {
          Decimal millis = in.number();
          startNs = millis == null ? Times.NONE : millis.nanos(6);
        }
        case "sampleUnits" -> units(in);
        case "product", "oscpu", "abi", "version", "preprocessedProfileVersion", "interval" -> {
          String text = in.text("");
          if (depth == 0 && !text.isEmpty() && text.length() < 10_000) {
            out.putMetadata(name, Units.quoted(text));
          }
        }
        default -> in.skip();
      }
    }
  }

  private void units(JsonIn in) {
    if (in.enterObject()) {
      while (in.nextName()) {
        if (in.name().equals("threadCPUDelta")) {
          cpuUnit = in.text("");
        } else {
          in.skip();
        }
      }
    }
  }

  private void libraries(JsonIn in) {
    if (!in.enterArray()) {
      return;
    }
    while (in.nextElement()) {
      String name = "";
      long start = 0;
      long end = 0;
      if (in.enterObject()) {
        while (in.nextName()) {
          switch (in.name()) {
            case "name" -> name = in.text("");
            case "start" -> start = in.whole();
            case "end" -> end = in.whole();
            default -> in.skip();
          }
        }
      }
      libraries.add(new Library(name, start, end));
    }
  }

  private void threads(JsonIn in) {
    if (!in.enterArray()) {
      return;
    }
    while (in.nextElement()) {
      GeckoThread thread = new GeckoThread(out);
      threads.add(thread); // before it is read: what a damaged file has of it is used
      thread.read(in);
    }
  }

  private void processes(JsonIn in) {
    if (depth >= MAX_DEPTH || !in.enterArray()) {
      if (depth >= MAX_DEPTH) {
        in.skip();
      }
      return;
    }
    while (in.nextElement()) {
      if (in.isObject()) {
        GeckoProfile process = new GeckoProfile(out, depth + 1);
        processes.add(process);
        process.read(in);
      } else {
        in.skip();
      }
    }
  }
}
