package dev.plumb.importers.executiontrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Imported;
import dev.plumb.importers.testing.JsonFuzz;
import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.NodeTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutionTraceImporterTest {
  private static final String OLD =
      """
      {"schema": "1.0.1", "pid": 42, "time": "2023", "nodes": [
       {"name": "[pytorch|profiler|execution_trace|process]", "id": 1, "rf_id": 0, "parent": 1},
       {"name": "aten::empty", "id": 5, "rf_id": 3, "parent": 1, "tid": 1, "op_schema": "s",
        "inputs": [[256, 256], 6], "input_shapes": [[], []],
        "outputs": [[6, 7, 0, 65536, 4, "cuda:0"]]},
       {"name": "aten::uniform_", "id": 8, "rf_id": 4, "parent": 5, "tid": 1, "op_schema": "",
        "inputs": [[6, 7, 0, 65536, 4, "cuda:0"], [[6, 7, 0, 65536, 4, "cuda:0"]], 0.5],
        "outputs": []}]}
      """;
  private static final String NEW =
      """
      {"schema": "1.1.0-chakra.0.0.4", "pid": 42, "nodes": [
       {"id": 2, "name": "a", "ctrl_deps": 1, "inputs": {"values": [], "shapes": [], "types": []},
        "outputs": {"values": [[9, 13, 0, 64, 4, "cuda:1"]], "shapes": [[64]], "types": ["T"]},
        "attrs": [{"name": "rf_id", "type": "uint64", "value": 7},
                  {"name": "tid", "type": "uint64", "value": 3},
                  {"name": "op_schema", "type": "string", "value": "aten::a()"}]},
       {"id": 3, "name": "b", "ctrl_deps": 2,
        "inputs": {"values": [[9, 13, 0, 64, 4, "cuda:1"]], "shapes": [[64]], "types": ["T"]},
        "outputs": {"values": [], "shapes": [], "types": []}, "attrs": []}]}
      """;
  private static final String CHAKRA =
      """
      {"workload_graph": [
       {"Id": 0, "Name": "load", "NodeType": 2, "runtime": 318, "data_deps": [], "is_cpu_op": true},
       {"Id": 1, "Name": "gemm", "NodeType": 4, "runtime": 28, "data_deps": [0], "ctrlDeps": [0],
        "is_cpu_op": false}]}
      """;

  private final ExecutionTraceImporter importer = new ExecutionTraceImporter();

  private Trace read(String text) {
    return Imported.of(importer, text).trace();
  }

  private static List<String> edges(Trace trace) {
    List<String> edges = new ArrayList<>();
    EdgeTable table = trace.edges();
    for (int row = 0; row < table.size(); row++) {
      edges.add(table.fromId(row) + " " + table.kind(row) + " " + table.toId(row));
    }
    return edges;
  }

  @Test
  void nodesKnowTheirCallersAndTensorsTheirWriters() {
    Trace trace = read(OLD);
    NodeTable nodes = trace.nodes();
    assertThat(nodes.size()).isEqualTo(3);
    assertThat(nodes.parentId(0)).isEqualTo(Ids.ABSENT); // its own caller
    assertThat(nodes.parentId(2)).isEqualTo(5);
    assertThat(nodes.recordFunctionId(1)).isEqualTo(3);
    assertThat(nodes.durNs(1)).isEqualTo(Times.NONE);
    assertThat(trace.strings().get(nodes.typeId(1))).isEqualTo("operator");
    assertThat(trace.strings().get(nodes.typeId(2))).isEqualTo("range");
    assertThat(trace.args().get(nodes.argsId(1)))
        .isEqualTo(
            "\"op_schema\": \"s\", \"inputs\": [[256, 256], 6], \"input_shapes\": [[], []], "
                + "\"outputs\": [[6, 7, 0, 65536, 4, \"cuda:0\"]]");
    assertThat(edges(trace)).containsExactly("5 DATA 8");
    assertThat(trace.strings().get(trace.tracks().pidId(nodes.trackRow(1)))).isEqualTo("42");
  }

  @Test
  void theNewSchemaGivesTheSame() {
    Trace trace = read(NEW);
    assertThat(trace.nodes().parentId(0)).isEqualTo(1);
    assertThat(trace.nodes().parentId(1)).isEqualTo(2);
    assertThat(trace.nodes().recordFunctionId(0)).isEqualTo(7);
    assertThat(edges(trace)).containsExactlyInAnyOrder("2 CONTROL 3", "2 DATA 3");
  }

  @Test
  void chakraGivesDurationsAndDependencies() {
    Trace trace = read(CHAKRA);
    assertThat(trace.nodes().durNs(0)).isEqualTo(318_000);
    assertThat(trace.nodes().onDevice(0)).isZero();
    assertThat(trace.nodes().onDevice(1)).isEqualTo(1);
    assertThat(trace.strings().get(trace.nodes().typeId(1))).isEqualTo("comp");
    assertThat(edges(trace)).containsExactlyInAnyOrder("0 CONTROL 1", "0 DATA 1");
  }

  @Test
  void longInputsAreCutAndTheirTensorsAreStillSeen() {
    String many = "[6, 7, 0, 65536, 4, \"cuda:0\"], ".repeat(2_000);
    Trace trace = read(OLD.replace("\"inputs\": [[6,", "\"inputs\": [" + many + "[6,"));
    assertThat(edges(trace)).containsExactly("5 DATA 8");
    assertThat(trace.problems().toString()).contains("ARGUMENTS_CUT");
    assertThat(trace.args().get(trace.nodes().argsId(2))).doesNotContain("\"inputs\"");
  }

  @Test
  void theyAreKnownByTheirContent() {
    for (String text : List.of(OLD, NEW, CHAKRA)) {
      assertThat(match(text)).isEqualTo(Match.CERTAIN);
    }
    assertThat(match("{\"nodes\": [], \"samples\": []}")).isEqualTo(Match.NO);
  }

  private Match match(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return importer.match(bytes, bytes.length);
  }

  @Test
  void anyTextGivesTablesOrOneMessage() {
    for (String text : List.of(OLD, NEW, CHAKRA)) {
      JsonFuzz.run(importer, text, 1_500);
    }
  }
}
