package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Run;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesAheadTest {
  /** All that a timeline draws of a run, as text. */
  private static List<String> drawn(Timeline timeline) {
    List<String> drawn = new ArrayList<>();
    Window window = new Window(0, timeline.axis().lengthNs() + 1, 1_000);
    for (Track track : timeline.tracks()) {
      drawn.add(track.type() + " " + track.rank() + " " + track.group() + " " + track.name());
      timeline.draw(
          track,
          window,
          null,
          (lane, start, end, count, busy, row, longest, marked) ->
              drawn.add(
                  lane + " " + start + " " + end + " " + count + " " + busy + " " + row + " "
                      + longest));
      timeline.draw(
          track,
          window,
          (time, min, max, last) -> drawn.add(time + ": " + min + " " + max + " " + last));
    }
    return drawn;
  }

  @Test
  void theTimelineIsTheSameWhoeverLaidTheSlicesAndWhen() {
    for (long seed = 1; seed < 30; seed++) {
      Run run = RandomRuns.of(seed, 90);
      LanesAhead ahead = new LanesAhead();
      run.inputs().forEach(each -> ahead.add(each.trace()));
      Timeline made = new Timeline(run, TimeAxis.of(run), ahead::take, List::of);
      List<String> expected = drawn(new Timeline(run));
      assertThat(drawn(made)).isEqualTo(expected);
      assertThat(expected).hasSizeGreaterThan(made.tracks().size());
      // Taken once; who asks again, or for what nobody announced, gets it made.
      assertThat(drawn(new Timeline(run, TimeAxis.of(run), ahead::take, List::of)))
          .isEqualTo(expected);
    }
  }
}
