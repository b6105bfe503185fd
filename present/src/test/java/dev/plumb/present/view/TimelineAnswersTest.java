package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.SampleRuns;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineAnswersTest {
  private static List<Object> tracks(Asked asked, boolean counters) {
    List<Object> numbers = new ArrayList<>();
    for (Map<String, Object> track : Asked.objects(asked.ask("/api/timeline/tracks"), "tracks")) {
      if (track.get("type").equals("counter") == counters) {
        numbers.add(track.get("track"));
      }
    }
    return numbers;
  }

  private static String joined(List<Object> numbers) {
    return String.join(",", numbers.stream().map(Object::toString).toList());
  }

  @Test
  void everyZoomHasAllSlicesAndAllTime() {
    for (Run run : List.of(SampleRuns.plain(), SampleRuns.hostile(3), SampleRuns.ranks(3))) {
      try (Asked asked = Asked.about(run)) {
        long end = (Long) asked.ask("/api/timeline/tracks").get("end");
        String lines = joined(tracks(asked, false));
        List<List<Object>> totals = new ArrayList<>();
        for (int pixels : new int[] {1, 10, 300, 16_000}) {
          Map<String, Object> answer =
              asked.ask(
                  "/api/timeline/slices", "t0", -1, "t1", end + 1, "px", pixels, "tracks", lines);
          List<Object> sums = new ArrayList<>();
          for (Map<String, Object> track : Asked.objects(answer, "tracks")) {
            assertThat(Arrays.stream(Asked.numbers(track, "n")).sum())
                .isEqualTo(track.get("slices"));
            assertThat(Arrays.stream(Asked.numbers(track, "busy_ns")).sum())
                .isEqualTo(track.get("busy"));
            sums.add(track.get("slices"));
            sums.add(track.get("busy"));
          }
          totals.add(sums);
        }
        assertThat(totals.stream().distinct()).hasSize(1);
        long slices = 0;
        for (Map<String, Object> track :
            Asked.objects(asked.ask("/api/timeline/tracks"), "tracks")) {
          slices += track.get("type").equals("idle") ? 0 : (Long) track.get("slices");
        }
        assertThat(slices)
            .isEqualTo(run.inputs().stream().mapToLong(in -> in.trace().slices().size()).sum());
      }
    }
  }

  @Test
  void theFirstPictureIsOfTheWholeRunDevicesFirst() {
    for (Run run : List.of(SampleRuns.plain(), SampleRuns.hostile(3), SampleRuns.ranks(3))) {
      try (Asked asked = Asked.about(run)) {
        Map<String, Object> known = asked.ask("/api/timeline/tracks");
        Map<Object, Map<String, Object>> tracks = new HashMap<>();
        Asked.objects(known, "tracks").forEach(each -> tracks.put(each.get("track"), each));
        List<Object> all = firstTracks(asked, 10_000);
        assertThat(all)
            .containsExactlyInAnyOrderElementsOf(
                tracks.values().stream()
                    .filter(each -> !List.of("counter", "idle", "path").contains(each.get("type")))
                    .map(each -> each.get("track"))
                    .toList());
        for (int rows = 1; rows < 20; rows++) {
          List<Object> some = firstTracks(asked, rows);
          assertThat(some).isEqualTo(all.subList(0, some.size()));
          long needed =
              some.subList(0, some.size() - 1).stream()
                  .mapToLong(each -> Math.min(8, (Long) tracks.get(each).get("rows")))
                  .sum();
          assertThat(needed).isLessThan(rows);
        }
        List<Object> ofFirstRank =
            all.stream()
                .filter(each ->
                    tracks.get(each).get("rank").equals(tracks.get(all.getFirst()).get("rank")))
                .toList();
        assertThat(all.subList(0, ofFirstRank.size())).isEqualTo(ofFirstRank);
        List<Object> types =
            ofFirstRank.stream().map(each -> tracks.get(each).get("type")).toList();
        assertThat(types.indexOf("stream")).isLessThan(types.lastIndexOf("thread"));
        assertThat(asked.ask("/api/timeline/slices", "rows", 5, "px", 70))
            .isEqualTo(
                asked.ask(
                    "/api/timeline/slices",
                    "t0",
                    0,
                    "t1",
                    known.get("end"),
                    "px",
                    70,
                    "tracks",
                    joined(firstTracks(asked, 5))));
      }
    }
  }

  /** Most of what a picture costs on its way: names that nobody draws would be half of it. */
  @Test
  void answersHaveWhatIsDrawnAndNothingElse() {
    try (Asked asked = Asked.about(SampleRuns.plain())) {
      long end = (Long) asked.ask("/api/timeline/tracks").get("end");
      List<Map<String, Object>> tracks =
          Asked.objects(asked.ask("/api/timeline/slices", "rows", 100), "tracks");
      assertThat(tracks)
          .isNotEmpty()
          .allSatisfy(track ->
              assertThat(track)
                  .containsOnlyKeys(
                      "track", "slices", "busy", "row", "t", "d", "n", "busy_ns", "slice", "name",
                      "kind"));
      Map<String, Object> path =
          asked.ask("/api/timeline/critical-path", "t0", 0, "t1", end, "px", 1000);
      assertThat(Asked.objects(path, "slices"))
          .isNotEmpty()
          .allSatisfy(
              slice -> assertThat(slice).containsOnlyKeys("slice", "track", "row", "t", "d"));
    }
  }

  private static List<Object> firstTracks(Asked asked, int rows) {
    return Asked.objects(asked.ask("/api/timeline/slices", "rows", rows), "tracks").stream()
        .map(each -> each.get("track"))
        .toList();
  }

  @Test
  void boxesOfOneSliceAreThatSlice() {
    Run run = SampleRuns.ranks(2);
    try (Asked asked = Asked.about(run)) {
      long end = (Long) asked.ask("/api/timeline/tracks").get("end");
      Map<String, Object> answer =
          asked.ask(
              "/api/timeline/slices",
              "t0",
              0,
              "t1",
              end,
              "px",
              16_000,
              "tracks",
              joined(tracks(asked, false)),
              "search",
              "mm");
      List<Object> names = ParsedJson.list(answer.get("names"));
      List<Object> kinds = ParsedJson.list(answer.get("kinds"));
      for (Map<String, Object> track : Asked.objects(answer, "tracks")) {
        long[] counts = Asked.numbers(track, "n");
        for (int box = 0; box < counts.length; box++) {
          long kind = Asked.numbers(track, "kind")[box];
          if (counts[box] == 1 && kind >= 0) {
            Map<String, Object> slice =
                asked.ask("/api/slice", "slice", Asked.numbers(track, "slice")[box]);
            String name = String.valueOf(names.get((int) Asked.numbers(track, "name")[box]));
            assertThat(slice)
                .containsEntry("name", name)
                .containsEntry("kind", kinds.get((int) kind))
                .containsEntry("t", Asked.numbers(track, "t")[box])
                .containsEntry("d", Asked.numbers(track, "d")[box])
                .containsEntry("row", Asked.numbers(track, "row")[box])
                .containsEntry("track", track.get("track"));
            assertThat(Asked.numbers(track, "match")[box]).isEqualTo(name.contains("mm") ? 1 : 0);
          }
        }
      }
    }
  }

  @Test
  void idleTimeHasItsCauses() {
    try (Asked asked = Asked.about(SampleRuns.plain())) {
      Map<String, Object> tracks = asked.ask("/api/timeline/tracks");
      Map<String, Object> idle =
          Asked.objects(tracks, "tracks").stream()
              .filter(each -> each.get("type").equals("idle"))
              .findFirst()
              .orElseThrow();
      Map<String, Object> answer =
          asked.ask(
              "/api/timeline/slices",
              "t0",
              0,
              "t1",
              tracks.get("end"),
              "tracks",
              idle.get("track"));
      Map<String, Object> device = Asked.objects(asked.ask("/api/overview"), "devices").getFirst();
      assertThat(Asked.objects(answer, "tracks").getFirst().get("busy"))
          .isEqualTo(device.get("idle_ns"));
      assertThat(ParsedJson.list(answer.get("names"))).isNotEmpty();
    }
  }

  @Test
  void searchGoesForthAndBack() {
    try (Asked asked = Asked.about(SampleRuns.ranks(3))) {
      Map<String, Object> found = asked.ask("/api/timeline/search", "q", "aten");
      long total = (Long) found.get("total");
      assertThat(total).isPositive();
      List<Object> seen = new ArrayList<>();
      while (found.get("slice") != null) {
        assertThat(found.get("index")).isEqualTo((long) seen.size());
        Map<String, Object> slice = ParsedJson.object(found.get("slice"));
        seen.add(slice.get("slice"));
        found = asked.ask("/api/timeline/search", "q", "aten", "after", slice.get("slice"));
      }
      assertThat(seen).hasSize((int) total).doesNotHaveDuplicates();
      Map<String, Object> last =
          asked.ask("/api/timeline/search", "q", "aten", "direction", "previous");
      assertThat(ParsedJson.object(last.get("slice")).get("slice")).isEqualTo(seen.getLast());
    }
  }

  @Test
  void rangesAddUpToTheRun() {
    Run run = SampleRuns.ranks(2);
    try (Asked asked = Asked.about(run)) {
      long end = (Long) asked.ask("/api/timeline/tracks").get("end") + 1;
      long[] sums = new long[4];
      for (int part = 0; part < 7; part++) {
        Object from = end * part / 7;
        Object to = end * (part + 1) / 7;
        Map<String, Object> range = asked.ask("/api/timeline/range", "from", from, "to", to);
        sums[0] += (Long) range.get("slices");
        for (Map<String, Object> value : Asked.objects(range, "values")) {
          sums[1] += value.get("metric").equals("device_ns") ? (Long) value.get("total") : 0;
        }
        for (Map<String, Object> device : Asked.objects(range, "devices")) {
          sums[2] += (Long) device.get("busy_ns");
          assertThat(
                  (Long) device.get("compute_ns")
                      + (Long) device.get("exposed_comm_ns")
                      + (Long) device.get("exposed_memcpy_ns")
                      + (Long) device.get("idle_ns"))
              .isEqualTo((Long) to - (Long) from);
        }
        for (Object row :
            ParsedJson.list(
                asked
                    .ask("/api/table", "table", "operators", "from", from, "to", to)
                    .get("rows"))) {
          sums[3] += (Long) ParsedJson.list(row).get(2);
        }
      }
      long slices = 0;
      long operators = 0;
      for (var links : run.inputs()) {
        SliceTable table = links.trace().slices();
        slices += table.size();
        for (int row = 0; row < table.size(); row++) {
          operators += table.kind(row) == dev.plumb.trace.SliceKind.OPERATOR ? 1 : 0;
        }
      }
      assertThat(sums)
          .containsExactly(
              slices,
              (Long) asked.ask("/api/flame").get("total"),
              run.summary().devices().stream().mapToLong(DeviceStats::busyNs).sum(),
              operators);
    }
  }

  @Test
  void countersChangeWhereTheirPixelsSay() {
    try (Asked asked = Asked.about(SampleRuns.plain())) {
      long end = (Long) asked.ask("/api/timeline/tracks").get("end");
      List<Object> counters = tracks(asked, true);
      assertThat(counters).isNotEmpty();
      Map<String, Object> answer =
          asked.ask(
              "/api/timeline/counters", "t0", 0, "t1", end, "px", 50, "tracks", joined(counters));
      for (Map<String, Object> track : Asked.objects(answer, "tracks")) {
        long[] times = Asked.numbers(track, "t");
        assertThat(times.length).isLessThanOrEqualTo(50);
        assertThat(times).isSorted();
      }
      assertThatThrownBy(() ->
              asked.ask("/api/timeline/slices", "t0", 0, "t1", 9, "tracks", counters.getFirst()))
          .isInstanceOf(WrongQuestion.class)
          .hasMessageContaining("must not be counters");
      assertThatThrownBy(() -> asked.ask("/api/timeline/slices", "t0", 9, "t1", 9, "tracks", 0))
          .isInstanceOf(WrongQuestion.class)
          .hasMessageContaining("t1 must be after t0");
      assertThatThrownBy(
              () -> asked.ask("/api/timeline/slices", "t0", 0, "t1", 9, "tracks", "0,1,77777"))
          .isInstanceOf(WrongQuestion.class)
          .hasMessageContaining("no track 77777");
    }
  }

  @Test
  void slicesKnowWhoLaunchedThemAndWhatTheyLaunched() {
    Run run = SampleRuns.plain();
    SliceTable table = run.inputs().getFirst().trace().slices();
    try (Asked asked = Asked.about(run)) {
      int launched = 0;
      for (int row = 0; row < table.size(); row++) {
        Map<String, Object> slice = asked.ask("/api/slice", "slice", row);
        int launch = run.inputs().getFirst().launch(row);
        if (table.kind(row).isDeviceWork() && launch >= 0) {
          launched++;
          assertThat(ParsedJson.object(slice.get("launch"))).containsEntry("slice", (long) launch);
          Map<String, Object> caller =
              ParsedJson.object(asked.ask("/api/slice", "slice", launch).get("work"));
          assertThat(Asked.objects(caller, "slices"))
              .anySatisfy(
                  work -> assertThat(work.get("slice")).isEqualTo((long) slice.get("slice")));
        }
      }
      assertThat(launched).isPositive();
    }
  }

  @Test
  void clocksOfTwoKindsInOneFileAreFarApart() {
    TraceBuilder out = new TraceBuilder("t.json", "test", new Problems());
    int track = out.tracks().add(out.strings().intern("1"), out.strings().intern("1"));
    int name = out.strings().intern("op");
    // Since the machine started, and since 1970.
    long epoch = 1_795_132_800_000_000_000L;
    for (long start : new long[] {0, epoch}) {
      out.slices().add(start, 100, SliceKind.CPU, name, name, track, Ids.NONE, Ids.NONE);
    }
    try (Asked asked = Asked.about(Run.of(List.of(Linker.link(out.seal(), out.problems()))))) {
      Map<String, Object> answer =
          asked.ask(
              "/api/timeline/slices",
              "t0",
              -epoch / 2,
              "t1",
              epoch + epoch / 2,
              "px",
              2000,
              "tracks",
              0);
      assertThat(ParsedJson.list(Asked.objects(answer, "tracks").getFirst().get("t")).toString())
          .isEqualTo("[0, 1795132800000000000]");
      assertThatThrownBy(() ->
              asked.ask(
                  "/api/timeline/slices", "t0", -1L << 62, "t1", 1L << 62, "px", 1, "tracks", 0))
          .isInstanceOf(WrongQuestion.class);
    }
  }
}
