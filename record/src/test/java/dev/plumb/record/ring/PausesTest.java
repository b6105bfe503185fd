package dev.plumb.record.ring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of pauses, whatever the writer is doing at that moment. */
class PausesTest {
  private static final int KEPT = Pauses.KEPT;
  private static final int MOST = 7 * KEPT;

  @TempDir private Path folder;
  private RingWriter writer;
  private RingFile file;
  private Pauses pauses;

  private final long[] begins = new long[MOST];
  private final long[] ends = new long[MOST];
  private final Random random = new Random(7);
  private int count;
  private long sumNs;

  /** Of all pauses before each. */
  private final long[] sums = new long[MOST];

  @BeforeEach
  void open() throws Exception {
    Path path = folder.resolve("1.ring");
    writer = new RingWriter(path, 4096);
    file = new RingFile(path);
    pauses = new Pauses(file);
  }

  @AfterEach
  void close() {
    file.close();
    writer.close();
  }

  private void set(long at, long value) {
    file.memory().set(JAVA_LONG, at, value);
  }

  private void begin() {
    begins[count] = (count == 0 ? 1_000 : ends[count - 1]) + 1 + random.nextInt(50);
    ends[count] = begins[count] + 1 + random.nextInt(50);
    sums[count] = sumNs;
    set(120, begins[count]);
  }

  /** The words in the order in which programs write them. */
  private void end(int words) {
    sumNs += ends[count] - begins[count];
    long entry = 1024 + 16L * (count % KEPT);
    Runnable[] steps = {
      () -> set(entry, begins[count]),
      () -> set(entry + 8, ends[count]),
      () -> set(128, sumNs),
      () -> set(136, count + 1),
      () -> set(120, 0),
    };
    for (int i = 0; i < words; i++) {
      steps[i].run();
    }
  }

  private void pause() {
    begin();
    end(5);
    count++;
  }

  /** Of pauses that have begun. */
  private long before(long timeNs, int begun) {
    int last = Arrays.binarySearch(begins, 0, begun, timeNs);
    int at = last < 0 ? -last - 2 : last;
    return at < 0 ? 0 : sums[at] + Math.min(timeNs, ends[at]) - begins[at];
  }

  private void assertAllFrom(long first, long end, int begun) {
    for (long time = first; time < end; time += 1 + random.nextInt(end - time < 5000 ? 1 : 200)) {
      assertThat(pauses.beforeNs(time)).as("%d", time).isEqualTo(before(time, begun));
    }
  }

  @Test
  void theLastOnesAreKnownOneByOne() {
    while (count < KEPT + 300) {
      pause();
      pauses.look();
      if (count < 50 || count % 499 == 0 || count > KEPT + 295) {
        int oldest = Math.max(0, count - KEPT);
        assertAllFrom(oldest == 0 ? 0 : begins[oldest], ends[count - 1] + 5, count);
      }
    }
    assertThat(pauses.askedTooLate()).isZero();
  }

  /** What is older than they are is not taken for what it is not. */
  @Test
  void whoAsksTooLateIsCounted() {
    while (count < KEPT + 2) {
      pause();
      pauses.look();
    }
    assertThat(pauses.beforeNs(begins[2])).isEqualTo(before(begins[2], count));
    assertThat(pauses.askedTooLate()).isZero();
    pauses.beforeNs(begins[1]);
    assertThat(pauses.askedTooLate()).isEqualTo(1);
  }

  /** Also those that nobody looked at when they ended. */
  @Test
  void theirSumIsRightHoweverSeldomItIsLooked() {
    for (int look = 0; look < 10; look++) {
      for (int i = random.nextInt(90); i >= 0; i--) {
        pause();
      }
      pauses.look();
      assertThat(pauses.beforeNs(Long.MAX_VALUE / 2)).isEqualTo(sumNs);
    }
  }

  /** One is just ending, in the place of one that is still asked about. */
  @Test
  void betweenTwoWordsOfTheWriterNothingIsCountedTwice() {
    for (int words = 0; words <= 4; words++) {
      for (int i = 0; i < KEPT + 2; i++) {
        pause();
        if (i == 70 || words % 2 == 0) {
          pauses.look(); // or it learns of the last ones only now
        }
      }
      begin();
      long sumBefore = sumNs;
      end(words);

      pauses.look();
      long now = begins[count] + 1;
      assertAllFrom(ends[count - KEPT], now + 1, count + 1);
      assertThat(pauses.count()).isEqualTo(count + 1);
      sumNs = sumBefore;
      end(5);
      count++;
    }
  }
}
