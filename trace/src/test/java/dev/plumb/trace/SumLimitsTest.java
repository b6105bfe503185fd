package dev.plumb.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SumLimitsTest {
  private final TraceBuilder builder = new TraceBuilder("limits", "test", new Problems());

  private int measure(Quantity quantity, String name) {
    return builder
        .measures()
        .row(quantity, builder.strings().intern(name), builder.strings().intern(""));
  }

  private void sample(int measure, long value) {
    builder.samples().add(Times.NONE, Ids.NONE, Ids.NONE, measure, value, Ids.NONE, Ids.NONE);
  }

  private long problems(Trace trace, ProblemCode code) {
    return trace.problems().stream()
        .filter(problem -> problem.code() == code)
        .mapToLong(Problem::count)
        .sum();
  }

  @Test
  void valuesOfOneQuantityAreAddedUpOverItsMeasures() {
    sample(measure(Quantity.CPU_NS, "cycles"), 1L << 57);
    sample(measure(Quantity.CPU_NS, "task-clock"), 1L << 57);
    sample(measure(Quantity.CPU_NS, "task-clock"), 1); // one too many
    sample(measure(Quantity.SAMPLES, "samples"), 5); // of another quantity
    Trace trace = builder.seal();
    assertThat(trace.samples().value(1)).isEqualTo(1L << 57);
    assertThat(trace.samples().value(2)).isZero();
    assertThat(trace.samples().value(3)).isEqualTo(5);
    assertThat(problems(trace, ProblemCode.VALUES_TOO_LARGE)).isEqualTo(1);
  }

  @Test
  void whatOnlyItsNameTellsIsAddedUpByMeasure() {
    sample(measure(Quantity.OTHER, "flops"), 1L << 58);
    sample(measure(Quantity.OTHER, "bytes"), 1L << 58);
    sample(measure(Quantity.OTHER, "bytes"), Long.MAX_VALUE);
    sample(measure(Quantity.OTHER, "differences"), -(1L << 58));
    sample(measure(Quantity.OTHER, "differences"), -1);
    sample(measure(Quantity.OTHER, "differences"), Long.MIN_VALUE);
    Trace trace = builder.seal();
    assertThat(trace.samples().value(1)).isEqualTo(1L << 58);
    assertThat(trace.samples().value(2)).isZero();
    assertThat(trace.samples().value(3)).isEqualTo(-(1L << 58));
    assertThat(trace.samples().value(4)).isZero();
    assertThat(trace.samples().value(5)).isZero();
    assertThat(problems(trace, ProblemCode.VALUES_TOO_LARGE)).isEqualTo(3);
  }

  @Test
  void ordinaryValuesStayAndNothingIsSaid() {
    sample(measure(Quantity.CPU_NS, "cycles"), 3_600_000_000_000L);
    builder.memory().add(1L << 40, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE, Ids.NONE);
    builder.memory().add(-(1L << 40), Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE, Ids.NONE);
    Trace trace = builder.seal();
    assertThat(trace.samples().value(0)).isEqualTo(3_600_000_000_000L);
    assertThat(trace.memory().bytes(1)).isEqualTo(-(1L << 40));
    assertThat(trace.problems()).isEmpty();
  }

  @Test
  void sizesOfCopiesAndAllocationsHaveALimitEach() {
    for (int i = 0; i < 3; i++) {
      builder.memory().add(1L << 57, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE, Ids.NONE);
      builder.deviceWork().add(Ids.ABSENT, Ids.ABSENT, 0, 0, 1L << 57);
    }
    Trace trace = builder.seal();
    assertThat(trace.memory().bytes(1)).isEqualTo(1L << 57);
    assertThat(trace.memory().bytes(2)).isEqualTo(Ids.ABSENT);
    assertThat(trace.deviceWork().bytes(2)).isEqualTo(Ids.ABSENT);
    assertThat(problems(trace, ProblemCode.VALUES_TOO_LARGE)).isEqualTo(2);
  }
}
