package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchesTest {
  @Test
  void workOfASliceIsWhatHasItAmongItsCallers() {
    for (int seed = 0; seed < 200; seed++) {
      Run run = RandomRuns.of(seed, 5 + seed % 90);
      Timeline timeline = new Timeline(run);
      for (int input = 0; input < run.inputs().size(); input++) {
        Links links = run.inputs().get(input);
        SliceTable slices = links.trace().slices();
        Launches launches = timeline.launches(input);
        for (int row = 0; row < slices.size(); row++) {
          if (slices.kind(row).isHost()) {
            List<Integer> found = new ArrayList<>();
            launches.of(
                row,
                (work, launch) -> {
                  assertThat(links.launch(work)).isEqualTo(launch);
                  found.add(work);
                });
            assertThat(found)
                .as("seed %d, row %d", seed, row)
                .containsExactlyInAnyOrderElementsOf(expected(links, row));
          }
        }
      }
    }
  }

  private static List<Integer> expected(Links links, int caller) {
    List<Integer> expected = new ArrayList<>();
    SliceTable slices = links.trace().slices();
    for (int row = 0; row < slices.size(); row++) {
      if (slices.kind(row).isDeviceWork()) {
        for (int at = links.launch(row); at >= 0; at = links.caller(at)) {
          if (at == caller) {
            expected.add(row);
          }
        }
      }
    }
    return expected;
  }
}
