package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.trace.Problems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that reads ahead, and what it shares with the consumer. */
class ReadAheadTest {
  private static final byte[] LARGE = Pack.text(20 * Chunk.CAPACITY);
  private static final byte[] PACKED = Pack.gzip(LARGE);

  @TempDir private Path folder;

  /** The same bytes from a file and from a stream. */
  static List<Sources> bothWays(byte[] bytes, Path folder) throws IOException {
    Path file = Files.write(folder.resolve("ways.bin"), bytes);
    return List.of(
        Sources.open(file, Limits.DEFAULTS, new Problems()),
        Sources.open("ways.bin", new ByteArrayInputStream(bytes), Limits.DEFAULTS, new Problems()));
  }

  private static List<Thread> readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("plumb-read"))
        .toList();
  }

  @Test
  void smallFilesNeedNoThread() throws IOException {
    byte[] packed = Pack.gzip(Pack.text(300_000));
    for (Sources sources : bothWays(packed, folder)) {
      try (sources) {
        ByteSource source = sources.next();
        assertThat(source.next()).isNotNull();
        assertThat(readers()).isEmpty();
        assertThat(source.next()).isNull();
      }
    }
  }

  @Test
  void aFileThatIsClosedEarlyLeavesNoThread() throws IOException {
    Path file = Files.write(folder.resolve("in.gz"), PACKED);
    for (int taken = 1; taken < 4; taken++) {
      try (Sources sources = Sources.open(file, Limits.DEFAULTS, new Problems())) {
        ByteSource source = sources.next();
        for (int i = 0; i < taken; i++) {
          source.next();
        }
        assertThat(readers()).hasSizeLessThanOrEqualTo(1);
        source.close();
        assertThat(readers()).isEmpty();
        assertThatThrownBy(source::next).isInstanceOf(IllegalStateException.class);
        source.close();
      }
    }
  }

  @Test
  void arraysAreRecycled() throws IOException {
    for (Sources sources : bothWays(PACKED, folder)) {
      Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
      try (sources) {
        ByteSource source = sources.next();
        Chunk chunk;
        while ((chunk = source.next()) != null) {
          arrays.add(chunk.array());
          source.release(chunk);
          source.release(chunk);
        }
      }
      // In the queue, with the reader and with the consumer.
      assertThat(arrays).hasSizeBetween(1, 8);
    }
  }

  @Test
  void chunksThatAreKeptStayAsTheyWere() throws IOException {
    for (Sources sources : bothWays(PACKED, folder)) {
      List<Chunk> kept = new ArrayList<>();
      try (sources) {
        ByteSource source = sources.next();
        Chunk chunk;
        while ((chunk = source.next()) != null) {
          kept.add(chunk);
        }
      }
      for (Chunk chunk : kept) {
        int offset = (int) chunk.offset();
        assertThat(
                java.util.Arrays.mismatch(
                    chunk.array(),
                    chunk.from(),
                    chunk.to(),
                    LARGE,
                    offset,
                    offset + chunk.length()))
            .isEqualTo(-1);
      }
    }
  }

  @Test
  void aConsumerThatIsInterruptedCanCloseAndLeavesNoThread() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    InputStream endless =
        new SequenceInputStream(new ByteArrayInputStream(LARGE), blocking(blocked));
    List<Throwable> thrown = new ArrayList<>();
    List<Thread> left = new ArrayList<>();
    Thread consumer =
        new Thread(() -> {
          try (Sources sources = Sources.open("in", endless, Limits.DEFAULTS, new Problems())) {
            ByteSource source = sources.next();
            while (source.next() != null) {
              left.addAll(readers());
            }
          } catch (IOException e) {
            thrown.add(e);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
          }
        });

    consumer.start();
    blocked.await();
    consumer.interrupt();
    consumer.join();
    for (Thread thread : left) {
      thread.join();
    }

    assertThat(thrown).singleElement().isInstanceOf(InterruptedIOException.class);
    assertThat(readers()).isEmpty();
  }

  /** Never has a byte, and heeds interrupts as pipes between threads do. */
  private static InputStream blocking(CountDownLatch blocked) {
    return new Layer() {
      @Override
      int some(byte[] into, int from, int length) throws IOException {
        blocked.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new InterruptedIOException();
        }
        return -1;
      }
    };
  }

  @Test
  void closingDoesNotWaitForAStreamThatHeedsNothing() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    InputStream deaf =
        new Layer() {
          @Override
          int some(byte[] into, int from, int length) {
            blocked.countDown();
            awaitWithoutHeed(released);
            return -1;
          }
        };
    byte[] packed = Pack.zstd(Pack.tar("a.json", LARGE));
    InputStream start = new ByteArrayInputStream(packed, 0, packed.length / 8);
    Sources sources =
        Sources.open("in", new SequenceInputStream(start, deaf), Limits.DEFAULTS, new Problems());
    ByteSource source = sources.next();
    assertThat(source.next()).isNotNull();
    blocked.await();
    List<Thread> left = readers();

    source.close();
    sources.close();

    assertThat(left).singleElement().matches(Thread::isAlive);
    released.countDown();
    left.getFirst().join();
  }

  /** As the read of a terminal or a pipe does. */
  private static void awaitWithoutHeed(CountDownLatch latch) {
    boolean released = false;
    while (!released) {
      try {
        latch.await();
        released = true;
      } catch (InterruptedException e) {
        released = false;
      }
    }
  }

  @Test
  void aFailureOfTheReaderReachesTheConsumer() {
    InputStream bug =
        new SequenceInputStream(
            new ByteArrayInputStream(LARGE),
            new Layer() {
              @Override
              int some(byte[] into, int from, int length) {
                throw new IllegalStateException("bug");
              }
            });

    assertThatThrownBy(() -> Drained.stream(bug, Limits.DEFAULTS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("bug");
  }

  @Test
  void theCallersStreamStaysOpen() throws IOException {
    boolean[] closed = new boolean[1];
    InputStream in =
        new ByteArrayInputStream(PACKED) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };

    assertThat(Drained.stream(in, Limits.DEFAULTS).only()).isEqualTo(LARGE);
    assertThat(closed[0]).isFalse();
  }
}
