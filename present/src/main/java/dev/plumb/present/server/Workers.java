package dev.plumb.present.server;

import dev.plumb.present.view.Answer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The threads that compute answers: some more than there are processors, and a short queue. */
final class Workers implements AutoCloseable {
  /** Browsers ask six questions at once, of which some wait for what is still being prepared. */
  private static final int LEAST = 8;

  private static final ThreadMXBean CLOCKS = ManagementFactory.getThreadMXBean();

  private static final int QUEUE = 100;
  private static final long PATIENCE_S = 120;

  /**
   * An answer and what it took.
   *
   * @param wallNs from the beginning of the computation, without waiting for a thread
   * @param cpuNs of its thread; less where another thread computed a part
   */
  record Timed(Answer answer, long wallNs, long cpuNs) {
    /** As HTTP has it: in milliseconds. */
    String header() {
      return String.format(Locale.ROOT, "answer;dur=%.3f, cpu;dur=%.3f", wallNs / 1e6, cpuNs / 1e6);
    }
  }

  private final ThreadPoolExecutor threads;

  Workers() {
    int count = Math.max(LEAST, Runtime.getRuntime().availableProcessors());
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            task -> Thread.ofPlatform().daemon().name("plumb-answer").unstarted(task));
    threads.allowCoreThreadTimeOut(true);
  }

  /** The answer; null if there are too many questions, or if it takes too long. */
  @Nullable Timed run(Callable<Answer> compute) throws ExecutionException, InterruptedException {
    Future<Timed> running;
    try {
      running = threads.submit(() -> timed(compute));
    } catch (RejectedExecutionException full) {
      return null;
    }
    try {
      return running.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      running.cancel(true);
      return null;
    }
  }

  private static Timed timed(Callable<Answer> compute) throws Exception {
    long wall = System.nanoTime();
    long cpu = CLOCKS.getCurrentThreadCpuTime();
    Answer answer = compute.call();
    return new Timed(answer, System.nanoTime() - wall, CLOCKS.getCurrentThreadCpuTime() - cpu);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
