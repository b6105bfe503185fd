package dev.plumb.present.view;

import dev.plumb.present.sql.Database;
import dev.plumb.present.sql.QueryException;
import dev.plumb.present.tables.RunData;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** The tables of one profile for queries, one query at a time and each only for so long. */
final class SqlSession implements AutoCloseable {
  private static final long MEMORY_BYTES = 1L << 30;

  private final ReentrantLock lock = new ReentrantLock();
  private final Database database;
  private final ScheduledExecutorService clock;

  SqlSession(RunData run) {
    database = Database.forQueries(run, MEMORY_BYTES);
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("plumb-sql-clock").unstarted(task));
    timer.setRemoveOnCancelPolicy(true);
    clock = timer;
  }

  /** Runs a query; fails with {@link WrongQuestion} if it is wrong, or takes too long. */
  void run(String sql, long timeoutMs, Database.RowSink sink) {
    AtomicBoolean late = new AtomicBoolean();
    if (!await(timeoutMs)) {
      throw WrongQuestion.tooSlow("another query is running");
    }
    try {
      Runnable stop =
          () -> {
            late.set(true);
            database.cancel();
          };
      // Again and again: between fetching two rows nothing runs that could be cancelled.
      var alarm = clock.scheduleAtFixedRate(stop, timeoutMs, 50, TimeUnit.MILLISECONDS);
      try {
        database.query(sql, sink);
      } finally {
        alarm.cancel(false);
      }
    } catch (QueryException e) {
      if (late.get()) {
        throw WrongQuestion.tooSlow("the query took longer than " + timeoutMs + " ms");
      }
      throw WrongQuestion.because("sql", String.valueOf(e.getMessage()));
    } finally {
      lock.unlock();
    }
  }

  private boolean await(long timeoutMs) {
    try {
      return lock.tryLock(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    database.cancel();
    lock.lock();
    try {
      database.close();
    } finally {
      lock.unlock();
    }
  }
}
