package dev.plumb.present.view;

import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.profile.StepStats;
import dev.plumb.trace.SliceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a folder with their headline numbers. Each is read once in the background for its
 * numbers and forgotten again; who wants to look at one has it read again.
 */
public final class RunFolder implements AutoCloseable {
  /** Longer than this nobody is kept waiting for an answer. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** More than these at once would fill the memory: the one that rested longest is closed. */
  private static final int MOST_OPEN = 8;

  /**
   * A run of the folder.
   *
   * @param modifiedMs when its newest file was written, in Unix time
   */
  public record Entry(String label, List<String> files, long modifiedMs) {}

  /** Reads a run. */
  public interface Reader {
    /** The run of some files; the exception's message is for people. */
    Profile read(String label, List<String> files) throws IOException;
  }

  /**
   * A headline number.
   *
   * @param better "less", "more" or "" where neither is
   * @param of NaN where a run has no such number
   */
  private record Column(
      String id, String label, String unit, String better, ToDoubleFunction<Run> of) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("span_ns", "Span", "ns", "less", RunFolder::spanNs),
          new Column("step_ns", "Median step", "ns", "less", RunFolder::medianStep),
          new Column("kernel_ns", "Kernel time", "ns", "less", RunFolder::kernelNs),
          new Column(
              "busy", "Device busy", "share", "more", run -> share(run, DeviceStats::busyNs)),
          new Column(
              "exposed_comm",
              "Exposed communication",
              "share",
              "less",
              run -> share(run, DeviceStats::exposedCommNs)),
          new Column("kernels", "Kernels", "", "", RunFolder::kernels),
          new Column(
              "unattributed_ns", "Unattributed GPU time", "ns", "less", RunFolder::unattributedNs));

  /**
   * What a run recorded. Runs of one kind are compared: a recording of the CPU is neither better
   * nor worse than a trace of a GPU, nor are the sums of four ranks than those of two.
   */
  private record Kind(boolean kernels, boolean operators, boolean samples, long ranks) {
    static Kind of(Run run) {
      RunSummary summary = run.summary();
      return new Kind(
          summary.work(SliceKind.KERNEL).count() > 0,
          summary.cpuOperators() > 0,
          summary.samples().count() > 0,
          IntStream.range(0, run.inputs().size()).map(run::rank).distinct().count());
    }

    /** "kernels, operators, 2 ranks". */
    String text() {
      StringJoiner text = new StringJoiner(", ");
      text.setEmptyValue("nothing of a device or an operator");
      if (kernels) {
        text.add("kernels");
      }
      if (operators) {
        text.add("operators");
      }
      if (samples) {
        text.add("samples");
      }
      if (ranks > 1) {
        text.add(ranks + " ranks");
      }
      return text.toString();
    }
  }

  /** The last values of a kind, and the runs that they are of. */
  private static final class Last {
    private final double[] values = new double[COLUMNS.size()];
    private int run = -1;

    private Last() {
      Arrays.fill(values, Double.NaN);
    }
  }

  private enum State {
    WAITING,
    READING,
    READY,
    FAILED
  }

  /** What is known of an entry. */
  private static final class Known {
    private State state = State.WAITING;
    private @Nullable String message;
    private double[] values = new double[0];
    private @Nullable Kind kind;
    private int profile = -1;
  }

  private final String name;
  private final List<Entry> entries;
  private final List<Known> known = new ArrayList<>();
  private final Reader reader;
  private final Duration patience;

  /** Two runs in reading need twice the memory. Fair: who wants to look at one comes next. */
  private final ReentrantLock oneAtATime = new ReentrantLock(true);

  private final Map<Integer, CompletableFuture<Integer>> opening = new HashMap<>();
  private volatile boolean closed;

  /**
   * A folder.
   *
   * @param name as the user named it
   * @param entries its runs, oldest first
   */
  public RunFolder(String name, List<Entry> entries, Reader reader) {
    this(name, entries, reader, PATIENCE);
  }

  RunFolder(String name, List<Entry> entries, Reader reader, Duration patience) {
    this.patience = patience;
    this.name = name;
    this.entries = List.copyOf(entries);
    this.reader = reader;
    entries.forEach(each -> known.add(new Known()));
  }

  /** Reads the headline numbers in the background. */
  public void start() {
    Thread.ofPlatform().daemon().name("plumb-runs").start(this::readAll);
  }

  /** Reads the headline numbers of all runs, one after the other. */
  void readAll() {
    for (int at = 0; at < entries.size() && !closed; at++) {
      Known entry = known.get(at);
      oneAtATime.lock();
      try {
        set(entry, State.READING, null, new double[0]);
        readOne(entry, entries.get(at));
      } finally {
        oneAtATime.unlock();
      }
    }
  }

  private void readOne(Known entry, Entry named) {
    try (Profile profile = reader.read(named.label(), named.files())) {
      Run run = profile.run();
      double[] values = COLUMNS.stream().mapToDouble(each -> each.of.applyAsDouble(run)).toArray();
      set(entry, Kind.of(run)); // before it is ready: then nobody asks again
      set(entry, State.READY, null, values);
    } catch (IOException | RuntimeException e) {
      set(entry, State.FAILED, message(e), new double[0]);
    }
  }

  private static String message(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  private synchronized void set(Known entry, Kind kind) {
    entry.kind = kind;
  }

  private synchronized void set(
      Known entry, State state, @Nullable String message, double[] values) {
    entry.state = state;
    entry.message = message;
    entry.values = values;
  }

  private static double share(Run run, ToLongFunction<DeviceStats> part) {
    List<DeviceStats> devices = run.summary().devices();
    long total = devices.stream().mapToLong(DeviceStats::totalNs).sum();
    return total == 0 ? Double.NaN : (double) devices.stream().mapToLong(part).sum() / total;
  }

  /** NaN where nothing has a place in time. */
  private static double spanNs(Run run) {
    long span = run.summary().spanNs();
    return span == 0 ? Double.NaN : span;
  }

  /** NaN where no device worked: then nothing could be without a launch. */
  private static double unattributedNs(Run run) {
    RunSummary summary = run.summary();
    boolean worked = summary.devices().stream().anyMatch(each -> each.totalNs() > 0);
    return worked || summary.work(SliceKind.KERNEL).count() > 0
        ? summary.unattributedDeviceNs()
        : Double.NaN;
  }

  private static double medianStep(Run run) {
    long[] steps = run.steps().stream().mapToLong(StepStats::durNs).sorted().toArray();
    return steps.length == 0 ? Double.NaN : steps[steps.length / 2];
  }

  private static double kernelNs(Run run) {
    RunSummary.Work work = run.summary().work(SliceKind.KERNEL);
    return work.count() == 0 ? Double.NaN : work.sumNs();
  }

  private static double kernels(Run run) {
    long count = run.summary().work(SliceKind.KERNEL).count();
    return count == 0 ? Double.NaN : count;
  }

  /** Name of the folder. */
  String name() {
    return name;
  }

  /**
   * Number of the profile of a run, which is read if it is not open yet. Whoever asks waits for
   * some time; reading goes on whether somebody waits or not.
   */
  int open(int run, Profiles profiles) {
    if (run >= entries.size()) {
      throw WrongQuestion.notFound("no-run", "run: there is no run " + run);
    }
    CompletableFuture<Integer> reading = reading(run, profiles);
    try {
      return reading.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw WrongQuestion.tooSlow("the run is still being read; ask again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw WrongQuestion.tooSlow("nobody waits for the answer any more");
    } catch (ExecutionException e) {
      synchronized (this) {
        opening.remove(run, reading);
      }
      switch (e.getCause()) {
        case WrongQuestion wrong -> throw wrong;
        case UncheckedIOException io ->
            throw WrongQuestion.because(
                "unreadable", message(Objects.requireNonNull(io.getCause())));
        case RuntimeException defect -> throw defect;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private synchronized CompletableFuture<Integer> reading(int run, Profiles profiles) {
    return opening.computeIfAbsent(
        run,
        each ->
            CompletableFuture.supplyAsync(
                () -> read(run, profiles),
                task -> Thread.ofPlatform().daemon().name("plumb-open").start(task)));
  }

  private int read(int run, Profiles profiles) {
    oneAtATime.lock();
    try {
      while (profiles.all().size() >= MOST_OPEN) {
        close(profiles.closeOldest());
      }
      Profile profile = reader.read(entries.get(run).label(), entries.get(run).files());
      profile.prepare(profiles.traffic());
      // The number of the run: a link means the same one however many were opened before.
      profiles.add(run, Profiles.Role.RUN, profile);
      synchronized (this) {
        known.get(run).profile = run;
      }
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      oneAtATime.unlock();
    }
  }

  /** Forgets that a run is open. */
  private synchronized void close(int run) {
    opening.remove(run);
    known.get(run).profile = -1;
  }

  synchronized void write(Json json) {
    json.text("folder", name);
    json.bool(
        "reading",
        known.stream()
            .anyMatch(each -> each.state == State.WAITING || each.state == State.READING));
    json.objects(
        "columns",
        COLUMNS,
        each -> {
          json.text("id", each.id);
          json.text("label", each.label);
          json.text("unit", each.unit);
          json.text("better", each.better.isEmpty() ? null : each.better);
        });
    Map<Kind, Last> last = new HashMap<>();
    json.list(
        "runs",
        () -> {
          for (int at = 0; at < entries.size(); at++) {
            int run = at;
            json.object(() -> entry(json, run, last));
          }
        });
  }

  private void entry(Json json, int run, Map<Kind, Last> all) {
    Entry entry = entries.get(run);
    Known state = known.get(run);
    json.number("run", run);
    json.text("label", entry.label());
    json.texts("files", entry.files());
    json.number("modified_ms", entry.modifiedMs());
    json.text("state", state.state.name().toLowerCase(Locale.ROOT));
    json.text("message", state.message);
    Kind kind = state.kind;
    Last last = kind == null ? new Last() : all.computeIfAbsent(kind, _ -> new Last());
    json.text("kind", kind == null ? null : kind.text());
    json.numberOrNull("against", last.run >= 0, last.run);
    json.list("values", () -> Arrays.stream(state.values).forEach(json::real));
    json.list(
        "change",
        () -> {
          for (int column = 0; column < state.values.length; column++) {
            double value = state.values[column];
            double before = last.values[column];
            json.real(before == 0 ? Double.NaN : value / before - 1);
            last.values[column] = Double.isNaN(value) ? before : value;
          }
        });
    last.run = run;
    json.numberOrNull("profile", state.profile >= 0, state.profile);
  }

  @Override
  public void close() {
    closed = true;
  }
}
