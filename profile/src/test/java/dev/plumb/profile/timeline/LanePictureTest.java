package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Run;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pictures of lines: nothing is lost at any zoom, and what is seen is what is there. */
class LanePictureTest {
  private static final int RUNS = 400;

  private record Box(int first, int count, int longest, long busyNs) {}

  /** Spans made by hand, as start and duration in turns. */
  private record Made(long... times) implements Spans {
    @Override
    public int size() {
      return times.length / 2;
    }

    @Override
    public long startNs(int at) {
      return times[2 * at];
    }

    @Override
    public long durNs(int at) {
      return times[2 * at + 1];
    }
  }

  private static Made random(Random random, int count) {
    long[] times = new long[2 * count];
    long clock = random.nextInt(-10, 10);
    for (int i = 0; i < count; i++) {
      clock += random.nextInt(3) == 0 ? random.nextInt(random.nextInt(9) == 0 ? 500 : 12) : 0;
      times[2 * i] = clock;
      times[2 * i + 1] =
          random.nextInt(5) == 0 ? 0 : random.nextInt(random.nextInt(20) == 0 ? 700 : 9);
      clock += times[2 * i + 1];
    }
    return new Made(times);
  }

  private static List<Box> draw(Spans spans, Window window) {
    List<Box> boxes = new ArrayList<>();
    LanePicture.draw(
        spans,
        new SpanIndex(spans),
        window,
        (first, count, longest, busy) -> boxes.add(new Box(first, count, longest, busy)));
    return boxes;
  }

  @Test
  void boxesAreWhatLookingAtEachSpanGives() {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      Made spans = random(random, random.nextInt(700));
      long end = spans.size() == 0 ? 10 : spans.endNs(spans.size() - 1);
      long from = random.nextLong(-20, end + 20);
      Window window =
          new Window(from, from + 1 + random.nextLong(end + 30), 1 + random.nextInt(90));
      int next = 0;
      while (next < spans.size() && !isIn(spans, next, window)) {
        next++;
      }
      Set<Integer> pixels = new HashSet<>();
      for (Box box : draw(spans, window)) {
        String what = "seed " + seed + " " + window + " " + box;
        assertThat(box.first).as(what).isEqualTo(next);
        long busy = 0;
        int longest = box.first;
        int pixel = window.pixel(Math.max(window.fromNs(), spans.startNs(box.first)));
        for (int at = box.first; at < box.first + box.count; at++) {
          assertThat(isIn(spans, at, window)).as(what).isTrue();
          busy +=
              Math.min(window.toNs(), spans.endNs(at))
                  - Math.max(window.fromNs(), spans.startNs(at));
          longest = spans.durNs(at) > spans.durNs(longest) ? at : longest;
          if (box.count > 1) {
            assertThat(window.isVisible(spans.durNs(at))).as(what).isFalse();
            assertThat(window.pixel(Math.max(window.fromNs(), spans.startNs(at))))
                .as(what)
                .isEqualTo(pixel);
          }
        }
        boolean fromBefore = spans.startNs(box.first) < window.fromNs();
        if (!fromBefore && !window.isVisible(spans.durNs(box.first))) {
          assertThat(pixels.add(pixel)).as("two boxes of one pixel, %s", what).isTrue();
        }
        assertThat(box.busyNs).as(what).isEqualTo(busy);
        assertThat(box.longest).as(what).isEqualTo(longest);
        next = box.first + box.count;
      }
      assertThat(next == spans.size() || !isIn(spans, next, window)).isTrue();
    }
  }

  private static boolean isIn(Spans spans, int at, Window window) {
    return spans.startNs(at) < window.toNs()
        && (spans.endNs(at) > window.fromNs() || spans.startNs(at) >= window.fromNs());
  }

  @Test
  void everyZoomAddsUpToTheSame() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      Made spans = random(random, 1 + random.nextInt(5_000));
      long from = spans.startNs(0);
      long to = Math.max(from + 1, spans.endNs(spans.size() - 1));
      long busy = 0;
      for (int at = 0; at < spans.size(); at++) {
        busy += spans.durNs(at);
      }
      for (int pixels = 1; pixels < 20_000; pixels *= 3) {
        List<Box> boxes = draw(spans, new Window(from, to + 1, pixels));
        assertThat(boxes.stream().mapToLong(Box::count).sum()).isEqualTo(spans.size());
        assertThat(boxes.stream().mapToLong(Box::busyNs).sum()).isEqualTo(busy);
        assertThat(boxes.size()).isLessThanOrEqualTo(2 * pixels + 1);
      }
      // Windows side by side: time adds up; a span on a border is seen in both.
      long half = (from + to) / 2;
      if (half > from) {
        long left = draw(spans, new Window(from, half, 50)).stream().mapToLong(Box::busyNs).sum();
        long right =
            draw(spans, new Window(half, to + 1, 50)).stream().mapToLong(Box::busyNs).sum();
        assertThat(left + right).isEqualTo(busy);
      }
    }
  }

  @Test
  void aPictureAsText() {
    // 0 to 100 on ten pixels: a long span, three that share a pixel, one that leaves the window.
    Made spans = new Made(0, 40, 50, 2, 53, 3, 57, 1, 60, 0, 90, 30);
    assertThat(draw(spans, new Window(0, 100, 10)))
        .containsExactly(
            new Box(0, 1, 0, 40), new Box(1, 3, 2, 6), new Box(4, 1, 4, 0), new Box(5, 1, 5, 10));
  }

  @Test
  void pixelsTileTheWindow() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      long from = random.nextLong(-1L << 50, 1L << 50);
      Window window =
          new Window(
              from,
              from + 1 + random.nextLong(1L << random.nextInt(1, 60)),
              1 + random.nextInt(16_384));
      assertThat(window.borderNs(0)).isEqualTo(window.fromNs());
      assertThat(window.borderNs(window.pixels())).isEqualTo(window.toNs());
      long time = random.nextLong(window.fromNs(), window.toNs());
      int pixel = window.pixel(time);
      assertThat(window.borderNs(pixel)).isLessThanOrEqualTo(time);
      assertThat(window.borderNs(pixel + 1)).isGreaterThan(time);
    }
  }

  @Test
  void lanesHoldAllSlicesAndNoneOverlap() {
    for (int seed = 0; seed < 200; seed++) {
      Run run = RandomRuns.of(seed, 2 + seed % 120);
      Timeline timeline = new Timeline(run);
      Set<String> seen = new HashSet<>();
      for (Track track : timeline.tracks()) {
        if (track.type() == TrackType.COUNTER) {
          continue;
        }
        long[] ends = new long[track.lanes()];
        java.util.Arrays.fill(ends, Long.MIN_VALUE);
        long length = timeline.axis().lengthNs();
        // A pixel for each nanosecond: every slice that takes time is a box of its own.
        Window window = new Window(-1, length + 1, (int) Math.min(20_000, length + 2));
        timeline.draw(
            track,
            window,
            null,
            (lane, start, end, count, busy, row, longest, marked) -> {
              assertThat(start).isGreaterThanOrEqualTo(ends[lane]);
              ends[lane] = end;
              if (count == 1) {
                SliceTable slices = run.inputs().get(track.input()).trace().slices();
                assertThat(timeline.startNs(track.input(), row)).isEqualTo(start);
                assertThat(slices.durNs(row)).isEqualTo(end - start).isEqualTo(longest);
                assertThat(timeline.tracks().get(timeline.trackOf(track.input(), row)))
                    .isSameAs(track);
                assertThat(timeline.laneOf(track.input(), row)).isEqualTo(lane);
                assertThat(seen.add(track.input() + " " + row)).isTrue();
              }
            });
      }
      long slices = 0;
      for (Track track : timeline.tracks()) {
        slices += track.slices();
      }
      assertThat(slices)
          .isEqualTo(run.inputs().stream().mapToLong(in -> in.trace().slices().size()).sum());
    }
  }
}
