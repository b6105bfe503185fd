package dev.plumb.present.export;

import static dev.plumb.present.ParsedJson.list;
import static dev.plumb.present.ParsedJson.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.SampleRuns;
import dev.plumb.profile.Run;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Well-formed and exact; that it comes back is tested where the importer is. */
class ChromeExporterTest {
  @Property(tries = 30)
  void theFileIsJsonWhateverTheTraceHolds(@ForAll long seed) {
    Run run = SampleRuns.hostile(seed);
    Map<String, Object> file = export(run, new ArrayList<>());
    Trace trace = run.inputs().getFirst().trace();
    List<Object> complete =
        list(file.get("traceEvents")).stream()
            .filter(event -> object(event).get("ph").equals("X"))
            .toList();
    assertThat(complete).hasSize(trace.slices().size() - 1); // one is asynchronous
  }

  @Test
  void timesAreExactToTheNanosecond() {
    Run run = SampleRuns.plain();
    SliceTable slices = run.inputs().getFirst().trace().slices();
    List<Object> events = list(export(run, new ArrayList<>()).get("traceEvents"));
    int row = 0;
    for (Object event : events) {
      if (object(event).get("ph").equals("X") || object(event).get("ph").equals("b")) {
        BigDecimal ts = (BigDecimal) object(event).get("ts");
        assertThat(ts.movePointRight(3).longValueExact()).isEqualTo(slices.startNs(row));
        row++;
      }
    }
    assertThat(row).isEqualTo(slices.size());
  }

  @Test
  void microsecondsAreWrittenFromIntegers() {
    assertThat(micros(0)).isEqualTo("0.000");
    assertThat(micros(1)).isEqualTo("0.001");
    assertThat(micros(-1)).isEqualTo("-0.001");
    assertThat(micros(1_775_078_550_000_123_456L)).isEqualTo("1775078550000123.456");
    assertThat(micros(Long.MIN_VALUE)).isEqualTo("-9223372036854775.808");
    assertThat(micros(Long.MAX_VALUE)).isEqualTo("9223372036854775.807");
  }

  private static String micros(long ns) {
    StringBuilder text = new StringBuilder();
    ChromeEvent.micros(ns, text);
    return text.toString();
  }

  @Test
  void kernelsCarryTheirContext() {
    List<Object> events = list(export(SampleRuns.plain(), new ArrayList<>()).get("traceEvents"));
    assertThat(events)
        .filteredOn(event -> "kernel".equals(object(event).get("cat")))
        .isNotEmpty()
        .allSatisfy(event ->
            assertThat((String) object(object(event).get("args")).get("plumb path"))
                .startsWith("plain.json;"));
  }

  @Test
  void numbersThatEveryParserUnderstandsStayNumbers() {
    assertThat(ChromeEvent.isSafeInteger("7")).isTrue();
    assertThat(ChromeEvent.isSafeInteger("-1")).isTrue();
    assertThat(ChromeEvent.isSafeInteger("0")).isTrue();
    for (String text : new String[] {"", "-", "007", "1.5", "9007199254740992", "x", "--1", "+1"}) {
      assertThat(ChromeEvent.isSafeInteger(text)).as(text).isFalse();
    }
  }

  @Test
  void ranksBecomeOneTraceWithProcessesOfTheirOwn() {
    List<String> notes = new ArrayList<>();
    List<Object> events = list(export(SampleRuns.ranks(2), notes).get("traceEvents"));
    assertThat(notes).anyMatch(note -> note.startsWith("2 inputs became one trace"));
    assertThat(events.stream().map(event -> object(event).get("pid")).distinct())
        .containsExactlyInAnyOrder("rank 0/4242", "rank 0/0", "rank 1/4242", "rank 1/0");
    assertThat(events)
        .filteredOn(event -> object(event).get("ph").equals("X"))
        .allSatisfy(event -> assertThat(object(object(event).get("args"))).containsKey("rank"));
  }

  @Test
  void giganticNamesAndNoEventsAtAllAreWritten() {
    assertThat(list(export(SampleRuns.gigantic(), new ArrayList<>()).get("traceEvents")))
        .isNotEmpty();
    assertThat(list(export(SampleRuns.empty(), new ArrayList<>()).get("traceEvents"))).isEmpty();
  }

  private static Map<String, Object> export(Run run, List<String> notes) {
    return object(ParsedJson.of(Exported.text(new ChromeExporter(), run, null, notes)));
  }
}
