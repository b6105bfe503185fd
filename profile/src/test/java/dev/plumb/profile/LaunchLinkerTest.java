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

  @Test
  void anyNumberOfCallsMayShareAnId() {
    int count = 200;
    for (int i = 0; i < count; i++) {
      at(10 + 10 * i, "1", SliceKind.RUNTIME, 7, Ids.ABSENT);
    }
    for (int i = count - 1; i >= 0; i--) {
      at(15 + 10 * i, "0", SliceKind.KERNEL, 7, Ids.ABSENT);
    }
    Links links = Linker.link(builder.seal(), new Problems());
    for (int i = 0; i < count; i++) {
      assertThat(links.launch(2 * count - 1 - i)).as("the last call before").isEqualTo(i);
      assertThat(links.quality(2 * count - 1 - i)).isEqualTo(LinkQuality.EXACT);
    }
  }

  @Test
  void processesThatNothingTellsApartShareTheWork() {
    int one = at(10, "100", SliceKind.RUNTIME, 7, 5);
    int two = at(10, "200", SliceKind.RUNTIME, 7, 5);
    int late = at(53, "0", SliceKind.KERNEL, 7, 5);
    int early = at(50, "0", SliceKind.KERNEL, 7, 5);
    Links links = Linker.link(builder.seal(), new Problems());
    assertThat(links.launch(early)).isEqualTo(one);
    assertThat(links.launch(late)).isEqualTo(two);
    assertThat(links.quality(early)).isEqualTo(LinkQuality.AMBIGUOUS);
    assertThat(links.quality(late)).isEqualTo(LinkQuality.AMBIGUOUS);
  }

  @Test
  void otherWorkOfTheDeviceTellsTheProcess() {
    at(10, "100", SliceKind.RUNTIME, 7, Ids.ABSENT);
    int two = at(10, "200", SliceKind.RUNTIME, 7, Ids.ABSENT);
    at(20, "200", SliceKind.RUNTIME, 8, Ids.ABSENT);
    at(30, "0", SliceKind.KERNEL, 8, Ids.ABSENT);
    int first = at(50, "0", SliceKind.KERNEL, 7, Ids.ABSENT);
    Links links = Linker.link(builder.seal(), new Problems());
    assertThat(links.launch(first)).isEqualTo(two);
    assertThat(links.quality(first)).isEqualTo(LinkQuality.EXACT);
  }

  @Test
  void aTrackOfTheSameProcessTellsTheProcess() {
    int one = at(10, "100", SliceKind.RUNTIME, 7, Ids.ABSENT);
    int two = at(10, "200", SliceKind.RUNTIME, 7, Ids.ABSENT);
    int second = at(50, "200", SliceKind.KERNEL, 7, Ids.ABSENT);
    int first = at(53, "100", SliceKind.KERNEL, 7, Ids.ABSENT);
    Links links = Linker.link(builder.seal(), new Problems());
    assertThat(links.launch(first)).isEqualTo(one);
    assertThat(links.launch(second)).isEqualTo(two);
    assertThat(links.quality(second)).isEqualTo(LinkQuality.EXACT);
  }

  private int at(long start, String pid, SliceKind kind, long correlation, long externalId) {
    return slice(Ids.NONE, pid, start, kind, correlation, externalId);
  }

  private int slice(int rank, SliceKind kind, long correlation, long externalId) {
    return slice(rank, kind + " " + rank, 10, kind, correlation, externalId);
  }

  private int slice(
      int rank, String pid, long start, SliceKind kind, long correlation, long externalId) {
    int id = builder.strings().intern(pid);
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
    return builder.slices().add(start, 5, kind, id, Ids.NONE, track, Ids.NONE, detail);
  }
}
