package dev.plumb.record.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.os.Memory;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.tree.ContextTree;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers in memory that is not what it seems. */
class PythonMemoryTest {
  /** Bytes by chance, many of them addresses that can be read; some reads fail. */
  private static final class Chance implements Memory {
    private final Random random;
    private long reads;

    Chance(long seed) {
      random = new Random(seed);
    }

    @Override
    public int read(long address, MemorySegment into, long at, int length) {
      reads++;
      if (random.nextInt(50) == 0) {
        return random.nextInt(3) == 0 ? -14 : length / 2;
      }
      for (int i = 0; i + 8 <= length; i += 8) {
        long value =
            switch (random.nextInt(4)) {
              case 0 -> random.nextLong();
              case 1 -> random.nextInt(8);
              case 2 -> 0;
              default -> 0x7000_0000_0000L + 16L * random.nextInt(64);
            };
        into.set(ValueLayout.JAVA_LONG_UNALIGNED, at + i, value);
      }
      return length;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x309, 0x30A, 0x30B, 0x30C})
  void memoryByChanceIsNoStackAndNoError(int version) {
    PythonLayout layout = PythonLayout.of(version);
    assertThat(layout).isNotNull();
    for (int seed = 0; seed < 300; seed++) {
      Chance memory = new Chance(seed);
      PythonReader reader =
          new PythonReader(
              memory,
              new ProcessFiles((int) ProcessHandle.current().pid()),
              new PythonRuntime(0x1000, 640, 0, layout, version, "python"),
              layout,
              new ContextTree());
      PythonStack stack = new PythonStack();
      reader.refreshThreads();
      for (int tid : reader.threads()) {
        if (reader.read(tid, stack)) {
          reader.frames(stack);
        }
        reader.lockHolder();
      }
      assertThat(memory.reads).isLessThan(200_000);
    }
  }

  @Test
  void descriptionsByChanceAreRefusedOrBounded() {
    Random random = new Random(5);
    MemorySegment description = MemorySegment.ofArray(new long[PythonLayout.DESCRIPTION_BYTES / 8]);
    for (int i = 0; i < 20_000; i++) {
      for (long at = 0; at < description.byteSize(); at += 8) {
        long value = random.nextInt(8) == 0 ? random.nextLong() : random.nextInt(9000);
        description.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
      }
      description.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 0x7970_6775_6265_6478L);
      description.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, (0x30DL + random.nextInt(2)) << 16);
      PythonLayout layout = PythonLayout.described(description);
      if (layout != null) {
        assertThat(layout.frameBytes).isBetween(0, 4096);
        assertThat(layout.threadBytes).isBetween(0, 4096);
        assertThat(layout.codeBytes).isBetween(0, 4096);
      }
    }
  }
}
