package dev.plumb.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  private final Problems problems = new Problems();

  @Test
  void countsAddUpAndTheFirstOccurrenceIsKept() {
    problems.add(ProblemCode.INPUT_TRUNCATED, 70, "first");
    problems.add(ProblemCode.INPUT_TRUNCATED, 20, "second");
    problems.add(ProblemCode.INPUT_TRUNCATED, Problems.NO_OFFSET, 5);

    assertThat(problems.list())
        .containsExactly(
            new Problem(ProblemCode.INPUT_TRUNCATED, Severity.DATA_LOSS, 7, 70, "first"));
    assertThat(problems.count(ProblemCode.INPUT_TRUNCATED)).isEqualTo(7);
    assertThat(problems.count(ProblemCode.READ_FAILED)).isZero();
  }

  @Test
  void aPlaceAndADetailThatComeLateAreKeptToo() {
    problems.add(ProblemCode.MEMBER_EMPTY, Problems.NO_OFFSET);
    problems.add(ProblemCode.MEMBER_EMPTY, 8, "late");

    assertThat(problems.list())
        .containsExactly(new Problem(ProblemCode.MEMBER_EMPTY, Severity.INFO, 2, 8, "late"));
  }

  @Test
  void theMostSevereComesFirst() {
    problems.add(ProblemCode.MEMBER_EMPTY, 1);
    problems.add(ProblemCode.TRAILING_BYTES, 2);
    problems.add(ProblemCode.READ_FAILED, 3);
    problems.add(ProblemCode.INPUT_TRUNCATED, 4);

    assertThat(problems.list())
        .extracting(Problem::code)
        .containsExactly(
            ProblemCode.INPUT_TRUNCATED,
            ProblemCode.READ_FAILED,
            ProblemCode.TRAILING_BYTES,
            ProblemCode.MEMBER_EMPTY);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> problems.add(ProblemCode.READ_FAILED, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> problems.add(ProblemCode.READ_FAILED, -2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsLostBetweenThreads() throws InterruptedException {
    Thread[] threads =
        Stream.generate(() -> new Thread(this::addThousand)).limit(4).toArray(Thread[]::new);
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(problems.count(ProblemCode.TRAILING_BYTES)).isEqualTo(4000);
  }

  private void addThousand() {
    for (int i = 0; i < 1000; i++) {
      problems.add(ProblemCode.TRAILING_BYTES, i);
    }
  }

  @Test
  void everyCodeHasAKebabCaseIdAndASentenceOfAdvice() {
    assertThat(Arrays.stream(ProblemCode.values()).map(ProblemCode::id))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-z0-9]+(-[a-z0-9]+)*"));
    assertThat(Arrays.stream(ProblemCode.values()).map(ProblemCode::advice))
        .allMatch(advice -> advice.matches("[A-Z].{20,}[.]"));
  }

  @Test
  void anUnreadableInputSaysFileReasonPlaceAndNextStepInOneLine() {
    assertThat(
            new UnreadableInputException(
                "run7.json", 8_812_003, "truncated", "Stop the profiler before copying."))
        .hasMessage("run7.json: truncated at byte 8,812,003. Stop the profiler before copying.");
    assertThat(
            new UnreadableInputException(
                "run7.json", Problems.NO_OFFSET, "does not exist", "Check the path."))
        .hasMessage("run7.json: does not exist. Check the path.");
  }
}
