package dev.plumb.trace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.trace.Trace;
import dev.plumb.trace.UnreadableInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Well-formed sections whose content cannot be end in one message that names the column. */
class HostileTablesTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final SectionWriter out = new SectionWriter(bytes);

  HostileTablesTest() throws IOException {
    out.begin();
    out.section("trace", 1);
    out.texts("name", new Utf8Texts(row -> "n"));
    out.texts("format", new Utf8Texts(row -> "chrome"));
    out.end();
    names("strings", "text", "a", "b");
    names("code_kinds", "name", "NATIVE", "QUANTUM");
    names("quantities", "name", "CPU_NS", "KARMA");
    names("edge_kinds", "name", "LOVE", "DATA");
    section("frames", 2, column("kind", 0), column("name", row -> row));
    section("measures", 1, column("quantity", 0), column("name", 0), column("unit", 1));
  }

  private void names(String section, String column, String... names) throws IOException {
    out.section(section, names.length);
    out.texts(column, new Utf8Texts(row -> names[row]));
    out.end();
  }

  private record Column(String name, IntToLongFunction value) {}

  private static Column column(String name, IntToLongFunction value) {
    return new Column(name, value);
  }

  private static Column column(String name, long value) {
    return new Column(name, row -> value);
  }

  private void section(String name, int rows, Column... columns) throws IOException {
    out.section(name, rows);
    for (Column column : columns) {
      out.integers(column.name, column.value);
    }
    out.end();
  }

  private Trace read() throws IOException {
    out.finish();
    return StoreTest.read(bytes.toByteArray(), 100).getFirst().seal();
  }

  private void refused(String column, String section) {
    assertThatThrownBy(this::read)
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageStartingWith("run.plumb: ")
        .hasMessageContaining("column '" + column + "' of section '" + section + "'");
  }

  @Test
  void callersComeFirst() throws IOException {
    section("stacks", 3, column("parent", row -> row - 1), column("frame", 1));
    assertThat(read().stacks().parentRow(2)).isEqualTo(1);
  }

  @Test
  void aStackIsNotItsOwnCaller() throws IOException {
    section("stacks", 3, column("parent", row -> row), column("frame", 0));
    refused("parent", "stacks");
  }

  @Test
  void stacksDoNotRunInACircle() throws IOException {
    section("stacks", 3, column("parent", row -> (row + 1) % 3), column("frame", 0));
    refused("parent", "stacks");
  }

  @Test
  void callersBelowNoneAreRefused() throws IOException {
    section("stacks", 1, column("parent", Long.MIN_VALUE), column("frame", 0));
    refused("parent", "stacks");
  }

  @Test
  void framesOfStacksExist() throws IOException {
    section("stacks", 1, column("frame", 2));
    refused("frame", "stacks");
  }

  @Test
  void kindsOfFramesAreKnown() throws IOException {
    section("frames", 1, column("kind", 1), column("name", 0));
    refused("kind", "frames");
  }

  @Test
  void linesFitThirtyTwoBits() throws IOException {
    section("frames", 1, column("kind", 0), column("name", 0), column("line", 1L << 40));
    refused("line", "frames");
  }

  @Test
  void quantitiesAreKnown() throws IOException {
    section("measures", 1, column("quantity", 1), column("name", 0), column("unit", 0));
    refused("quantity", "measures");
  }

  @Test
  void samplesNeedAMeasure() throws IOException {
    section("samples", 1, column("value", 5));
    refused("measure", "samples");
  }

  @Test
  void samplesPointAtWhatExists() throws IOException {
    section("samples", 1, column("measure", 0), column("slice", 0));
    refused("slice", "samples");
  }

  @Test
  void stacksOfSamplesExist() throws IOException {
    section("samples", 1, column("measure", 0), column("stack", 0));
    refused("stack", "samples");
  }

  @Test
  void metricsPointAtSamplesThatExist() throws IOException {
    section("kernel_metrics", 1, column("name", 0), column("sample", 7));
    refused("sample", "kernel_metrics");
  }

  @Test
  void sliceStacksNeedASlice() throws IOException {
    section("slice_stacks", 1, column("slice", -1), column("stack", 0));
    refused("slice", "slice_stacks");
  }

  @Test
  void blocksNeedASegment() throws IOException {
    section("blocks", 1, column("segment", 0));
    refused("segment", "blocks");
  }

  @Test
  void segmentsAreExpandableOrNot() throws IOException {
    section("segments", 1, column("device", -1), column("expandable", 2));
    refused("expandable", "segments");
  }

  @Test
  void kindsOfEdgesAreKnown() throws IOException {
    section("graph_edges", 1, column("from", 1), column("to", 2), column("kind", 0));
    refused("kind", "graph_edges");
  }

  @Test
  void numbersOfKindsAreThoseOfTheFile() throws IOException {
    section("graph_edges", 1, column("from", 1), column("to", 2), column("kind", 1));
    assertThat(read().edges().kind(0).name()).isEqualTo("DATA");
  }

  @Test
  void equalRowsOfAFileBecomeOneAndAreStillFound() throws IOException {
    section("frames", 3, column("kind", 0), column("name", 1)); // rows 2 to 4, all equal to row 1
    section("stacks", 2, column("frame", row -> row + 3));
    section("samples", 2, column("measure", 0), column("stack", row -> row));
    Trace trace = read();
    assertThat(trace.frames().size()).isEqualTo(2);
    assertThat(trace.stacks().size()).isEqualTo(1);
    assertThat(trace.samples().stackRow(1)).isZero();
    assertThat(trace.stacks().frameRow(0)).isEqualTo(1);
  }
}
