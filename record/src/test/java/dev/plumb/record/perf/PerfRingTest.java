package dev.plumb.record.perf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.unwind.RegisterSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Rings as the kernel writes them: records behind one another, at the end going on at the start.
 */
class PerfRingTest {
  private static final int PAGE = 4096;
  private static final int DATA = 4 * PAGE;

  private final MemorySegment mapped = Arena.ofAuto().allocate(PAGE + DATA, PAGE);
  private final PerfRing ring = new PerfRing(mapped, PAGE);
  private long head;

  private void put(long at, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      mapped.set(ValueLayout.JAVA_BYTE, PAGE + (at + i) % DATA, bytes[i]);
    }
  }

  private static byte[] record(int type, int size, long... members) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[size]);
    bytes.set(ValueLayout.JAVA_INT_UNALIGNED, 0, type);
    bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED, 6, (short) size);
    for (int i = 0; i < members.length; i++) {
      bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, 8 + 8L * i, members[i]);
    }
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  private void write(byte[] record) {
    put(head, record);
    head += record.length;
    mapped.set(ValueLayout.JAVA_LONG, 1024, head);
  }

  private long tail() {
    return mapped.get(ValueLayout.JAVA_LONG, 1032);
  }

  @Test
  void recordsOfAllSizesComeOutAsTheyWentIn() {
    Random random = new Random(1);
    long next = 0;
    long expected = 0;
    for (int round = 0; round < 2000; round++) {
      int waiting = 0;
      for (int i = random.nextInt(5); i > 0; i--) {
        int size = 24 + 8 * random.nextInt(300);
        if (waiting + size > DATA) {
          break;
        }
        write(record(9, size, next, next * 31));
        next++;
        waiting += size;
      }
      List<Long> seen = new ArrayList<>();
      assertThat(ring.peek(r -> seen.add(r.get(ValueLayout.JAVA_LONG_UNALIGNED, 8))))
          .isEqualTo(seen.size());
      assertThat(ring.peek(r -> true)).isZero();
      assertThat(ring.waiting()).isEqualTo(waiting);
      List<Long> taken = new ArrayList<>();
      while (ring.drain(r -> taken.add(r.get(ValueLayout.JAVA_LONG_UNALIGNED, 8)), 1) > 0) {}
      assertThat(taken).isEqualTo(seen);
      for (long value : taken) {
        assertThat(value).isEqualTo(expected++);
      }
      assertThat(tail()).isEqualTo(head);
    }
    assertThat(expected).isEqualTo(next).isGreaterThan(3000);
    assertThat(ring.malformed()).isZero();
  }

  @Test
  void whatCameSinceTheLastLookIsNotTaken() {
    write(record(9, 32, 1));
    ring.peek(r -> true);
    write(record(9, 32, 2));
    List<Long> taken = new ArrayList<>();
    ring.drain(r -> taken.add(r.get(ValueLayout.JAVA_LONG_UNALIGNED, 8)), 9);
    assertThat(taken).containsExactly(1L);
    List<Long> seen = new ArrayList<>();
    ring.peek(r -> seen.add(r.get(ValueLayout.JAVA_LONG_UNALIGNED, 8)));
    assertThat(seen).containsExactly(2L);
  }

  @Test
  void whatTheKernelCouldNotWriteIsCountedOnce() {
    write(record(2, 24, 77, 5));
    write(record(2, 24, 77, 3));
    ring.peek(r -> true);
    assertThat(ring.lost()).isZero();
    ring.drain(r -> true, 9);
    ring.drain(r -> true, 9);
    assertThat(ring.lost()).isEqualTo(8);
  }

  @Test
  void otherKindsOfRecordsAreSkipped() {
    write(record(3, 64, 1, 2, 3));
    write(record(9, 32, 42));
    List<Long> seen = new ArrayList<>();
    ring.peek(r -> true);
    ring.drain(r -> seen.add(r.get(ValueLayout.JAVA_LONG_UNALIGNED, 8)), 9);
    assertThat(seen).containsExactly(42L);
  }

  @Test
  void nonsenseEndsTheReadingAndIsCounted() {
    Random random = new Random(9);
    byte[] bytes = new byte[DATA];
    PerfSample sample = new PerfSample(RegisterSet.X86_64);
    for (int i = 0; i < 5000; i++) {
      random.nextBytes(bytes);
      for (int at = 0; at < DATA; at += 64) { // sizes that lead on, more or less
        bytes[at] = 9;
        bytes[at + 1] = bytes[at + 2] = bytes[at + 3] = 0;
        bytes[at + 6] = (byte) (64 * random.nextInt(4));
        bytes[at + 7] = (byte) random.nextInt(3);
      }
      head = head / 64 * 64;
      put(head, bytes);
      head += random.nextInt(3) == 0 ? random.nextInt(DATA) : random.nextInt(2 * DATA);
      mapped.set(ValueLayout.JAVA_LONG, 1024, head);
      ring.peek(sample::read);
      ring.drain(sample::read, Integer.MAX_VALUE);
      assertThat(tail()).isEqualTo(head);
    }
    assertThat(ring.malformed()).isPositive();
  }
}
