package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the recorder looks again: often where it must, and not where that only costs. */
class RhythmTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLISECOND = 1_000_000L;
  private static final long BEGIN = 7 * SECOND;

  private static final Rhythm.Looked INSIDE = () -> false;
  private static final Rhythm.Looked OUTSIDE = () -> true;

  private static Rhythm at(int hertz) {
    return new Rhythm(SECOND / hertz, false, BEGIN);
  }

  /** The ring of one thread of many has room for three samples. */
  @ParameterizedTest
  @CsvSource({"50, 10000000", "99, 10000000", "199, 5025125", "499, 2004008", "997, 2000000"})
  void whereAllSampleThemselvesItWaitsForAPeriod(int hertz, long expectedNs) {
    assertThat(at(hertz).waitNs(BEGIN + 2 * SECOND, 0, 0, List.of(INSIDE, INSIDE)))
        .isEqualTo(expectedNs);
  }

  @Test
  void oneWhoseStacksAreReadFromOutsideIsEnoughToLookOften() {
    long now = BEGIN + 60 * SECOND;
    assertThat(at(99).waitNs(now, 0, 0, List.of(INSIDE, OUTSIDE))).isEqualTo(2 * MILLISECOND);
    assertThat(at(99).waitNs(now, 0, 0, List.of(OUTSIDE, INSIDE))).isEqualTo(2 * MILLISECOND);
    assertThat(at(99).waitNs(now, 0, 0, List.of())).isEqualTo(10 * MILLISECOND);
    assertThat(new Rhythm(SECOND / 99, true, BEGIN).waitNs(now, 0, 0, List.of(INSIDE)))
        .isEqualTo(2 * MILLISECOND);
  }

  @Test
  void samplesFromOutsideAreExpectedForASecond() {
    Rhythm rhythm = at(99);
    long taken = BEGIN + 5 * SECOND;
    assertThat(rhythm.waitNs(BEGIN + SECOND, 0, 0, List.of())).isEqualTo(2 * MILLISECOND);
    assertThat(rhythm.waitNs(BEGIN + SECOND + 1, 0, 0, List.of())).isEqualTo(10 * MILLISECOND);
    assertThat(rhythm.waitNs(taken, 0, 1, List.of())).isEqualTo(2 * MILLISECOND);
    assertThat(rhythm.waitNs(taken + SECOND, 0, 0, List.of())).isEqualTo(2 * MILLISECOND);
    assertThat(rhythm.waitNs(taken + SECOND + 1, 0, 0, List.of())).isEqualTo(10 * MILLISECOND);
  }

  @ParameterizedTest
  @CsvSource({
    "1023, 0, 10000000",
    "1024, 0, 2000000",
    "4096, 0, 2000000",
    "4097, 0, 0",
    "0, 64, 2000000",
    "0, 65, 0",
  })
  void whoHasMuchToSayIsAskedSoon(long events, int taken, long expectedNs) {
    assertThat(at(99).waitNs(BEGIN + 2 * SECOND, events, taken, List.of(INSIDE)))
        .isEqualTo(expectedNs);
  }
}
