package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120) // only so that a wait that does not end does not hang the build
class TrafficTest {
  @Test
  void whoeverPreparesWaitsForAnswersAndThenGoesOn() throws InterruptedException {
    Traffic traffic = new Traffic();
    traffic.begin();
    CountDownLatch rested = new CountDownLatch(1);
    Thread waiting =
        new Thread(() -> {
          try {
            traffic.awaitRest(Traffic.MOST_MS);
            rested.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING && rested.getCount() > 0) {
      Thread.onSpinWait();
    }
    traffic.end();
    rested.await();
    waiting.join();
    assertThat(rested.getCount()).isZero();
  }

  @Test
  void nobodyAskingIsARestToo() throws InterruptedException {
    new Traffic().awaitRest(Traffic.MOST_MS);
  }

  @Test
  void whoeverAsksAllTheTimeIsNotWaitedForForEver() throws InterruptedException {
    Traffic traffic = new Traffic();
    traffic.begin();
    traffic.awaitRest(1);
    assertThat(traffic.underWay()).isOne();
  }

  @Test
  void everyQuestionCountsWhateverItsAnswer() {
    Profiles profiles = new Profiles();
    try (Asked asked = new Asked(profiles)) {
      asked.ask("/api/session");
      try {
        asked.ask("/api/overview", "p", "3");
      } catch (WrongQuestion expected) {
        assertThat(expected.status()).isEqualTo(404);
      }
      assertThat(profiles.traffic().underWay()).isZero();
    }
  }
}
