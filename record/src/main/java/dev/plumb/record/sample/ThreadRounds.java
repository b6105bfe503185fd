package dev.plumb.record.sample;

import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.os.TaskCall;
import dev.plumb.record.os.TaskStat;
import dev.plumb.record.python.PythonStack;
import dev.plumb.record.python.PythonThreads;
import dev.plumb.record.stack.NativeStack;
import dev.plumb.record.stack.SampledStack;
import dev.plumb.record.stack.Stitcher;
import dev.plumb.record.stack.ThreadState;
import dev.plumb.record.symbols.FrameRoles;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Looks at all threads of a process, round by round: those that wait, for what, and where; and, if
 * nothing else samples them, those that run.
 */
final class ThreadRounds {
  /** What a thread was seen in the last time. A thread that has not run since is still there. */
  private static final class Seen {
    private final SampledStack stack = new SampledStack();
    private long ranNs = -1;
    private boolean isKept;
  }

  private final ProcessFiles files;
  private final PythonThreads python;
  private final NativeStack natives;
  private final Stitcher stitcher;
  private final boolean withWaiting;
  private final boolean withRunning;
  private final Map<Integer, Seen> threads = new HashMap<>();
  private long lastNs;

  /**
   * Of a process.
   *
   * @param withWaiting whether threads that wait are wanted
   * @param withRunning whether threads that run are: only their Python stacks are seen
   */
  ThreadRounds(
      ProcessFiles files,
      PythonThreads python,
      NativeStack natives,
      Stitcher stitcher,
      boolean withWaiting,
      boolean withRunning) {
    this.files = files;
    this.python = python;
    this.natives = natives;
    this.stitcher = stitcher;
    this.withWaiting = withWaiting;
    this.withRunning = withRunning;
    this.lastNs = System.nanoTime();
  }

  /** Looks at all threads once. Each sample stands for the time since the last round. */
  int round(Consumer<SampledStack> sink) {
    long now = System.nanoTime();
    long value = now - lastNs;
    lastNs = now;
    python.begin();
    int[] tids = files.threads();
    int samples = 0;
    for (int tid : tids) {
      Seen seen = threads.computeIfAbsent(tid, t -> new Seen());
      if (look(tid, seen, now, value)) {
        sink.accept(seen.stack);
        samples++;
      }
    }
    if (threads.size() > tids.length) {
      threads.keySet().retainAll(java.util.Arrays.stream(tids).boxed().toList());
    }
    return samples;
  }

  private boolean look(int tid, Seen seen, long now, long value) {
    long ran = files.ranNs(tid);
    if (seen.isKept && ran >= 0 && ran == seen.ranNs) {
      seen.stack.repeat(now, value);
      return true; // it has not run since: all is as it was
    }
    seen.isKept = false;
    TaskStat stat = files.stat(tid);
    if (stat == null) {
      return false;
    }
    return switch (stat.state()) {
      case 'R' -> withRunning && running(tid, seen.stack, now, value);
      case 'S', 'D', 'I' -> withWaiting && waiting(tid, seen, ran, now, value);
      default -> false; // stopped or ended
    };
  }

  private boolean running(int tid, SampledStack out, long now, long value) {
    PythonStack stack = python.stack(tid);
    int[] frames = stack == null ? null : python.frames(stack);
    if (stack == null || frames == null) {
      return false;
    }
    out.begin(tid, now, value, ThreadState.RUNNING);
    stitcher.pythonOnly(stack, frames, out);
    return true;
  }

  private boolean waiting(int tid, Seen seen, long ran, long now, long value) {
    TaskCall call = files.call(tid);
    ThreadState state = Waits.of(files, tid, call, python.reader());
    PythonStack stack = python.stack(tid);
    int[] frames = stack == null ? null : python.frames(stack);
    natives.begin(0);
    if (call != null) {
      natives.walkWaiting(call.stackPointer(), call.pc());
    }
    boolean isStill = ran >= 0 && files.ranNs(tid) == ran;
    SampledStack out = seen.stack;
    out.begin(tid, now, value, state);
    if (stack != null && frames != null && natives.size() > 0) {
      stitcher.join(natives, stack, frames, isStill, out);
    } else if (stack != null && frames != null) {
      stitcher.pythonOnly(stack, frames, out);
    } else if (natives.size() > 0) {
      if (isPlumbs()) {
        return false; // it waits for nothing that the program wants
      }
      stitcher.nativeOnly(natives, out);
    } else {
      return false;
    }
    seen.ranNs = ran;
    seen.isKept = isStill;
    return true;
  }

  /**
   * Whether the thread that was just walked is one of Plumb's library in the program: it runs
   * nothing else. Threads of the program may begin in that library, too.
   */
  private boolean isPlumbs() {
    FrameRoles roles = natives.symbolizer();
    boolean any = false;
    for (int i = 0; i < natives.size(); i++) {
      boolean isPlumb = roles.isPlumb(natives.frame(i));
      if (!isPlumb && !roles.isSystemLibrary(natives.frame(i))) {
        return false;
      }
      any |= isPlumb;
    }
    return any;
  }
}
