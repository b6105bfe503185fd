package dev.plumb.present.view;

import dev.plumb.present.view.RunTrends.Kind;
import dev.plumb.present.view.RunTrends.Told;
import dev.plumb.present.view.RunTrends.Trend;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.Program;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.profile.StepStats;
import dev.plumb.trace.SliceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
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

  /** A folder has no more entries than this. */
  public static final int MOST_RUNS = 1_000;

  /**
   * A run of the folder.
   *
   * @param modifiedMs when its newest file was written, in Unix time
   */
  public record Entry(String label, List<String> files, long modifiedMs) {
    /** Oldest first. */
    public static final Comparator<Entry> BY_TIME =
        Comparator.comparingLong(Entry::modifiedMs).thenComparing(Entry::label);
  }

  /** Reads a run. */
  public interface Reader {
    /** The run of some files; the exception's message is for people. */
    Profile read(String label, List<String> files) throws IOException;

    /** The runs that an entry holds, now that it was read as one; empty if it is one. */
    default List<Entry> runsIn(Entry entry, Run run) throws IOException {
      return List.of();
    }
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

  private enum State {
    WAITING,
    READING,
    READY,
    FAILED,
    /** It holds several runs, which are listed instead. */
    SPLIT
  }

  /** What is known of an entry. */
  private static final class Known {
    private final int number;
    private final Entry entry;
    private State state = State.WAITING;
    private @Nullable String message;
    private @Nullable Told told;
    private int profile = -1;

    private Known(int number, Entry entry) {
      this.number = number;
      this.entry = entry;
    }
  }

  private final String name;

  /** All that have been listed, by number. */
  private final Map<Integer, Known> known = new HashMap<>();

  /** Those that are listed now, oldest first. */
  private final List<Known> listed = new ArrayList<>();

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
    this.reader = reader;
    for (int number = 0; number < entries.size(); number++) {
      listed.add(new Known(number, entries.get(number)));
    }
    listed.forEach(each -> known.put(each.number, each));
  }

  /** Reads the headline numbers in the background. */
  public void start() {
    Thread.ofPlatform().daemon().name("plumb-runs").start(this::readAll);
  }

  /** Reads the headline numbers of all runs, one after the other. */
  void readAll() {
    Known next;
    while (!closed && (next = nextWaiting()) != null) {
      oneAtATime.lock();
      try {
        readOne(next);
      } finally {
        oneAtATime.unlock();
      }
    }
  }

  private synchronized @Nullable Known nextWaiting() {
    return listed.stream().filter(each -> each.state == State.WAITING).findFirst().orElse(null);
  }

  private void readOne(Known one) {
    set(one, State.READING, null, null);
    try (Profile profile = reader.read(one.entry.label(), one.entry.files())) {
      Run run = profile.run();
      List<Entry> runs = reader.runsIn(one.entry, run);
      if (!runs.isEmpty()) {
        split(one, runs);
        return;
      }
      double[] values = COLUMNS.stream().mapToDouble(each -> each.of.applyAsDouble(run)).toArray();
      set(one, State.READY, null, new Told(one.number, Kind.of(run), Program.of(run), values));
    } catch (IOException | RuntimeException e) {
      set(one, State.FAILED, message(e), null);
    }
  }

  /** Lists the runs that one holds in its place. */
  private synchronized void split(Known one, List<Entry> runs) {
    one.state = State.SPLIT;
    listed.remove(one);
    for (int at = 0; at < Math.min(runs.size(), MOST_RUNS); at++) {
      Known run = new Known(firstIn(one.number) + at, runs.get(at));
      known.put(run.number, run);
      listed.add(run);
    }
    listed.sort(Comparator.comparing(each -> each.entry, Entry.BY_TIME));
  }

  /** Number of the first run that another one holds: the same whenever and by whom that is read. */
  private static int firstIn(int number) {
    return (number + 1) * MOST_RUNS;
  }

  private static String message(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  private synchronized void set(
      Known one, State state, @Nullable String message, @Nullable Told told) {
    one.state = state;
    one.message = message;
    one.told = told;
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
      Known one = known(run);
      while (profiles.all().size() >= MOST_OPEN) {
        close(profiles.closeOldest());
      }
      Profile profile = reader.read(one.entry.label(), one.entry.files());
      List<Entry> runs = reader.runsIn(one.entry, profile.run());
      if (!runs.isEmpty()) {
        profile.close();
        split(one, runs);
        throw several(one);
      }
      profile.prepare(profiles.traffic());
      // The number of the run: a link means the same one however many were opened before.
      profiles.add(run, Profiles.Role.RUN, profile);
      synchronized (this) {
        one.profile = run;
      }
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      oneAtATime.unlock();
    }
  }

  /** The run of a number; what it lies in is read if that says so. */
  private Known known(int run) {
    Known holder = one(run / MOST_RUNS - 1);
    if (one(run) == null && holder != null && holder.state == State.WAITING) {
      readOne(holder);
    }
    Known one = one(run);
    if (one == null) {
      throw WrongQuestion.notFound("no-run", "run: there is no run " + run);
    }
    if (one.state == State.SPLIT) {
      throw several(one);
    }
    return one;
  }

  private synchronized @Nullable Known one(int run) {
    return known.get(run);
  }

  private static WrongQuestion several(Known one) {
    return WrongQuestion.because(
        "several-runs",
        one.entry.label()
            + " holds several runs, which cannot be the ranks of one: the list has each of them");
  }

  /** Forgets that a run is open. */
  private synchronized void close(int run) {
    opening.remove(run);
    Known one = known.get(run);
    if (one != null) {
      one.profile = -1;
    }
  }

  synchronized void write(Json json) {
    json.text("folder", name);
    json.bool(
        "reading",
        listed.stream()
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
    RunTrends trends = new RunTrends();
    json.objects("runs", listed, each -> write(json, each, trends));
  }

  private static void write(Json json, Known one, RunTrends trends) {
    Told told = one.told;
    Trend trend = told == null ? Trend.NONE : trends.next(told);
    json.number("run", one.number);
    json.text("label", one.entry.label());
    json.texts("files", one.entry.files());
    json.number("modified_ms", one.entry.modifiedMs());
    json.text("state", one.state.name().toLowerCase(Locale.ROOT));
    json.text("message", one.message);
    json.text("kind", told == null ? null : told.kind().text());
    json.numberOrNull("against", trend.against() >= 0, trend.against());
    json.numberOrNull("unlike", trend.unlike() >= 0, trend.unlike());
    double[] values = told == null ? new double[0] : told.values();
    json.list("values", () -> Arrays.stream(values).forEach(json::real));
    json.list("change", () -> Arrays.stream(trend.change()).forEach(json::real));
    json.numberOrNull("profile", one.profile >= 0, one.profile);
  }

  @Override
  public void close() {
    closed = true;
  }
}
