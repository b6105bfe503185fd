package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumb.present.SampleRuns;
import dev.plumb.present.sql.Database;
import dev.plumb.present.tables.RunData;
import java.sql.ResultSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120) // only so that a wait that does not end does not hang the build
class SqlSessionTest {
  private static final long SOON_MS = 50;
  private static final long LONG_MS = 60_000;

  private final SqlSession session = new SqlSession(new RunData(SampleRuns.plain()));

  /** Begins to show rows, and does so until it may go on: nothing can end it meanwhile. */
  private static final class Stubborn implements Database.RowSink {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    @Override
    public void accept(ResultSet rows) {
      begun.countDown();
      boolean waiting = true;
      while (waiting) {
        try {
          mayGoOn.await();
          waiting = false;
        } catch (InterruptedException e) {
          // As a function of the database that does not look whether it is to end.
        }
      }
    }
  }

  private final Stubborn stubborn = new Stubborn();

  @AfterEach
  void close() {
    stubborn.mayGoOn.countDown();
    session.close();
  }

  @Test
  void whoeverAsksIsToldWhileTheQueryIsStillBeingEnded() {
    assertThatThrownBy(() -> session.run("SELECT 1", SOON_MS, stubborn))
        .isInstanceOfSatisfying(
            WrongQuestion.class, wrong -> assertThat(wrong.status()).isEqualTo(503))
        .hasMessage("the query took longer than 50 ms");
    assertThatThrownBy(() -> session.run("SELECT 2", SOON_MS, rows -> {}))
        .isInstanceOf(WrongQuestion.class)
        .hasMessageContaining("still being ended");
    stubborn.mayGoOn.countDown();
    assertThat(seven()).isEqualTo(7);
  }

  @Test
  void oneQueryRunsAtATime() throws InterruptedException {
    CompletableFuture<Void> first =
        CompletableFuture.runAsync(() -> session.run("SELECT 1", LONG_MS, stubborn));
    stubborn.begun.await();
    assertThatThrownBy(() -> session.run("SELECT 2", SOON_MS, rows -> {}))
        .isInstanceOf(WrongQuestion.class)
        .hasMessage("another query is running");
    stubborn.mayGoOn.countDown();
    first.join();
    assertThat(seven()).isEqualTo(7);
  }

  @Test
  void whoeverStopsWaitingEndsTheQuery() throws InterruptedException {
    AtomicReference<Throwable> told = new AtomicReference<>();
    Thread asking =
        Thread.ofPlatform()
            .start(
                () -> told.set(catchThrowable(() -> session.run("SELECT 1", LONG_MS, stubborn))));
    stubborn.begun.await();
    asking.interrupt();
    asking.join();
    assertThat(told.get()).hasMessageContaining("nobody waits");
    stubborn.mayGoOn.countDown();
    assertThat(seven()).isEqualTo(7);
  }

  @Test
  void aQueryIsEndedByItsName() throws InterruptedException {
    assertThat(session.stop("one")).isFalse();
    CompletableFuture<Throwable> first = asked("one", "SELECT 1");
    stubborn.begun.await();
    assertThatThrownBy(() -> session.run("one", "SELECT 2", LONG_MS, rows -> {}))
        .isInstanceOf(WrongQuestion.class);
    CompletableFuture<Throwable> waits = asked("two", "SELECT 2");
    while (!session.stop("two")) {
      Thread.onSpinWait();
    }
    assertThat(waits.join()).hasMessageContaining("nobody waits");
    assertThat(session.stop("one")).isTrue();
    assertThat(first.join()).hasMessageContaining("nobody waits");
    assertThat(session.stop("one")).isFalse();
    stubborn.mayGoOn.countDown();
    assertThat(seven()).isEqualTo(7);
  }

  private CompletableFuture<Throwable> asked(String name, String sql) {
    return CompletableFuture.supplyAsync(
        () -> catchThrowable(() -> session.run(name, sql, LONG_MS, stubborn)),
        task -> Thread.ofPlatform().start(task));
  }

  @Test
  void aClosedSessionAnswersNothing() {
    session.close();
    assertThatThrownBy(() -> session.run("SELECT 1", LONG_MS, rows -> {}))
        .isInstanceOf(WrongQuestion.class);
  }

  private long seven() {
    AtomicLong answer = new AtomicLong();
    session.run(
        "SELECT 7",
        LONG_MS,
        rows -> {
          rows.next();
          answer.set(rows.getLong(1));
        });
    return answer.get();
  }
}
