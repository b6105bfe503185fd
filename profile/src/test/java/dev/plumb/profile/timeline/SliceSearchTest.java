package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.profile.NamePattern;
import dev.plumb.profile.Run;
import dev.plumb.profile.timeline.SliceSearch.Hit;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SliceSearchTest {
  @Test
  void goingForthAndBackVisitsAllMatchesInOrder() {
    for (int seed = 0; seed < 200; seed++) {
      Run run = RandomRuns.of(seed, 4 + seed % 90);
      Timeline timeline = new Timeline(run);
      SliceSearch search =
          new SliceSearch(timeline, NamePattern.of(seed % 2 == 0 ? "k" : "/[KO][12]/"), null);
      List<Hit> expected = expected(timeline, seed % 2 == 0);
      long end = timeline.axis().lengthNs() + 1;
      assertThat(search.total(0, end)).as("seed %d", seed).isEqualTo(expected.size());
      Hit hit = search.startingAt(0);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(hit).as("seed %d", seed).isEqualTo(expected.get(i));
        assertThat(search.index(hit, 0)).isEqualTo(i);
        hit = search.after(hit);
      }
      assertThat(hit).isNull();
      hit = search.startingBefore(end);
      for (int i = expected.size() - 1; i >= 0; i--) {
        assertThat(hit).as("seed %d", seed).isEqualTo(expected.get(i));
        hit = search.before(hit);
      }
      assertThat(hit).isNull();
      long half = end / 2;
      assertThat(search.total(0, half) + search.total(half, end)).isEqualTo(expected.size());
    }
  }

  @Test
  void onlyTheTracksThatAreNamedAreSearched() {
    for (int seed = 0; seed < 100; seed++) {
      Timeline timeline = new Timeline(RandomRuns.of(seed, 4 + seed % 90));
      timeline.prepareSearches();
      BitSet tracks = new BitSet();
      for (int track = seed % 3; track < timeline.tracks().size(); track += 2) {
        tracks.set(track);
      }
      SliceSearch search = new SliceSearch(timeline, NamePattern.of("k"), tracks);
      List<Hit> expected = expected(timeline, true);
      expected.removeIf(hit -> !tracks.get(timeline.trackOf(hit.input(), hit.row())));
      List<Hit> found = new ArrayList<>();
      for (Hit hit = search.startingAt(0); hit != null; hit = search.after(hit)) {
        found.add(hit);
      }
      assertThat(found).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void afterARehearsalSearchesFindTheSame() {
    for (int seed = 0; seed < 100; seed++) {
      Run run = RandomRuns.of(seed, 4 + seed % 90);
      Timeline rehearsed = new Timeline(run);
      rehearsed.prepareSearches();
      Timeline fresh = new Timeline(run);
      BitSet tracks = new BitSet();
      tracks.set(seed % 3, 3 + seed % 5);
      for (String pattern : List.of("k", "no such name", "/[KO][12]/", "/^k/i", "/./")) {
        NamePattern names = NamePattern.of(pattern);
        String as = "seed %d, %s".formatted(seed, pattern);
        assertThat(answers(rehearsed, names, null)).as(as).isEqualTo(answers(fresh, names, null));
        assertThat(answers(rehearsed, names, tracks))
            .as(as)
            .isEqualTo(answers(fresh, names, tracks));
      }
      assertThat(answers(rehearsed, NamePattern.of("/./"), null))
          .as("seed %d: all that is in the order of starts", seed)
          .hasSizeGreaterThan(4);
    }
  }

  /** What a search finds, in order, then what each box of a picture counts of it. */
  private static List<Object> answers(
      Timeline timeline, NamePattern pattern, @Nullable BitSet tracks) {
    SliceSearch search = new SliceSearch(timeline, pattern, tracks);
    List<Object> answers = new ArrayList<>(List.of(search.names()));
    for (Hit hit = search.startingAt(0); hit != null; hit = search.after(hit)) {
      answers.add(hit);
    }
    Window all = new Window(0, timeline.axis().lengthNs() + 1, 5);
    for (Track track : timeline.tracks()) {
      if (track.type() != TrackType.COUNTER) {
        timeline.draw(
            track,
            all,
            search.matching(track.input()),
            (lane, start, end, count, busy, row, longest, marked) -> answers.add(marked));
      }
    }
    return answers;
  }

  @Test
  void boxesCountWhatTheSearchFinds() {
    for (int seed = 0; seed < 200; seed++) {
      Timeline timeline = new Timeline(RandomRuns.of(seed, 4 + seed % 90));
      boolean plain = seed % 2 == 0;
      SliceSearch search =
          new SliceSearch(timeline, NamePattern.of(plain ? "k" : "/[KO][12]/"), new BitSet());
      Window all = new Window(0, timeline.axis().lengthNs() + 1, 1 + seed % 7);
      long[] counted = new long[1];
      for (Track track : timeline.tracks()) {
        if (track.type() != TrackType.COUNTER) {
          timeline.draw(
              track,
              all,
              search.matching(track.input()),
              (lane, start, end, count, busy, row, longest, marked) -> counted[0] += marked);
        }
      }
      assertThat(counted[0]).as("seed %d", seed).isEqualTo(expected(timeline, plain).size());
    }
  }

  @Test
  void boxesOfAnyWindowCountTheirOwnSlices() {
    for (int seed = 0; seed < 200; seed++) {
      Timeline timeline = new Timeline(RandomRuns.of(seed, 4 + seed % 90));
      SliceSearch every = new SliceSearch(timeline, NamePattern.of("/./"), new BitSet());
      SliceSearch none = new SliceSearch(timeline, NamePattern.of("no such name"), new BitSet());
      long length = timeline.axis().lengthNs();
      Window some = new Window(length / 3, length / 3 + 1 + length / 2, 1 + seed % 50);
      int[] boxes = new int[1];
      for (Track track : timeline.tracks()) {
        if (track.type() != TrackType.COUNTER && track.slices() > 0) {
          timeline.draw(
              track,
              some,
              every.matching(track.input()),
              (lane, start, end, count, busy, row, longest, marked) -> {
                boxes[0]++;
                assertThat(marked).isEqualTo(count);
              });
          timeline.draw(
              track,
              some,
              none.matching(track.input()),
              (lane, start, end, count, busy, row, longest, marked) -> assertThat(marked).isZero());
        }
      }
      assertThat(boxes[0]).as("seed %d", seed).isPositive();
    }
  }

  private static List<Hit> expected(Timeline timeline, boolean plain) {
    List<Hit> hits = new ArrayList<>();
    for (int input = 0; input < timeline.run().inputs().size(); input++) {
      Trace trace = timeline.run().inputs().get(input).trace();
      for (int at = 0; at < timeline.order(input).size(); at++) {
        int row = timeline.order(input).row(at);
        String name = trace.strings().get(trace.slices().nameId(row));
        boolean found =
            plain
                ? name.contains("K") || name.contains("k")
                : (name.startsWith("K") || name.startsWith("O"))
                    && (name.endsWith("1") || name.endsWith("2"));
        if (found) {
          hits.add(new Hit(input, row));
        }
      }
    }
    hits.sort(Comparator.comparingLong(hit -> timeline.startNs(hit.input(), hit.row())));
    return hits;
  }

  @Test
  void patternsThatNeverEndAreRefused() {
    NamePattern endless = NamePattern.of("/(a*)(a*)(a*)(a*)(a*)(a*)b/");
    assertThatThrownBy(() -> endless.matches("a".repeat(50) + "!"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too long");
    assertThatThrownBy(() -> NamePattern.of("/(/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no regular expression");
    assertThatThrownBy(() -> NamePattern.of("x".repeat(501)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(NamePattern.of("MM").matches("aten::mm")).isTrue();
    assertThat(NamePattern.of("/MM/").matches("aten::mm")).isFalse();
    assertThat(NamePattern.of("/MM/i").matches("aten::mm")).isTrue();
    assertThat(NamePattern.of("//").matches("a//b")).isTrue();
    assertThat(NamePattern.of("/usr/").matches("/usr/x")).isTrue();
  }
}
