package dev.plumb.present.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class CounterTextTest {
  private final Problems problems = new Problems();
  private final TraceBuilder trace = new TraceBuilder("t", "test", problems);

  private int text(String text) {
    return trace.strings().intern(text);
  }

  private String report() {
    StringWriter out = new StringWriter();
    Run run = Run.of(List.of(Linker.link(trace.seal(), problems)));
    ReportText.write(run, new PrintWriter(out), Style.PLAIN, 80);
    return out.toString();
  }

  private int track() {
    return trace.tracks().add(text("1"), text("2"));
  }

  @Test
  void countersAloneAreShownWithTheirHighestAndLastValue() {
    int track = track();
    trace.counters().add(1, track, text("memory"), text("gradient"), 4096);
    trace.counters().add(2, track, text("memory"), text("gradient"), 512);
    trace.counters().add(2, track, text("load"), text(""), 0.25);
    assertThat(report())
        .containsPattern("memory: gradient +2 +4,096 +512")
        .containsPattern("load +1 +0\\.2500 +0\\.2500");
  }

  @Test
  void besideSlicesTheyAreNot() {
    int track = track();
    trace.counters().add(1, track, text("memory"), text("gradient"), 4096);
    trace.slices().add(0, 10, SliceKind.CPU, text("f"), Ids.NONE, track, Ids.NONE, Ids.NONE);
    assertThat(report()).doesNotContain("Counters");
  }
}
