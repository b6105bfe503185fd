package dev.plumb.importers.rocprofjson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Hardness;
import dev.plumb.importers.testing.TableText;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Trace;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RocprofJsonImporterTest {
  private final RocprofJsonImporter importer = new RocprofJsonImporter();
  private final Hardness hardness = new Hardness(importer);

  @Test
  void samplesStandUnderTheirKernel() throws IOException {
    String text = TableText.of(read("every-list"));
    assertThat(text)
        .contains(
            "sample 3100 PC_SAMPLES 1 - of slice 0 KERNEL add(float*) > INSTRUCTION s_waitcnt"
                + " vmcnt(0) (/src/add.cpp:17)",
            "sample 3200 PC_SAMPLES 1 WAITCNT of slice 0 KERNEL add(float*) > INSTRUCTION s_waitcnt"
                + " vmcnt(0) (/src/add.cpp:17)",
            "sample 3201 PC_SAMPLES 1 ISSUED of slice 0 KERNEL add(float*) > INSTRUCTION v_add_f32"
                + " v1, v2, v0\n",
            "sample 9000 PC_SAMPLES 1 SLEEP_WAIT of slice -1 KERNEL [dispatch 44] > INSTRUCTION"
                + " [unknown instruction]");
  }

  @Test
  void countersAreSummedOverTheirInstances() throws IOException {
    assertThat(TableText.of(read("every-list")))
        .contains(
            "metric SQ_WAVES 128.5  of slice 0 sample -1 pass -1",
            "metric GRBM_COUNT 7.0  of slice 0 sample -1 pass -1",
            "metric counter 902 3.0  of slice 12 sample -1 pass -1");
  }

  @Test
  void theOrderOfTablesAndRecordsDoesNotMatter() throws IOException {
    assertThat(sortedRows(read("records-before-tables"))).isEqualTo(sortedRows(read("every-list")));
  }

  /** Rows of slices differ, as do the places of problems. */
  private static List<String> sortedRows(Trace trace) {
    return TableText.of(trace)
        .lines()
        .filter(line -> !line.startsWith("events"))
        .map(line -> line.replaceAll("of slice \\d+", "of slice"))
        .sorted()
        .toList();
  }

  @Test
  void numbersBeyondLongAreAbsent() throws IOException {
    String json =
        "{\"rocprofiler-sdk-tool\": [{\"buffer_records\": {\"hip_api\": [{\"kind\": 1,"
            + " \"operation\": 2, \"start_timestamp\": 99999999999999999999, \"end_timestamp\": 5},"
            + " {\"start_timestamp\": 7, \"end_timestamp\": 5}, 3]}}]}";
    Trace trace = hardness.read(json.getBytes(StandardCharsets.UTF_8), 10);
    assertThat(TableText.of(trace))
        .contains(
            "slice 7 0 RUNTIME hip_api /",
            "problem " + ProblemCode.TIME_UNUSABLE.id() + " 1 58",
            "problem " + ProblemCode.DURATION_NEGATIVE.id() + " 1",
            "problem " + ProblemCode.VALUE_NOT_AN_EVENT.id() + " 1",
            "events 2");
  }

  @Test
  void deepNestingIsDamage() throws UnreadableInputException {
    String json = "{\"rocprofiler-sdk-tool\": [{\"x\": " + "[".repeat(100_000);
    Trace trace = hardness.read(json.getBytes(StandardCharsets.UTF_8), 4096);
    assertThat(TableText.of(trace)).contains("problem text-damaged 1");
  }

  @Test
  void itIsKnownByItsFirstKey() throws IOException {
    byte[] file = file("every-list");
    assertThat(importer.match(file, file.length)).isEqualTo(Match.CERTAIN);
    for (String other : List.of("", "{", "[]", "{\"traceEvents\": []}", "rocprofiler-sdk-tool")) {
      byte[] head = other.getBytes(StandardCharsets.UTF_8);
      assertThat(importer.match(head, head.length)).as(other).isEqualTo(Match.NO);
    }
  }

  @Test
  void chunksDoNotMatter() throws IOException {
    hardness.chunksDoNotMatter(file("every-list"));
    hardness.chunksDoNotMatter(file("cut-in-a-record"));
  }

  @Test
  void truncationIsSurvived() throws IOException {
    hardness.truncationIsSurvived(file("every-list"));
  }

  @Test
  void damageIsSurvived() throws IOException {
    hardness.damageIsSurvived(
        List.of(file("every-list"), file("records-before-tables"), file("two-processes")));
  }

  private Trace read(String name) throws IOException {
    return hardness.read(file(name), 1000);
  }

  private static byte[] file(String name) throws IOException {
    String path = "/cases/rocprof-json/" + name + "/trace.json";
    try (InputStream in = RocprofJsonImporterTest.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    }
  }
}
