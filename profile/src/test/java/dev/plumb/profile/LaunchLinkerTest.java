package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import org.junit.jupiter.api.Test;

class LaunchLinkerTest {
  private final TraceBuilder builder = new TraceBuilder("t", "test", new Problems());

  @Test
  void anyNumberOfRanksMayCountAlike() {
    int ranks = 300;
    for (int rank = 0; rank < ranks; rank++) {
      slice(rank, SliceKind.RUNTIME, 7, Ids.ABSENT);
    }
    for (int rank = ranks - 1; rank >= 0; rank--) {
      slice(rank, SliceKind.KERNEL, 7, Ids.ABSENT);
    }
    Links links = Linker.link(builder.seal(), new Problems());
    for (int rank = 0; rank < ranks; rank++) {
      assertThat(links.launch(2 * ranks - 1 - rank)).as("launch of rank %d", rank).isEqualTo(rank);
    }
  }

  @Test
  void operatorsOfAnyNumberOfRanksMayCountAlike() {
    int ranks = 300;
    for (int rank = 0; rank < ranks; rank++) {
      slice(rank, SliceKind.OPERATOR, Ids.ABSENT, 9);
      slice(rank, SliceKind.KERNEL, 1, 9);
    }
    Links links = Linker.link(builder.seal(), new Problems());
    for (int rank = 0; rank < ranks; rank++) {
      assertThat(links.launch(2 * rank + 1)).as("launch of rank %d", rank).isEqualTo(2 * rank);
    }
  }

  @Test
  void whereOneSideNamesNoRankItMatchesAny() {
    int launch = slice(3, SliceKind.RUNTIME, 7, Ids.ABSENT);
    int kernel = slice(Ids.NONE, SliceKind.KERNEL, 7, Ids.ABSENT);
    int rankless = slice(Ids.NONE, SliceKind.RUNTIME, 8, Ids.ABSENT);
    int ranked = slice(4, SliceKind.KERNEL, 8, Ids.ABSENT);
    int stranger = slice(5, SliceKind.KERNEL, 7, Ids.ABSENT);
    Links links = Linker.link(builder.seal(), new Problems());
    assertThat(links.launch(kernel)).isEqualTo(launch);
    assertThat(links.launch(ranked)).isEqualTo(rankless);
    assertThat(links.launch(stranger)).isEqualTo(Ids.NONE);
  }

  private int slice(int rank, SliceKind kind, long correlation, long externalId) {
    int id = builder.strings().intern(kind + " " + rank);
    int track = builder.tracks().add(id, id);
    builder.tracks().setRank(track, rank);
    int detail =
        switch (kind) {
          case RUNTIME -> builder.launches().add(correlation, externalId);
          case OPERATOR ->
              builder.operators().add(externalId, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
          default ->
              builder
                  .deviceWork()
                  .add(correlation, externalId, builder.devices().row("0"), id, Ids.ABSENT);
        };
    return builder.slices().add(10, 5, kind, id, Ids.NONE, track, Ids.NONE, detail);
  }
}
