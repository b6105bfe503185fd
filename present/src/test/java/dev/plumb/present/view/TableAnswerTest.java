package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.ProfileRuns;
import dev.plumb.present.RecordedRuns;
import dev.plumb.present.SampleRuns;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary.Work;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableAnswerTest {
  private static List<List<Object>> rows(Map<String, Object> answer) {
    List<List<Object>> rows = new ArrayList<>();
    ParsedJson.list(answer.get("rows")).forEach(row -> rows.add(ParsedJson.list(row)));
    return rows;
  }

  private static List<Object> column(Map<String, Object> answer, String id) {
    List<Map<String, Object>> columns = Asked.objects(answer, "columns");
    for (int at = 0; at < columns.size(); at++) {
      if (columns.get(at).get("id").equals(id)) {
        int index = at;
        return rows(answer).stream().map(row -> row.get(index)).toList();
      }
    }
    throw new IllegalArgumentException(id);
  }

  @Test
  void kernelsAddUpToTheRuns() {
    Run run = SampleRuns.hostile(4);
    try (Asked asked = Asked.about(run)) {
      Map<String, Object> answer = asked.ask("/api/table", "table", "kernels", "limit", 1_000);
      Work kernels = run.summary().work(SliceKind.KERNEL);
      assertThat(column(answer, "count").stream().mapToLong(each -> (Long) each).sum())
          .isEqualTo(kernels.count());
      assertThat(ParsedJson.list(answer.get("totals")).subList(1, 3))
          .containsExactly(kernels.count(), kernels.sumNs());
      List<Object> times = column(answer, "device_ns");
      for (int row = 1; row < times.size(); row++) {
        assertThat((Long) times.get(row)).isLessThanOrEqualTo((Long) times.get(row - 1));
      }
    }
  }

  /**
   * The shortest text that is the same number again, and no power of ten: spreadsheets know
   * neither.
   */
  @Test
  void numbersOfCsvAreAsShortAsTheyCanBe() {
    try (Asked asked = Asked.about(SampleRuns.plain())) {
      String csv = asked.text("/api/table", "table", "kernels", "format", "csv");
      List<String> shares =
          csv.lines().skip(1).map(line -> line.substring(line.lastIndexOf(',') + 1)).toList();
      assertThat(csv).startsWith("name,count,device_ns,mean_ns,share");
      assertThat(shares).anyMatch(share -> share.contains("."));
      assertThat(shares)
          .allSatisfy(share -> {
            assertThat(share.length()).isLessThanOrEqualTo(24);
            assertThat(share).doesNotContainIgnoringCase("e");
          });
      assertThat(shares.stream().mapToDouble(Double::parseDouble).sum()).isEqualTo(1, within(1e-9));
    }
  }

  @Test
  void sortsFiltersGroupsAndPages() {
    try (Asked asked = Asked.about(SampleRuns.hostile(4))) {
      Map<String, Object> all =
          asked.ask("/api/table", "table", "operators", "sort", "name", "limit", 1_000);
      List<Object> names = column(all, "name");
      assertThat(names.stream().map(Object::toString).toList()).isSorted();
      assertThat(all.get("rows_total")).isEqualTo((long) names.size());
      List<Object> paged = new ArrayList<>();
      for (int offset = 0; offset < names.size() + 7; offset += 7) {
        paged.addAll(
            rows(
                asked.ask(
                    "/api/table",
                    "table",
                    "operators",
                    "sort",
                    "name",
                    "offset",
                    offset,
                    "limit",
                    7)));
      }
      assertThat(paged).isEqualTo(new ArrayList<Object>(rows(all)));
      Map<String, Object> filtered =
          asked.ask("/api/table", "table", "operators", "filter", "/script|rtl/");
      assertThat((Long) filtered.get("rows_filtered")).isPositive().isLessThan(names.size());
      Map<String, Object> grouped =
          asked.ask("/api/table", "table", "operators", "group", "name", "limit", 1_000);
      assertThat(column(grouped, "name")).doesNotHaveDuplicates();
      assertThat(ParsedJson.list(grouped.get("totals")).get(1))
          .isEqualTo(ParsedJson.list(all.get("totals")).get(2));
      assertThatThrownBy(() -> asked.ask("/api/table", "table", "operators", "sort", "-colour"))
          .isInstanceOf(WrongQuestion.class);
      assertThatThrownBy(() -> asked.ask("/api/table", "table", "operators", "group", "count"))
          .isInstanceOf(WrongQuestion.class);
      assertThatThrownBy(() -> asked.ask("/api/table", "table", "chairs"))
          .isInstanceOf(WrongQuestion.class)
          .hasMessageContaining("there is none of that name");
    }
  }

  @Test
  void everyTableHasTheColumnsThatItSaysForEveryRun() {
    for (Run run : List.of(SampleRuns.plain(), ProfileRuns.plain(1), SampleRuns.empty())) {
      try (Asked asked = Asked.about(run)) {
        for (Object table : ParsedJson.list(asked.ask("/api/overview").get("tables"))) {
          Map<String, Object> answer = asked.ask("/api/table", "table", table);
          int columns = Asked.objects(answer, "columns").size();
          assertThat(ParsedJson.list(answer.get("totals"))).hasSize(columns);
          for (List<Object> row : rows(answer)) {
            assertThat(row).hasSize(columns);
          }
          assertThat(Asked.numbers(answer, "frames")).hasSize(rows(answer).size());
        }
      }
    }
  }

  @Test
  void inclusiveTimesOfFunctionsAreNotAddedUp() {
    try (Asked asked = Asked.about(ProfileRuns.plain(1))) {
      Map<String, Object> answer = asked.ask("/api/table", "table", "functions", "group", "kind");
      assertThat(column(answer, "total")).isNotEmpty().containsOnlyNulls();
      assertThat(column(answer, "self")).doesNotContainNull();
    }
  }

  @Test
  void stepsOfRanksInOneFileStandRankByRank() {
    TraceBuilder out = new TraceBuilder("merged.json", "test", new Problems());
    int[] tracks = new int[2];
    for (int rank = 0; rank < 2; rank++) {
      tracks[rank] = out.tracks().add(out.strings().intern("p" + rank), out.strings().intern("t"));
      out.tracks().setRank(tracks[rank], rank);
    }
    for (int step = 0; step < 3; step++) {
      for (int rank = 1; rank >= 0; rank--) {
        out.slices()
            .add(
                1000L * step + 10L * (1 - rank),
                900,
                SliceKind.STEP,
                out.strings().intern("ProfilerStep#" + step),
                out.strings().intern("user_annotation"),
                tracks[rank],
                Ids.NONE,
                Ids.NONE);
      }
    }
    Run run = Run.of(List.of(Linker.link(out.seal(), out.problems())));
    try (Asked asked = Asked.about(run)) {
      Map<String, Object> steps = ParsedJson.object(asked.ask("/api/steps").get("steps"));
      assertThat(Asked.numbers(steps, "rank")).containsExactly(0, 0, 0, 1, 1, 1);
      assertThat(Asked.numbers(steps, "t")).containsExactly(10, 1010, 2010, 0, 1000, 2000);
    }
  }

  @Test
  void stepsRanksAndMemory() {
    Run run = SampleRuns.ranks(3);
    try (Asked asked = Asked.about(run)) {
      Map<String, Object> steps = asked.ask("/api/steps");
      assertThat(steps.get("steps_total")).isEqualTo((long) run.steps().size());
      Map<String, Object> ranks = asked.ask("/api/ranks");
      assertThat(ParsedJson.list(ranks.get("rows"))).containsExactly("rank 0", "rank 1", "rank 2");
      long device = 0;
      for (Object row : ParsedJson.list(ranks.get("values"))) {
        device += (Long) ParsedJson.list(row).getFirst();
      }
      assertThat(device).isEqualTo(asked.ask("/api/flame").get("total"));
      Map<String, Object> memory = asked.ask("/api/memory");
      assertThat(Asked.objects(memory, "devices")).hasSize(3);
      Map<String, Object> first = Asked.objects(memory, "devices").getFirst();
      Map<String, Object> alive =
          asked.ask("/api/memory/alive", "device", 0, "t", first.get("peak_t"));
      assertThat(alive)
          .containsEntry("blocks", 1L)
          .containsEntry("bytes", 512L)
          .containsEntry("total_allocated", 1024L)
          .containsEntry("unknown_bytes", 512L);
      Map<String, Object> context = Asked.objects(alive, "contexts").getFirst();
      assertThat(ParsedJson.list(context.get("kinds")))
          .hasSameSizeAs(ParsedJson.list(context.get("path")))
          .contains("thread");
      assertThat(ParsedJson.list(context.get("places")))
          .hasSameSizeAs(ParsedJson.list(context.get("path")));
      // After the peak there is less, and nothing is allocated any more.
      long peak = (Long) first.get("peak_t");
      Map<String, Object> later =
          Asked.objects(
                  asked.ask("/api/memory", "from", peak + 1_000_000, "to", peak + 2_000_000),
                  "devices")
              .getFirst();
      assertThat(later).containsEntry("allocations", 0L).containsEntry("peak_t", peak + 1_000_000);
    }
  }

  @Test
  void operatorsOfWhichOnlySumsWereRecordedAreListedByName() {
    try (Asked asked = Asked.about(RecordedRuns.deepLibraries())) {
      Map<String, Object> table = asked.ask("/api/table", "table", "operators");
      List<Object> row = ParsedJson.list(ParsedJson.list(table.get("rows")).getFirst());
      assertThat(row.subList(0, 2)).containsExactly("aten::convolution", "");
      assertThat(row.get(4)).isEqualTo(5_000_000L);
    }
  }
}
