package dev.plumb.record.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who has the samples of a thread at a time. */
class InsideThreadsTest {
  private final Map<Integer, Long> told = new HashMap<>();
  private final InsideThreads threads =
      new InsideThreads(all -> told.forEach((tid, since) -> all.samplesSince(tid, since, 7)));

  @Test
  void timeBeforeAThreadSamplesItselfIsThatOfTheSamplerOutside() {
    told.put(1, 1000L);

    assertThat(threads.covers(1, 999)).isFalse();
    assertThat(threads.covers(1, 1000)).isTrue();
    assertThat(threads.covers(2, 1000)).isFalse();
    assertThat(threads.sinceCpuNs(1)).isEqualTo(7);
    assertThat(threads.sinceCpuNs(2)).isNegative();
  }

  @Test
  void anotherThreadOfTheSameNumberIsNotTheOneThatEnded() {
    told.put(1, 1000L);
    threads.look();
    told.clear();
    threads.look();
    long later = System.nanoTime() + 1;

    assertThat(threads.covers(1, 2000)).as("samples that come late").isTrue();
    assertThat(threads.covers(1, later)).isFalse();
    told.put(1, later + 5);
    assertThat(threads.covers(1, later + 4)).isFalse();
    assertThat(threads.covers(1, later + 5)).isTrue();
  }

  @Test
  void aThreadWithoutSamplesIsNotTrusted() {
    told.put(1, 1000L);
    threads.look();
    threads.isSilent(1);
    threads.isSilent(1);

    assertThat(threads.covers(1, 2000)).isFalse();
    assertThat(threads.isTrusted(1)).isFalse();
    assertThat(threads.everSilent()).isEqualTo(1);
    threads.forget(); // an exec
    assertThat(threads.isTrusted(1)).isTrue();
  }

  @Test
  void withoutASamplerInsideNothingIsCovered() {
    assertThat(InsideThreads.none().covers(1, Long.MAX_VALUE)).isFalse();
    assertThat(InsideThreads.none().isPossible()).isFalse();
  }
}
