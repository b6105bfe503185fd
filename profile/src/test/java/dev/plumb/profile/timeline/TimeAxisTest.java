package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeAxisTest {
  private final TraceBuilder out = new TraceBuilder("t.json", "test", new Problems());
  private final int track = out.tracks().add(text("1"), text("2"));

  private int text(String text) {
    return out.strings().intern(text);
  }

  private void mark(long time) {
    out.instants().add(time, text("Record Window End"), Ids.NONE, track, Ids.NONE, Ids.NONE);
  }

  /** From 1,000 ns on, for 500. */
  private void request() {
    out.slices()
        .add(
            1_000,
            500,
            SliceKind.ASYNC,
            text("request"),
            text("cpu_op"),
            track,
            Ids.NONE,
            Ids.NONE);
  }

  private TimeAxis axis() {
    return TimeAxis.of(Run.of(List.of(Linker.link(out.seal(), out.problems()))));
  }

  /** PyTorch marks the end of the window of its profiler long after the last thing that it saw. */
  @Test
  void marksThatNothingDrawsDoNotMakeItLonger() {
    mark(400);
    request();
    mark(42_000);
    TimeAxis axis = axis();
    assertThat(axis.lengthNs()).isEqualTo(500);
    assertThat(axis.onAxis(0, 1_000)).isZero();
  }

  @Test
  void memoryThatIsFreedLaterDoes() {
    request();
    int row = out.memory().add(-64, 0x10, Ids.ABSENT, Ids.ABSENT, 1, 0);
    out.instants().add(2_000, text("[memory]"), Ids.NONE, track, Ids.NONE, row);
    assertThat(axis().lengthNs()).isEqualTo(1_000);
  }

  @Test
  void whereNothingElseIsTheyAreAllThereIs() {
    mark(400);
    mark(700);
    assertThat(axis().lengthNs()).isEqualTo(300);
  }
}
