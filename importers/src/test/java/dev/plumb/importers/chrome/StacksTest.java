package dev.plumb.importers.chrome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code stackFrames}, {@code samples}, {@code sf} and {@code stack} of the Trace Event Format. */
class StacksTest {
  /** As the sampling profiler of Hermes writes it: numbers are texts. */
  private static final String HERMES =
      """
      {"traceEvents": [
        {"ph": "M", "name": "thread_name", "pid": 6052, "tid": "6105", "args": {"name": "JS"}}],
       "samples": [
        {"cpu": "-1", "name": "", "ts": "40268473", "pid": 6052, "tid": "6105", "weight": "1",
         "sf": "2"},
        {"cpu": "-1", "name": "", "ts": "40268574", "pid": 6052, "tid": "6105", "weight": "1",
         "sf": 3}],
       "stackFrames": {
        "3": {"line": "81", "name": "inner(app.js:81:9)", "category": "JavaScript", "parent": 2},
        "2": {"name": "outer", "category": "JavaScript", "parent": "1"},
        "1": {"name": "[root]", "category": "root"}}}
      """;

  @Test
  void framesMayComeLastAndIdsMayBeTexts() {
    Trace trace = read(HERMES);
    assertThat(stacks(trace)).containsExactly("[root];outer", "[root];outer;inner(app.js:81:9)");
    assertThat(trace.samples().timeNs(0)).isEqualTo(40268473000L);
    assertThat(trace.samples().trackRow(1)).isZero();
    assertThat(trace.strings().get(trace.tracks().threadNameId(0))).isEqualTo("JS");
    int leaf = trace.stacks().frameRow(trace.samples().stackRow(1));
    assertThat(trace.frames().line(leaf)).isEqualTo(81);
    assertThat(trace.strings().get(trace.frames().libraryId(leaf))).isEqualTo("JavaScript");
    assertThat(trace.problems()).isEmpty();
  }

  @Test
  void weightsAreCountedBesideTheSamples() {
    Trace trace = read("{\"samples\": [{\"ts\": 1, \"name\": \"cycles:HG\", \"weight\": 1000}]}");
    assertThat(measured(trace)).containsExactly("SAMPLES cycles:HG 1", "OTHER cycles:HG 1000");
    assertThat(trace.samples().trackRow(0)).isEqualTo(Ids.NONE);
    assertThat(trace.samples().stackRow(0)).isEqualTo(Ids.NONE);
  }

  @Test
  void aThreadWithoutAProcessIsTheOneThatThereIs() {
    Trace trace =
        read(
            "{\"samples\": [{\"ts\": 1, \"tid\": 7}, {\"ts\": 1, \"tid\": 8}], \"traceEvents\":"
                + " [{\"ph\": \"X\", \"pid\": 5, \"tid\": 7, \"ts\": 1, \"dur\": 1, \"name\":"
                + " \"x\"}]}");
    assertThat(trace.samples().trackRow(0)).isEqualTo(trace.slices().trackRow(0));
    assertThat(text(trace, trace.tracks().tidId(trace.samples().trackRow(1)))).isEqualTo("8");
  }

  @Test
  void eventsNameTheirStack() {
    Trace trace =
        read(
            """
            {"stackFrames": {"a": {"name": "main"}, "b": {"name": "f", "parent": "a"}},
             "traceEvents": [
              {"ph": "X", "name": "whole", "ts": 5, "dur": 1, "sf": "b", "pid": 1, "tid": 1},
              {"ph": "B", "name": "none", "ts": 6, "pid": 1, "tid": 1},
              {"ph": "B", "name": "range", "ts": 7, "pid": 1, "tid": 1, "sf": "a"},
              {"ph": "E", "ts": 9, "pid": 1, "tid": 1},
              {"ph": "E", "ts": 10, "pid": 1, "tid": 1},
              {"ph": "b", "name": "async", "id": 1, "ts": 7, "pid": 1, "tid": 1, "sf": "b"},
              {"ph": "X", "name": "inline", "ts": 20, "dur": 1, "stack": ["0x2", "0x1"]},
              {"ph": "X", "name": "null", "ts": 30, "dur": 1, "sf": null, "stack": []}]}
            """);
    List<String> found = new ArrayList<>();
    for (int row = 0; row < trace.sliceStacks().size(); row++) {
      int slice = trace.sliceStacks().sliceRow(row);
      found.add(
          text(trace, trace.slices().nameId(slice))
              + " "
              + stack(trace, trace.sliceStacks().stackRow(row)));
    }
    assertThat(found)
        .containsExactlyInAnyOrder("whole main;f", "range main", "async main;f", "inline 0x1;0x2");
  }

  @Test
  void sampleEventsAreSamples() {
    Trace trace =
        read(
            "{\"stackFrames\": {\"1\": {\"name\": \"f\"}}, \"traceEvents\": [{\"ph\": \"P\","
                + " \"name\": \"tick\", \"ts\": 3, \"pid\": 1, \"tid\": 2, \"sf\": 1},"
                + " {\"ph\": \"P\", \"name\": \"ProfileChunk\", \"ts\": 3, \"pid\": 1}]}");
    assertThat(measured(trace)).containsExactly("SAMPLES tick 1");
    assertThat(stacks(trace)).containsExactly("f");
    assertThat(count(trace, ProblemCode.PHASE_UNKNOWN)).isEqualTo(1);
  }

  @Test
  void referencesToNothingAreCountedAndTheSamplesKept() {
    Trace trace =
        read(
            "{\"stackFrames\": {\"1\": {\"name\": \"f\", \"parent\": 77}}, \"samples\": [{\"ts\":"
                + " 1, \"sf\": 1}, {\"ts\": 2, \"sf\": 99}, {\"ts\": 3, \"slice\": 4,"
                + " \"quantity\": \"SAMPLES\"}, {\"ts\": 4, \"slice\": 4}]}");
    assertThat(trace.samples().size()).isEqualTo(4);
    assertThat(stacks(trace)).containsExactly("f", "", "", "");
    assertThat(count(trace, ProblemCode.REFERENCE_DANGLING)).isEqualTo(3);
  }

  @Test
  void circlesAreCut() {
    Trace trace =
        read(
            "{\"stackFrames\": {\"1\": {\"name\": \"a\", \"parent\": 2}, \"2\": {\"name\": \"b\","
                + " \"parent\": 1}, \"3\": {\"name\": \"c\", \"parent\": 3}}, \"samples\":"
                + " [{\"sf\": 1}, {\"sf\": 2}, {\"sf\": 3}]}");
    assertThat(stacks(trace)).containsExactly("b;a", "b", "c");
    assertThat(count(trace, ProblemCode.STACK_CYCLE)).isEqualTo(2);
    assertThat(trace.samples().timeNs(0)).isEqualTo(Times.NONE);
  }

  @Test
  void aChainOfManyFramesNeedsNoStackOfOurs() {
    int frames = 200_000;
    StringBuilder json =
        new StringBuilder("{\"samples\": [{\"ts\": 1, \"sf\": 0}], \"stackFrames\": {");
    for (int i = 0; i < frames; i++) {
      json.append(i == 0 ? "" : ",")
          .append("\"" + i + "\":{\"name\":\"f\",\"parent\":" + (i + 1) + "}");
    }
    Trace trace = read(json.append("}}").toString());
    assertThat(trace.stacks().size()).isEqualTo(frames);
    assertThat(trace.frames().size()).isEqualTo(1);
  }

  @Test
  void numbersCalledSamplesAreMetadata() {
    Trace trace = read("{\"samples\": [1, 2, 3], \"timeDeltas\": [4]}");
    assertThat(trace.metadata()).containsEntry("samples", "[1, 2, 3]");
    assertThat(trace.samples().size()).isZero();
  }

  @Test
  void whatIsNoSampleIsCounted() {
    Trace trace =
        read(
            "{\"samples\": [{\"ts\": 1}, {}, {\"other\": 1}, {\"ts\": \"noon\"}, {\"ts\": 2,"
                + " \"weight\": 0.5}]}");
    assertThat(trace.samples().size()).isEqualTo(2);
    assertThat(count(trace, ProblemCode.VALUE_NOT_AN_EVENT)).isEqualTo(2);
    assertThat(count(trace, ProblemCode.TIME_UNUSABLE)).isEqualTo(1);
    assertThat(count(trace, ProblemCode.COUNTER_NOT_A_NUMBER)).isEqualTo(1);
  }

  @Test
  void eventsBehindSamplesWithoutAnEndAreFound() {
    Trace trace =
        read(
            "{\"samples\": [{\"ts\": 1, \"sf\": 1}, {\"ts\": 2, \"sf\": 1 oops}, {\"ts\": 3},"
                + " {\"ph\": \"X\", \"name\": \"x\", \"ts\": 1, \"dur\": 1}]}");
    assertThat(trace.samples().size()).isEqualTo(2);
    assertThat(trace.slices().size()).isEqualTo(1);
    assertThat(count(trace, ProblemCode.EVENT_BROKEN)).isEqualTo(1);
  }

  @Test
  void metricsOfPlumbComeBack() {
    Trace trace =
        read(
            """
            {"traceEvents": [{"ph": "X", "cat": "kernel", "name": "k", "ts": 1, "dur": 1, "args":
             {"grid": [1], "plumb metrics": {"cycles [cycle] #2": 12.5, "name": "text", "none": null,
              "both [%]": [1e999, "t"],
              "twice": [[1], [null, "u"]], "odd [] #1 []": -0.0}, "block": 2}}]}
            """);
    List<String> found = new ArrayList<>();
    for (int row = 0; row < trace.kernelMetrics().size(); row++) {
      found.add(
          text(trace, trace.kernelMetrics().nameId(row))
              + "|"
              + text(trace, trace.kernelMetrics().unitId(row))
              + "|"
              + trace.kernelMetrics().value(row)
              + "|"
              + text(trace, trace.kernelMetrics().textId(row))
              + "|"
              + trace.kernelMetrics().pass(row));
    }
    assertThat(found)
        .containsExactly(
            "cycles|cycle|12.5|-|2",
            "name|-|NaN|text|-1",
            "none|-|NaN|-|-1",
            "both|%|Infinity|t|-1",
            "twice|-|1.0|-|-1",
            "twice|-|NaN|u|-1",
            "odd [] #1|-|-0.0|-|-1");
    assertThat(trace.args().get(trace.slices().argsId(0))).isEqualTo("\"grid\": [1],\"block\": 2");
  }

  @Test
  void piecesOfAnySizeGiveTheSame() {
    String expected = measured(read(HERMES)) + " " + stacks(read(HERMES));
    for (int size = 1; size < 60; size++) {
      Trace trace = read(HERMES.getBytes(StandardCharsets.UTF_8), size);
      assertThat(measured(trace) + " " + stacks(trace)).as("pieces of " + size).isEqualTo(expected);
      assertThat(trace.problems()).isEmpty();
    }
  }

  @Test
  void cutAnywhereTheLossIsCounted() {
    byte[] whole = HERMES.strip().getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length < whole.length; length++) {
      Trace trace = read(Arrays.copyOf(whole, length), 64);
      assertThat(trace.problems()).as("cut to " + length).isNotEmpty();
    }
  }

  @Test
  void damageNeverThrows() {
    byte[] whole = HERMES.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(4);
    byte[] syntax = "{}[]\",:\\ 0a-".getBytes(StandardCharsets.US_ASCII);
    for (int round = 0; round < Integer.getInteger("plumb.fuzz", 3000); round++) {
      byte[] file = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        file[random.nextInt(file.length)] = syntax[random.nextInt(syntax.length)];
      }
      Trace trace = read(file, 1 + random.nextInt(200));
      assertThat(trace.samples().size()).isBetween(0, 4);
      for (int row = 0; row < trace.stacks().size(); row++) {
        assertThat(trace.stacks().parentRow(row)).isLessThan(row);
      }
    }
  }

  private static Trace read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8), 1 << 16);
  }

  private static Trace read(byte[] json, int size) {
    TraceBuilder out = new TraceBuilder("t.json", "chrome", new Problems());
    ChromeSession session = new ChromeSession(out);
    for (int at = 0; at < json.length; at += size) {
      session.accept(json, at, Math.min(json.length, at + size));
    }
    session.finish();
    return out.seal();
  }

  private static long count(Trace trace, ProblemCode code) {
    return trace.problems().stream()
        .filter(problem -> problem.code() == code)
        .mapToLong(problem -> problem.count())
        .sum();
  }

  private static List<String> measured(Trace trace) {
    List<String> found = new ArrayList<>();
    for (int row = 0; row < trace.samples().size(); row++) {
      int measure = trace.samples().measureRow(row);
      found.add(
          trace.measures().quantity(measure)
              + " "
              + text(trace, trace.measures().nameId(measure))
              + " "
              + trace.samples().value(row));
    }
    return found;
  }

  private static List<String> stacks(Trace trace) {
    List<String> found = new ArrayList<>();
    for (int row = 0; row < trace.samples().size(); row++) {
      found.add(stack(trace, trace.samples().stackRow(row)));
    }
    return found;
  }

  private static String stack(Trace trace, int row) {
    List<String> names = new ArrayList<>();
    for (int at = row; at >= 0; at = trace.stacks().parentRow(at)) {
      names.addFirst(text(trace, trace.frames().nameId(trace.stacks().frameRow(at))));
    }
    return String.join(";", names);
  }

  private static String text(Trace trace, int id) {
    return id < 0 ? "-" : trace.strings().get(id);
  }
}
