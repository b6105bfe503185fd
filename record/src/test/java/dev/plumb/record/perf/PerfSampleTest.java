package dev.plumb.record.perf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.unwind.RegisterSet;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PerfSampleTest {
  private static MemorySegment record(long... words) {
    return MemorySegment.ofArray(words);
  }

  @Test
  void registersGetTheirDwarfNumbers() {
    long[] words = new long[5 + 17 + 1];
    words[1] = -5; // ip, in the kernel
    words[2] = 7L << 32 | 6;
    words[3] = 1234;
    words[4] = 2; // 64 bits
    for (int i = 0; i < 17; i++) {
      words[5 + i] = 100L + i; // ax bx cx dx si di bp sp ip r8 ...
    }
    PerfSample sample = new PerfSample(RegisterSet.X86_64);
    assertThat(sample.read(record(words))).isTrue();
    assertThat(sample.registers())
        .containsExactly(
            100, 103, 102, 101, 104, 105, 106, 107, 109, 110, 111, 112, 113, 114, 115, 116, 108);
    assertThat(sample.isKernel()).isTrue();
    assertThat(sample.pid()).isEqualTo(6);
    assertThat(sample.tid()).isEqualTo(7);
    assertThat(sample.timeNs()).isEqualTo(1234);
    assertThat(sample.stackBytes()).isZero();
  }

  @Test
  void registersOfAarch64AreInOrder() {
    long[] words = new long[5 + 33 + 1 + 2 + 1];
    words[4] = 2;
    for (int i = 0; i < 33; i++) {
      words[5 + i] = i;
    }
    words[38] = 16; // room for the stack, and how much of it is in use
    words[39] = 77;
    words[41] = 8;
    PerfSample sample = new PerfSample(RegisterSet.AARCH64);
    assertThat(sample.read(record(words))).isTrue();
    for (int i = 0; i < 33; i++) {
      assertThat(sample.registers()[i]).isEqualTo(i);
    }
    assertThat(sample.stackBytes()).isEqualTo(8);
    assertThat(sample.stack().get(ValueLayout.JAVA_LONG_UNALIGNED, sample.stackAt())).isEqualTo(77);
  }

  @Test
  void recordsByChanceAreReadOrRefused() {
    Random random = new Random(8);
    PerfSample sample = new PerfSample(RegisterSet.X86_64);
    for (int i = 0; i < 100_000; i++) {
      long[] words = new long[1 + random.nextInt(60)];
      for (int w = 0; w < words.length; w++) {
        words[w] = random.nextBoolean() ? random.nextInt(300) : random.nextLong();
      }
      if (sample.read(record(words))) {
        assertThat(sample.stackBytes()).isBetween(0L, 8L * words.length);
        assertThat(sample.stackAt() + sample.stackBytes()).isLessThanOrEqualTo(8L * words.length);
      }
    }
  }
}
