package dev.plumb.importers.collapsed;

import dev.plumb.importers.stacks.ThreadTracks;
import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Outermost frames that are no code but name the thread: {@code [main tid=7]} of async-profiler,
 * {@code thread (0x7F12): MainThread} of py-spy.
 */
final class ThreadFrames {
  /** Stands for a frame that names a process: the thread may follow. */
  static final int PROCESS = -2;

  private static final Pattern ASYNC_PROFILER = Pattern.compile("\\[(.*) tid=(\\d+)\\]");
  private static final Pattern PY_SPY = Pattern.compile("thread \\(([^)]*)\\)(?:: \"?(.*?)\"?)?");
  private static final Pattern PY_SPY_PROCESS = Pattern.compile("process (\\d+):\"(.*)\"");

  private final ThreadTracks tracks;
  private final Map<Integer, String[]> processes = new HashMap<>();
  private final Map<Integer, String[]> threads = new HashMap<>();
  private final String[] noProcess = {"", ""};
  private String[] process = noProcess;

  ThreadFrames(TraceBuilder out) {
    tracks = new ThreadTracks(out);
  }

  /** Remembers a new frame if its text names a thread or a process. */
  void known(int frame, String text) {
    if (text.startsWith("[")) {
      Matcher matcher = ASYNC_PROFILER.matcher(text);
      if (matcher.matches()) {
        threads.put(frame, new String[] {matcher.group(2), matcher.group(1)});
      }
    } else if (text.startsWith("thread (")) {
      Matcher matcher = PY_SPY.matcher(text);
      if (matcher.matches()) {
        String name = matcher.group(2);
        threads.put(frame, new String[] {matcher.group(1), name == null ? "" : name});
      }
    } else if (text.startsWith("process ")) {
      Matcher matcher = PY_SPY_PROCESS.matcher(text);
      if (matcher.matches()) {
        processes.put(frame, new String[] {matcher.group(1), matcher.group(2)});
      }
    }
  }

  /** The track of an outermost frame; {@link #PROCESS}, or {@link Ids#NONE} if it is code. */
  int track(int frame) {
    if (threads.isEmpty() && processes.isEmpty()) {
      return Ids.NONE;
    }
    String[] found = processes.get(frame);
    if (found != null) {
      process = found;
      return PROCESS;
    }
    String[] thread = threads.get(frame);
    if (thread == null) {
      return Ids.NONE;
    }
    int row = tracks.row(process[0], thread[0]);
    tracks.name(row, thread[1]);
    tracks.nameProcess(row, process[1]);
    return row;
  }

  /** The track of a line that names no thread: that of its process, if it has one. */
  int trackOfProcess() {
    if (process == noProcess) {
      return Ids.NONE;
    }
    int row = tracks.row(process[0], "");
    tracks.nameProcess(row, process[1]);
    return row;
  }

  /** Forgets the process of the line before. */
  void beginLine() {
    process = noProcess;
  }
}
