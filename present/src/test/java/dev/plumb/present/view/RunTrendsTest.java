package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.view.RunTrends.Kind;
import dev.plumb.present.view.RunTrends.Told;
import dev.plumb.present.view.RunTrends.Trend;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Program;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunTrendsTest {
  private final RunTrends trends = new RunTrends();
  private int runs;

  /** Operators from {@code from} to {@code to}, by number. */
  private Trend next(int from, int to) {
    TraceBuilder builder = new TraceBuilder("t.json", "test", new Problems());
    int id = builder.strings().intern("1");
    int track = builder.tracks().add(id, id);
    for (int i = from; i < to; i++) {
      int row = builder.operators().add(i, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
      int name = builder.strings().intern("op" + i);
      builder.slices().add(10L * i, 5, SliceKind.OPERATOR, name, id, track, Ids.NONE, row);
    }
    Run run = Run.of(List.of(Linker.link(builder.seal(), new Problems())));
    return trends.next(new Told(runs++, Kind.of(run), Program.of(run), new double[] {to}));
  }

  /** Two models of one kind share half of their operators: neither is the other one, improved. */
  @Test
  void whatIsAlikeByHalfIsNotCompared() {
    next(0, 100);
    Trend other = next(30, 125); // 70 of 125
    assertThat(other.against()).isEqualTo(-1);
    assertThat(other.unlike()).isZero();
    assertThat(other.change()).containsExactly(Double.NaN);
    assertThat(next(0, 80).against()).as("80 of 100").isZero();
  }

  /** The last run is not always of the program that is most alike. */
  @Test
  void theMostAlikeProgramIsTheBase() {
    next(0, 100);
    assertThat(next(44, 100).against()).as("56 of 100").isEqualTo(-1);
    assertThat(next(10, 100).against()).as("90 of 100, and 56 of 90").isZero();
    assertThat(next(44, 100).against()).isEqualTo(1);
    assertThat(next(44, 95).against()).as("51 of 56, and 51 of 90").isEqualTo(3);
  }

  @Test
  void ofTwoThatAreAsMuchAlikeTheLastOneIsTheBase() {
    next(0, 100);
    assertThat(next(0, 100).against()).isZero();
    assertThat(next(0, 100).against()).isEqualTo(1);
  }
}
