package dev.plumb.bench.record;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many events a second the reader of rings takes, and whether an hour's recording is larger
 * than a minute's. The writer runs beside, in a thread of its own, and never lets the ring be
 * empty.
 */
public final class ReaderSpeed {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 6;
  private static final int STEPS_OF_ROUND = 5000;
  private static final double GOAL = 3e6;

  /** A ResNet on a CPU: 1,200 operators in 80 ms. */
  private static final long STEP_NS = 80_000_000;

  private static final long FIVE_MINUTES_NS = 300_000_000_000L;

  private final Path folder;

  private ReaderSpeed(Path folder) {
    this.folder = folder;
  }

  /** Takes nothing. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("plumb-bench-");
    ReaderSpeed bench = new ReaderSpeed(folder);
    try {
      bench.rates();
      bench.hour();
    } finally {
      try (var files = Files.list(folder)) {
        for (Path each : files.toList()) {
          Files.deleteIfExists(each);
        }
      }
      Files.deleteIfExists(folder);
    }
  }

  private void rates() throws IOException, InterruptedException {
    System.out.println(
        "events of operators (starts and ends), written by one thread, read by another");
    double best = 0;
    try (Reader reader = new Reader(folder.resolve("rates.ring"))) {
      Replay replay = new Replay(reader.writer, STEP_NS);
      Thread defining = Thread.ofPlatform().start(replay::define);
      while (defining.isAlive()) {
        reader.drain();
      }
      for (int round = 1; round <= ROUNDS; round++) {
        best = Math.max(best, round(round, reader, replay));
      }
      check(reader, replay);
    }
    System.out.printf(
        "best: %.2f M events a second of the reader's CPU time: %s (goal: %.0f M)%n%n",
        best / 1e6, verdict(best >= GOAL), GOAL / 1e6);
  }

  private static double round(int round, Reader reader, Replay replay) throws InterruptedException {
    AtomicLong writerNs = new AtomicLong();
    long wall = System.nanoTime();
    long cpu = THREADS.getCurrentThreadCpuTime();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              long before = THREADS.getCurrentThreadCpuTime();
              for (int step = 0; step < STEPS_OF_ROUND; step++) {
                replay.step();
              }
              writerNs.set(THREADS.getCurrentThreadCpuTime() - before);
            });
    long events = 0;
    long goal = (long) STEPS_OF_ROUND * Replay.EVENTS;
    long empty = 0;
    while (events < goal) {
      long more = reader.drain();
      events += more;
      empty += more == 0 ? 1 : 0;
    }
    reader.operators.flush();
    double readerNs = THREADS.getCurrentThreadCpuTime() - cpu;
    double wallNs = System.nanoTime() - wall;
    writer.join();
    System.out.printf(
        "round %d: %.1f M events, %.2f M/s wall; reader %.1f ns CPU an event = %.2f M/s,"
            + " with the writer (%.1f ns) %.2f M/s; %d of its looks found nothing%n",
        round,
        events / 1e6,
        events / wallNs * 1e3,
        readerNs / events,
        events / readerNs * 1e3,
        (double) writerNs.get() / events,
        events / (readerNs + writerNs.get()) * 1e3,
        empty);
    return events / readerNs * 1e9;
  }

  private void hour() throws IOException, InterruptedException {
    System.out.println("an hour of steps of 80 ms with 1,200 operators each, replayed at speed");
    System.out.println("minutes      steps     events  contexts   sums   heap KiB   file bytes");
    try (Reader reader = new Reader(folder.resolve("hour.ring"))) {
      Replay replay = new Replay(reader.writer, STEP_NS);
      Thread program =
          Thread.ofPlatform()
              .start(() -> {
                replay.define();
                for (long ns = 0; ns < 12 * FIVE_MINUTES_NS; ns += STEP_NS) {
                  replay.step();
                }
              });
      long events = 0;
      int contexts = 0;
      long leastBytes = Long.MAX_VALUE;
      long mostBytes = 0;
      for (int minutes = 5; minutes <= 60; minutes += 5) {
        long steps = minutes / 5 * FIVE_MINUTES_NS / STEP_NS;
        while (events < steps * Replay.EVENTS) {
          events += reader.drain();
        }
        long bytes = reader.stored(folder.resolve("hour.plumb"));
        contexts = minutes == 5 ? reader.tree.contexts() : contexts;
        leastBytes = Math.min(leastBytes, bytes);
        mostBytes = Math.max(mostBytes, bytes);
        System.out.printf(
            "%7d %10d %10d %9d %6d %10d %12d%n",
            minutes,
            reader.operators.steps().count(),
            events,
            reader.tree.contexts(),
            reader.tree.sums(),
            heap() >> 10,
            bytes);
      }
      program.join();
      System.out.printf(
          "as many contexts after an hour as after five minutes, no file twice another: %s%n",
          verdict(reader.tree.contexts() == contexts && mostBytes < 2 * leastBytes));
      check(reader, replay);
    }
  }

  private static void check(Reader reader, Replay replay) {
    reader.operators.flush();
    long written = replay.steps() * Replay.OPERATORS;
    System.out.printf(
        "%d contexts; %d operators written, %d counted in the tree, %d lost: %s%n",
        reader.tree.contexts(),
        written,
        reader.calls(),
        reader.lost(),
        verdict(reader.calls() == written && reader.lost() == 0));
  }

  private static String verdict(boolean isMet) {
    return isMet ? "PASS" : "MISS";
  }

  /** Bytes in use after a collection; the writer waits for room meanwhile and makes none. */
  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
