package dev.plumb.record.jvm;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.jfr.JfrImporter;
import dev.plumb.record.jvm.JavaStack.Place;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Severity;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Windows of async-profiler into the tree. */
final class WindowMerger {
  private static final String RUNNING = "STATE_RUNNABLE";
  private static final String DEFAULT = "STATE_DEFAULT";
  private static final String SLEEPING = "STATE_SLEEPING";
  private static final int UNSEEN = -2;

  /** Clocks of processes tick every 10 ms, for the user and for the kernel. */
  private static final long SLACK_NS = 40_000_000;

  private final ContextTree tree;
  private final Problems problems;
  private final JavaStack stacks;
  private final Tracks tracks;
  private final long intervalNs;
  private final int samples;
  private final int cpuNs;
  private final int waitNs;
  private final int waiting;
  private long merged;
  private final Map<Long, Long> mergedOf = new HashMap<>();
  private final Map<Long, Long> unseenOf = new HashMap<>();

  /**
   * @param intervalNs CPU time that a sample of what runs stands for
   */
  WindowMerger(ContextTree tree, Problems problems, Tracks tracks, long intervalNs) {
    this.tree = tree;
    this.problems = problems;
    this.tracks = tracks;
    this.intervalNs = intervalNs;
    stacks = new JavaStack(tree);
    samples = tree.measure(Quantity.SAMPLES, "samples", "");
    cpuNs = tree.measure(Quantity.CPU_NS, "CPU time", "ns");
    waitNs = tree.measure(Quantity.WAIT_NS, "waiting time", "ns");
    waiting = tree.strings().intern("waiting");
  }

  /** Samples merged so far. */
  long merged() {
    return merged;
  }

  /**
   * What samples of a process do not stand for of the CPU time that it used in its windows: threads
   * that use less than a period in one have none, however many there are. Said again when more
   * windows have ended; less than before where the file of one came late.
   */
  void setUnseen(long pid, long cpuNsInWindows) {
    long unseen = cpuNsInWindows - mergedOf.getOrDefault(pid, 0L) * intervalNs;
    long now = unseen > SLACK_NS ? unseen : 0;
    long before = unseenOf.getOrDefault(pid, 0L);
    if (now != before) {
      int context =
          tree.child(Ids.NONE, tree.frame(CodeKind.NATIVE, "[samples lost]", null, 0, null));
      tree.add(tracks.row(pid, "", ""), context, cpuNs, Ids.NONE, now - before);
      unseenOf.put(pid, now);
    }
  }

  /** Merges the window of a process. A damaged one gives what can be read of it, and is counted. */
  void merge(long pid, Path file) {
    Problems damage = new Problems();
    TraceBuilder window = new TraceBuilder(String.valueOf(file.getFileName()), "jfr", damage);
    try {
      ImportSession session = new JfrImporter().open(window);
      session.acceptFile(file);
      session.finish();
    } catch (UnreadableInputException e) {
      problems.add(ProblemCode.WINDOW_LOST, Problems.NO_OFFSET, "JVM " + pid + ": " + e.reason());
      return;
    }
    for (Problem one : damage.list()) {
      if (one.code() == ProblemCode.SAMPLES_LOST) {
        problems.add(one.code(), Problems.NO_OFFSET, one.count());
      } else if (one.severity() != Severity.INFO) {
        problems.add(
            ProblemCode.WINDOW_LOST, Problems.NO_OFFSET, "JVM " + pid + ": " + one.detail());
      }
    }
    merge(pid, window.seal());
  }

  private void merge(long pid, Trace window) {
    int[] contexts = new int[window.stacks().size()];
    Arrays.fill(contexts, UNSEEN);
    var table = window.samples();
    for (int row = 0; row < table.size(); row++) {
      int stack = table.stackRow(row);
      int context;
      if (stack < 0) {
        context = stacks.context(List.of());
      } else {
        if (contexts[stack] == UNSEEN) {
          contexts[stack] = stacks.context(places(window, stack));
        }
        context = contexts[stack];
      }
      int track = track(pid, window, table.trackRow(row));
      int measure = table.measureRow(row);
      int state = state(window, table.reasonId(row));
      add(pid, window, measure, track, context, state, table.value(row));
    }
  }

  /** A thread that runs has samples of the CPU's clock as well, so only waiting is added. */
  private void add(
      long pid, Trace window, int measure, int track, int context, int state, long value) {
    Quantity quantity = window.measures().quantity(measure);
    String name = window.strings().get(window.measures().nameId(measure));
    if (quantity == Quantity.WALL_NS) {
      if (state != Ids.NONE) {
        tree.add(track, context, waitNs, state, value);
      }
    } else if (quantity == Quantity.SAMPLES && !name.startsWith("profiler.WallClock")) {
      merged += value;
      mergedOf.merge(pid, value, Long::sum);
      tree.add(track, context, samples, Ids.NONE, value);
      tree.add(track, context, cpuNs, Ids.NONE, value * intervalNs);
    }
  }

  private int state(Trace window, int reason) {
    if (reason < 0) {
      return Ids.NONE;
    }
    String text = window.strings().get(reason);
    return switch (text) {
      case RUNNING, DEFAULT -> Ids.NONE;
      case SLEEPING -> waiting;
      default -> tree.strings().intern(text);
    };
  }

  private int track(long pid, Trace window, int row) {
    if (row < 0) {
      return tracks.row(pid, "", "");
    }
    int name = window.tracks().threadNameId(row);
    return tracks.row(
        pid,
        window.strings().get(window.tracks().tidId(row)),
        name < 0 ? "" : window.strings().get(name));
  }

  /** A function without a symbol has the path of its library for a name. */
  private static @Nullable String libraryFor(String function) {
    return function.startsWith("/") ? function.substring(function.lastIndexOf('/') + 1) : null;
  }

  /** The frames of a stack, outermost first. */
  private static List<Place> places(Trace window, int stack) {
    List<Place> places = new ArrayList<>();
    var frames = window.frames();
    for (int row = stack; row >= 0; row = window.stacks().parentRow(row)) {
      int frame = window.stacks().frameRow(row);
      int library = frames.libraryId(frame);
      String function = window.strings().get(frames.nameId(frame));
      String unnamedOf = libraryFor(function);
      places.add(
          new Place(
              frames.kind(frame),
              unnamedOf == null ? function : "[" + unnamedOf + "]",
              Math.max(frames.line(frame), 0),
              library < 0 ? unnamedOf : window.strings().get(library)));
    }
    Collections.reverse(places);
    return places;
  }
}
