package dev.plumb.present.view;

import dev.plumb.present.sql.Database;
import dev.plumb.present.sql.QueryException;
import dev.plumb.present.tables.RunData;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one profile for queries, one query at a time and each only for so long. Queries run
 * in a thread of their own: DuckDB makes the texts of 2,048 rows without looking whether it was
 * told to stop, so that nobody who asks may depend on its stopping in time.
 */
final class SqlSession implements AutoCloseable {
  private static final long MEMORY_BYTES = 1L << 30;
  private static final long AGAIN_MS = 50;
  private static final long LEAVE_MS = 2_000;

  /** A query that runs, or did. */
  private record Running(Database.Reading reading, Future<?> end) {}

  private final Database database;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(SqlSession::named);

  /** Taken by the query that runs, and given back when it has ended, whoever waits for it. */
  private final Semaphore free = new Semaphore(1);

  private volatile @Nullable Running last;

  /** The query that took too long, as long as it has not ended. */
  private volatile @Nullable Running late;

  /** Who waits for the answer to a query that has a name. */
  private final Map<String, Thread> asking = new HashMap<>();

  SqlSession(RunData run) {
    database = Database.forQueries(run, MEMORY_BYTES);
  }

  private static Thread named(Runnable task) {
    return Thread.ofPlatform().daemon().name("plumb-sql").unstarted(task);
  }

  /**
   * The same for a query that {@link #stop} ends.
   *
   * @param name of the query, chosen by who asks
   */
  void run(String name, String sql, long timeoutMs, Database.RowSink sink) {
    synchronized (asking) {
      if (asking.putIfAbsent(name, Thread.currentThread()) != null) {
        throw WrongQuestion.parameter("query", "is the name of one that runs");
      }
    }
    try {
      run(sql, timeoutMs, sink);
    } finally {
      synchronized (asking) {
        asking.remove(name);
      }
    }
  }

  /** Ends a query that runs or waits for others; whoever asked is told. False if there is none. */
  boolean stop(String name) {
    synchronized (asking) {
      Thread asked = asking.get(name);
      if (asked != null) {
        asked.interrupt();
      }
      return asked != null;
    }
  }

  /**
   * Runs a query; fails with {@link WrongQuestion} if it is wrong, or takes too long. Then it is
   * ended meanwhile, and may still show rows to {@code sink}.
   *
   * @param timeoutMs for the queries before this one and for itself
   */
  void run(String sql, long timeoutMs, Database.RowSink sink) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    try {
      Database.Reading reading = database.reading(sql);
      if (!free.tryAcquire(timeoutMs, TimeUnit.MILLISECONDS)) {
        throw WrongQuestion.tooSlow(
            isEnding()
                ? "an earlier query took too long and is still being ended: ask again in a moment"
                : "another query is running");
      }
      Running running = start(reading, sink);
      await(running, end, timeoutMs);
    } catch (QueryException e) {
      throw WrongQuestion.because("sql", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw WrongQuestion.tooSlow("nobody waits for the answer any more");
    }
  }

  private boolean isEnding() {
    Running running = late;
    return running != null && !running.end.isDone();
  }

  private Running start(Database.Reading reading, Database.RowSink sink) {
    try {
      Future<?> end =
          thread.submit(() -> {
            try {
              reading.run(sink);
            } finally {
              free.release();
            }
          });
      Running running = new Running(reading, end);
      last = running;
      return running;
    } catch (RejectedExecutionException closed) {
      free.release();
      throw WrongQuestion.tooSlow("the profile is being closed");
    }
  }

  private void await(Running running, long end, long timeoutMs) throws InterruptedException {
    boolean done = false;
    try {
      running.end.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      done = true;
    } catch (TimeoutException e) {
      throw WrongQuestion.tooSlow("the query took longer than " + timeoutMs + " ms");
    } catch (ExecutionException e) {
      done = true;
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } finally {
      if (!done) {
        end(running);
      }
    }
  }

  /** Ends a query, without waiting for that. */
  private void end(Running running) {
    late = running;
    Thread.ofVirtual().name("plumb-sql-end").start(() -> cancel(running));
  }

  /** Again and again: between two rows nothing runs that could be ended. */
  private static void cancel(Running running) {
    while (true) {
      running.reading.cancel();
      try {
        running.end.get(AGAIN_MS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException again) {
        // It runs on.
      } catch (ExecutionException ended) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Ends what runs; the tables are closed by its thread, which may take longer. */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(database::close);
    thread.shutdown();
    Running running = last;
    if (running != null) {
      end(running);
    }
    try {
      thread.awaitTermination(LEAVE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
