package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times of processes 1 (the program), 2, 3… as the kernel would tell them; in ms. */
class ChildTimesTest {
  private static final long MS = 1_000_000;

  private final ChildTimes times = new ChildTimes();

  private void begin(long pid, long parent) {
    times.observe(pid, 0);
    children(pid, parent, 0);
  }

  private void children(long pid, long parent, long ms) {
    times.children(pid, parent, ms * MS);
  }

  private void own(long pid, long ms) {
    times.own(pid, ms * MS);
  }

  private long unseen(long pid) {
    return times.unseenNs(pid) / MS;
  }

  @Test
  void whatNobodyWasSeenToRunIsOfShortProcesses() {
    begin(1, 0);
    begin(2, 1);
    own(2, 290);
    children(1, 0, 1300);
    times.ended(Map.of(2L, 300 * MS));

    assertThat(unseen(1)).isEqualTo(1000);
    assertThat(times.pids()).containsExactly(1L);
  }

  /** A process that is seen may be too short for a sample: its time has no other place. */
  @Test
  void whatNoSampleStandsForIsThereToo() {
    begin(1, 0);
    begin(2, 1);
    own(2, 300);
    children(1, 0, 300);
    times.ended(Map.of(2L, 0L));

    assertThat(unseen(1)).isEqualTo(300);
  }

  /** All that is left of it is its ring, which has its samples. */
  @Test
  void whatHadEndedWhenItWasFoundIsThereOnce() {
    begin(1, 0);
    begin(2, 1);
    children(1, 0, 500);
    times.observeEnded(3, 1, 99);
    times.observeEnded(4, -1, 1);
    times.observeEnded(2, 99, 99); // known: it has not ended, or was seen before
    own(3, 200);
    own(4, 100);
    own(2, 200);
    times.ended(Map.of(2L, -1L, 3L, -1L, 4L, -1L));

    assertThat(unseen(1)).isZero();
  }

  /** JVMs, and where time in the kernel may not be sampled. */
  @Test
  void timeThatOthersPlaceIsNotCountedTwice() {
    begin(1, 0);
    begin(2, 1);
    own(2, 300);
    children(1, 0, 300);
    times.ended(Map.of(2L, -1L));

    assertThat(unseen(1)).isZero();
  }

  /** A shell and its program may end before the next look. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void parentsThatBeginAndEndWithTheirChildrenAreNotCountedTwice(boolean isParentFirst) {
    for (long pid = 1; pid <= 4; pid++) {
      times.observe(pid, 0);
      children(pid, pid - 1, 0);
    }
    own(4, 2000);
    children(1, 0, 2000);
    Map<Long, Long> ended = new LinkedHashMap<>();
    for (long pid = 2; pid <= 4; pid++) {
      long each = isParentFirst ? pid : 6 - pid;
      ended.put(each, each == 4 ? 2000 * MS : 0);
    }
    times.ended(ended);

    assertThat(unseen(1)).isZero();
  }

  /** The time of a child that is still known is not its parent's yet. */
  @Test
  void childrenThatRunAreNotCountedTwice() {
    begin(1, 0);
    begin(2, 1);
    own(2, 5000);
    children(1, 0, 200);
    assertThat(unseen(1)).isEqualTo(200);

    children(1, 0, 5200);
    times.ended(Map.of(2L, 5000 * MS));
    assertThat(unseen(1)).isEqualTo(200);
  }

  @Test
  void whatClocksAreLateByIsNoProcess() {
    begin(1, 0);
    begin(2, 1);
    own(2, 300);
    children(1, 0, 340);
    times.ended(Map.of(2L, 300 * MS));

    assertThat(unseen(1)).isZero();
  }

  /** Each parent has its own, and what went to a child's place is not also its parent's. */
  @Test
  void childrenOfChildrenHaveTheirPlaceOnce() {
    begin(1, 0);
    begin(2, 1);
    begin(3, 2);
    own(2, 100);
    own(3, 400);
    children(2, 1, 600);
    assertThat(unseen(2)).as("3 is there still").isEqualTo(600);
    children(2, 1, 1000);
    children(1, 0, 1100);
    times.ended(Map.of(2L, 100 * MS, 3L, 400 * MS));

    assertThat(unseen(1)).isZero();
  }

  @Test
  void whatHasNoPlaceAtTheChildIsItsParents() {
    begin(1, 0);
    begin(2, 1); // a JVM, of which nobody asks
    own(2, 100);
    children(2, 1, 600);
    children(1, 0, 700);
    times.ended(Map.of(2L, -1L));

    assertThat(unseen(1)).isEqualTo(600);
  }

  /** Who has left its parent is not among its times. */
  @Test
  void daemonsAreNobodysChildren() {
    begin(1, 0);
    begin(2, 1);
    own(2, 500);
    times.children(2, 99, 0);
    children(1, 0, 300);
    times.ended(Map.of(2L, 500 * MS));

    assertThat(unseen(1)).isEqualTo(300);
  }

  @Test
  void childrenBeforeTheRecordingAreNotOfIt() {
    times.observe(1, 5000 * MS);
    children(1, 0, 5100);

    assertThat(unseen(1)).isEqualTo(100);
  }

  /** The last child may end with the program, when nobody can ask it any more. */
  @Test
  void whatEverythingTookSaysWhatTheLastOnesDid() {
    begin(1, 0);
    own(1, 50);
    children(1, 0, 1000);
    times.endedAll(1, 60 * MS, 2060 * MS);
    assertThat(unseen(1)).isEqualTo(2000);
  }

  @Test
  void whatTheProgramRanLastIsNoChild() {
    begin(1, 0);
    own(1, 5000);
    times.endedAll(1, 4990 * MS, 5090 * MS);
    assertThat(unseen(1)).isZero();
  }
}
