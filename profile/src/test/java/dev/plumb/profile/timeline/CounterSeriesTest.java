package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CounterSeriesTest {
  private record Pixel(long timeNs, double min, double max, double last) {}

  @Test
  void pixelsAreWhatLookingAtEachPointGives() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      CounterSeries.Builder builder = new CounterSeries.Builder();
      TreeMap<Long, Double> points = new TreeMap<>();
      int count = random.nextInt(600);
      for (int i = 0; i < count; i++) {
        long time = random.nextInt(2_000);
        double value = random.nextInt(100) - 50;
        builder.add(time, value);
        points.put(time, value);
      }
      CounterSeries series = builder.build();
      assertThat(series.size()).isEqualTo(points.size());
      long from = random.nextInt(-100, 2_100);
      int width = 1 + random.nextInt(60);
      Window window = new Window(from, from + width + random.nextInt(3_000), width);
      List<Pixel> pixels = new ArrayList<>();
      series.draw(window, (time, min, max, last) -> pixels.add(new Pixel(time, min, max, last)));
      assertThat(pixels).as("seed %d", seed).isEqualTo(expected(points, window));
      assertThat(series.firstAtMaxNs(window.fromNs(), window.toNs()))
          .as("seed %d", seed)
          .isEqualTo(firstAtMax(points, window));
    }
  }

  private static long firstAtMax(NavigableMap<Long, Double> points, Window window) {
    long best = Times.NONE;
    Double most = null;
    for (long time = window.fromNs(); time < window.toNs(); time++) {
      Map.Entry<Long, Double> at = points.floorEntry(time);
      if (at != null && (most == null || at.getValue() > most)) {
        most = at.getValue();
        best = time;
      }
    }
    return best;
  }

  private static List<Pixel> expected(NavigableMap<Long, Double> points, Window window) {
    List<Pixel> pixels = new ArrayList<>();
    Double value =
        points.floorEntry(window.fromNs()) == null
            ? null
            : points.floorEntry(window.fromNs()).getValue();
    for (int pixel = 0; pixel < window.pixels(); pixel++) {
      long left = window.borderNs(pixel);
      long right = window.borderNs(pixel + 1);
      var inside = points.subMap(left, pixel > 0, right, false).values();
      if (inside.isEmpty() && (pixel > 0 || value == null)) {
        continue;
      }
      List<Double> seen = new ArrayList<>(inside);
      if (value != null) {
        seen.add(0, value);
      }
      value = seen.getLast();
      pixels.add(
          new Pixel(
              left,
              seen.stream().mapToDouble(d -> d).min().orElseThrow(),
              seen.stream().mapToDouble(d -> d).max().orElseThrow(),
              value));
    }
    return pixels;
  }

  @Test
  void sumsOfPointsAtOneMomentAreOnePoint() {
    CounterSeries.Builder builder = new CounterSeries.Builder();
    builder.add(5, 1);
    builder.add(9, -1);
    builder.add(5, 1);
    builder.add(9, 1);
    CounterSeries series = builder.buildSums();
    assertThat(series.size()).isEqualTo(2);
    assertThat(series.at(4)).isNaN();
    assertThat(series.at(5)).isEqualTo(2);
    assertThat(series.at(9)).isEqualTo(2);
    assertThat(series.max()).isEqualTo(2);
  }
}
