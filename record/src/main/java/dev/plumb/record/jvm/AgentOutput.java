package dev.plumb.record.jvm;

import dev.plumb.record.session.Recording;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What agents have written so far, by process: sums, whole windows, failures. */
final class AgentOutput {
  /** {@code jvm-PID.sums}, {@code jvm-PID.3.jfr}. */
  private static final Pattern FILE = Pattern.compile("jvm-(\\d+)\\.(.+)");

  private static final String SUMS = "sums";
  private static final String FAILURES = "failures";
  private static final String WINDOW = ".jfr";
  private static final String UNFINISHED = ".jfr.part";

  private final Recording recording;
  private final Path folder;
  private final OperatorNames names;
  private final Tracks tracks;
  private final WindowMerger windows;
  private final Map<Long, SumsMerger> sums = new HashMap<>();
  private boolean hasFailed;

  AgentOutput(Recording recording, Path folder, OperatorNames names) {
    this.recording = recording;
    this.folder = folder;
    this.names = names;
    tracks = new Tracks(recording.tree());
    windows =
        new WindowMerger(
            recording.tree(),
            recording.problems(),
            tracks,
            AgentFiles.intervalNs(recording.plan()));
  }

  /** JVMs that were seen. */
  int processes() {
    return sums.size();
  }

  /** Whether an agent has said why it could not do its part. */
  boolean hasFailed() {
    return hasFailed;
  }

  /** Samples of what ran, of all processes. */
  long samples() {
    return windows.merged();
  }

  /** Calls of operators, of all processes. */
  long operators() {
    return sums.values().stream().mapToLong(SumsMerger::counted).sum();
  }

  private record Found(long pid, String what, Path path) {}

  private List<Found> list() throws IOException {
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "jvm-*")) {
      for (Path each : all) {
        Matcher name = FILE.matcher(String.valueOf(each.getFileName()));
        if (name.matches()) {
          found.add(new Found(Long.parseLong(name.group(1)), name.group(2), each));
        }
      }
    }
    return found;
  }

  /** Merges what there is while programs run; windows are deleted afterwards. */
  void merge() throws IOException {
    // Of windows that had ended by the last time: their files have been there for a while.
    Map<Long, Long> ended = new HashMap<>();
    sums.forEach((pid, each) -> ended.put(pid, each.windowsCpuNs()));
    for (Found each : list()) {
      if (each.what.equals(SUMS)) {
        SumsMerger merger = sums.computeIfAbsent(each.pid, pid -> merger(each));
        merger.merge();
      } else if (each.what.endsWith(WINDOW)) {
        windows.merge(each.pid, each.path);
        Files.deleteIfExists(each.path);
      }
    }
    ended.forEach(windows::setUnseen);
    noteSteps();
    notePauses();
  }

  private SumsMerger merger(Found found) {
    Path other = found.path.resolveSibling("jvm-" + found.pid + ".names");
    return new SumsMerger(
        found.pid, found.path, other, names, recording.tree(), recording.problems(), tracks);
  }

  /** Merges what is left after the programs have ended, whole or not. */
  void mergeRest() throws IOException {
    merge();
    for (Found each : list()) {
      if (each.what.endsWith(UNFINISHED)) {
        recording
            .problems()
            .add(ProblemCode.TARGET_KILLED, Problems.NO_OFFSET, "process " + each.pid + ", a JVM");
        windows.merge(each.pid, each.path); // async-profiler ends the file where the JVM halts
        Files.deleteIfExists(each.path);
      } else if (each.what.equals(FAILURES)) {
        hasFailed = true;
        for (String line : Files.readAllLines(each.path)) {
          int tab = Math.max(line.indexOf('\t'), 0);
          recording.lacks(line.substring(0, tab), line.substring(tab).strip());
        }
      }
    }
    sums.forEach((pid, each) -> windows.setUnseen(pid, each.windowsCpuNs()));
    long divided = sums.values().stream().mapToLong(SumsMerger::divided).sum();
    recording.note("jvm.operators", Long.toString(operators()));
    recording.note("jvm.operators_of_several_callers", Long.toString(divided));
  }

  private void notePauses() {
    Recording.Paused all = Recording.Paused.NEVER;
    for (SumsMerger each : sums.values()) {
      all = all.and(each.paused());
    }
    recording.paused("JVMs", all);
  }

  private void noteSteps() {
    sums.values().forEach(each -> recording.steps(Ids.NONE, each.intervals()));
    List<SumsMerger.Steps> all =
        sums.values().stream().map(SumsMerger::steps).filter(each -> each.count() > 0).toList();
    if (all.isEmpty()) {
      return;
    }
    // Of several processes, the one that made the most.
    SumsMerger.Steps most = Collections.max(all, (a, b) -> Long.compare(a.count(), b.count()));
    recording.note(
        "steps",
        "{\"count\":"
            + most.count()
            + (most.count() < 2
                ? ""
                : ",\"mean_ns\":"
                    + most.totalNs() / (most.count() - 1)
                    + ",\"least_ns\":"
                    + most.shortestNs()
                    + ",\"most_ns\":"
                    + most.longestNs())
            + "}");
  }
}
