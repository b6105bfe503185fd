package dev.plumb.record.session;

import dev.plumb.record.tree.Json;
import dev.plumb.trace.io.ExactText;
import dev.plumb.trace.io.WriteFailure;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One recording, from the start of the program to the stored file. */
public final class Session {
  private final Recording recording;

  private final RecordingFile file;
  private final Checkpoints checkpoints;
  private Redirect stdin = Redirect.INHERIT;
  private Redirect stdout = Redirect.INHERIT;
  private Redirect stderr = Redirect.INHERIT;
  private Consumer<Recording> follower = now -> {};
  private final List<Consumer<Process>> waiting = new ArrayList<>();
  private @Nullable Process process;
  private volatile boolean stopping;

  /** A recording as planned. */
  public Session(Plan plan) {
    recording = new Recording(plan);
    file = new RecordingFile(recording);
    checkpoints = new Checkpoints(plan.checkpointNs());
  }

  /** Where the program reads from and writes to instead of the terminal. */
  public Session redirect(Redirect in, Redirect out, Redirect err) {
    stdin = in;
    stdout = out;
    stderr = err;
    return this;
  }

  /** Called about once a second with what has been recorded so far, by the session's thread. */
  public Session follow(Consumer<Recording> eye) {
    follower = eye;
    return this;
  }

  /** Does something to the program; waits for its start if that is still to come. */
  public synchronized void withProcess(Consumer<Process> action) {
    if (process == null) {
      waiting.add(action);
    } else {
      action.accept(process);
    }
  }

  private synchronized void setProcess(Process started) {
    process = started;
    waiting.forEach(each -> each.accept(started));
  }

  /** Lets an attached program go. */
  public void stop() {
    stopping = true;
  }

  /**
   * Starts the program, records it to its end and stores the recording.
   *
   * @param environment of the program, before recorders add to it; as the command, {@link
   *     ExactText}
   * @throws IOException if the program cannot be started, or there is no place for the file
   */
  public Outcome run(Map<String, String> environment) throws IOException {
    Plan plan = recording.plan();
    recording.note("command", Json.array(plan.command().stream().map(ExactText::shown).toList()));
    begin();
    List<Recorder> recorders = Recorders.of(Target.of(plan.command(), environment), recording);
    try {
      Launch launch = new Launch(plan.command(), environment);
      for (Recorder each : recorders) {
        each.prepare(launch);
      }
      long begin = System.nanoTime();
      Process started = start(launch);
      setProcess(started);
      for (Recorder each : recorders) {
        each.started(started.pid());
      }
      while (started.isAlive()) {
        observe(recorders, begin);
      }
      int status = started.waitFor();
      return end(recorders, begin, status);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while recording", e);
    } finally {
      close(recorders);
    }
  }

  /** Records a running process until it ends or {@link #stop} is called. */
  public Outcome attach(ProcessHandle running) throws IOException {
    recording.note("command", Json.array(List.of(running.info().commandLine().orElse("?"))));
    begin();
    List<Recorder> recorders = Recorders.attached(Target.of(running), recording);
    try {
      long begin = System.nanoTime();
      for (Recorder each : recorders) {
        each.started(running.pid());
      }
      while (running.isAlive() && !stopping) {
        observe(recorders, begin);
      }
      return end(recorders, begin, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while recording", e);
    } finally {
      close(recorders);
    }
  }

  /** A file that cannot be written is better known before an hour's run than after it. */
  private void begin() throws UnwritableFileException {
    try {
      file.write(false);
    } catch (IOException e) {
      throw new UnwritableFileException(file.path(), e);
    }
  }

  private Process start(Launch launch) throws IOException {
    ProcessBuilder builder =
        ProgramStart.of(launch).redirectInput(stdin).redirectOutput(stdout).redirectError(stderr);
    try {
      return builder.start();
    } catch (IOException e) {
      Files.deleteIfExists(file.path()); // of nothing
      throw new IOException(ProgramStart.failure(launch, e), e);
    }
  }

  private long followed = System.nanoTime();

  private void observe(List<Recorder> recorders, long begin)
      throws IOException, InterruptedException {
    long wait = Long.MAX_VALUE;
    for (Recorder each : recorders) {
      wait = Math.min(wait, each.poll());
    }
    long now = System.nanoTime();
    if (now - followed >= 1_000_000_000L) {
      followed = now;
      follower.accept(recording);
    }
    if (checkpoints.isDue(now - begin) && !file.isBusy()) {
      checkpoints.begun(now - begin);
      noteTime(begin);
      file.begin();
    }
    TimeUnit.NANOSECONDS.sleep(wait);
  }

  private void noteTime(long begin) {
    recording.note("wall_ns", String.valueOf(System.nanoTime() - begin));
  }

  private Outcome end(List<Recorder> recorders, long begin, int status) throws IOException {
    for (Recorder each : recorders) {
      each.finish();
    }
    follower.accept(recording);
    recording.note("exit_status", String.valueOf(status));
    recording.note("level", Json.text(recording.level().label()));
    noteTime(begin);
    String notStored = null;
    try {
      file.write(true);
    } catch (IOException e) {
      // The last file that could be written stays and says that its end is missing.
      notStored = WriteFailure.reason(file.path(), e);
    }
    return new Outcome(
        file.path(),
        notStored == null,
        notStored,
        status,
        recording.level(),
        recording.missing(),
        recording.remarks());
  }

  private static void close(List<Recorder> recorders) {
    List<Recorder> backwards = new ArrayList<>(recorders).reversed();
    for (Recorder each : backwards) {
      each.close();
    }
  }
}
