package dev.plumb.record.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.record.Programs;
import dev.plumb.record.Pythons;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.sample.Samples.Sample;
import dev.plumb.record.tree.ContextTree;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class OutsideSamplerTest {
  private static Pythons.Python python() {
    Assumptions.assumeTrue(Pythons.all().findFirst().isPresent(), "SKIPPED: no Python here");
    return Pythons.all().findFirst().orElseThrow();
  }

  @Test
  void aProcessThatIsNotThereIsSaidAndNoError() {
    try (Sampling sampling =
        Sampling.open(
            Integer.MAX_VALUE, SamplingOptions.DEFAULT, new ContextTree(), StackSink.NONE)) {
      assertThat(sampling.limits()).containsKey(Limit.NO_PROCESS);
      assertThat(sampling.isAlive()).isFalse();
      assertThat(sampling.poll(1)).isZero();
      assertThat(sampling.counts().samples()).isZero();
    }
  }

  @Test
  void aProcessThatIsKilledEndsTheSampling() throws Exception {
    try (Programs.Running running =
        Programs.start(python().command("-c", "print('ready', flush=True)\nwhile True: pass"))) {
      Samples samples = new Samples(running.pid(), SamplingOptions.DEFAULT);
      samples.needPerf();
      samples.take(5);
      running.kill();
      samples.takeAll(); // returns, because it sees that the process is gone
      assertThat(samples.sampling().isAlive()).isFalse();
      samples.sampling().close();
      samples.sampling().close(); // once more does no harm
    }
  }

  @Test
  void withoutPythonItsFramesAreNative() throws Exception {
    try (Programs.Running running =
        Programs.start(python().command("-c", "print('ready', flush=True)\nwhile True: pass"))) {
      Samples samples = new Samples(running.pid(), SamplingOptions.DEFAULT.withPython(false));
      samples.needPerf();
      List<Sample> taken = samples.take(10);
      assertThat(taken)
          .allMatch(sample -> sample.nativeFrom() == 0)
          .anyMatch(sample -> sample.has("_PyEval_EvalFrameDefault"));
    }
  }

  /** Its last sample is of its work, though nothing else was sampled since. */
  @Test
  void whoWaitsWhenItsStackIsReadLateWasElsewhereWhenItRan() throws Exception {
    String program =
        """
        import sys, time
        def works():
            end = time.thread_time() + 0.05
            while time.thread_time() < end: pass
        def waits():
            sys.stdin.readline()
        print('ready', flush=True)
        while True:
            waits()
            works()
            print('worked', flush=True)
        """;
    try (Programs.Running running = Programs.start(python().command("-c", program))) {
      SamplingOptions options = SamplingOptions.DEFAULT.withHertz(99);
      Samples samples = new Samples(running.pid(), options);
      samples.needPerf();
      ProcessFiles files = new ProcessFiles(running.pid());
      for (int turn = 0; turn < 10; turn++) {
        running.go();
        assertThat(running.line()).isEqualTo("worked");
        long late = System.nanoTime() + 5_000_000;
        while (System.nanoTime() < late || Objects.requireNonNull(files.stat()).state() != 'S') {
          Thread.onSpinWait();
        }
        samples.sampling().poll(0);
      }
      List<Sample> taken = samples.take(0);
      assertThat(taken).hasSizeGreaterThan(10).noneMatch(sample -> sample.has("waits"));
      assertThat(samples.sampling().counts().late()).isPositive();
    }
  }

  /** Threads have names of their own, and a program may become another one while it is sampled. */
  @Test
  void aProgramThatBecomesAnotherOneIsFollowed() throws Exception {
    String program =
        """
        import os, sys
        print('ready', flush=True)
        sys.stdin.readline()
        os.execv(sys.executable, [sys.executable, '-c', '''
        def second():
            while True: pass
        second()
        '''])
        """;
    try (Programs.Running running = Programs.start(python().command("-c", program))) {
      Samples samples = new Samples(running.pid(), SamplingOptions.DEFAULT.withHertz(499));
      samples.needPerf();
      samples.sampling().poll(0);
      running.go();
      boolean isSeen = false;
      for (int most = 100; most <= 3000 && !isSeen; most += 100) {
        isSeen = samples.take(most).stream().anyMatch(sample -> sample.has("second"));
      }
      assertThat(isSeen).isTrue();
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> SamplingOptions.DEFAULT.withHertz(0)).hasMessageContaining("hertz");
    assertThatThrownBy(() -> SamplingOptions.DEFAULT.withStackBytes(70_000))
        .hasMessageContaining("stackBytes");
    assertThatThrownBy(() -> SamplingOptions.DEFAULT.withStackBytes(7))
        .hasMessageContaining("stackBytes");
  }
}
