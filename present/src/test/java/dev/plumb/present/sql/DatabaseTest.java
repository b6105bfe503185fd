package dev.plumb.present.sql;

import static dev.plumb.present.ParsedJson.list;
import static dev.plumb.present.ParsedJson.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.SampleRuns;
import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import dev.plumb.present.tables.Tables;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.trace.SliceKind;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  private static final long MEMORY = 256L << 20;
  private static final Run HOSTILE = SampleRuns.hostile(3);

  private static Database database;

  @BeforeAll
  static void open() {
    database = Database.forQueries(new RunData(HOSTILE), MEMORY);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void everyTableCanBeSelectedWhole() {
    RunData data = new RunData(HOSTILE);
    for (Table table : Tables.ALL) {
      ResultWriter writer = writer(new StringWriter(), ResultFormat.JSON, 0, 0);
      database.query("SELECT * FROM " + table.name(), writer);
      assertThat(writer.rows()).as(table.name()).isEqualTo(table.rows(data));
    }
  }

  @Test
  void noColumnNeedsQuotes() {
    for (Table table : Tables.ALL) {
      String columns =
          String.join(", ", table.columns().stream().map(Table.Heading::name).toList());
      database.query("SELECT " + columns + " FROM " + table.name() + " LIMIT 1", rows -> {});
    }
  }

  @Test
  void sumsAreThoseOfTheReport() {
    RunSummary summary = RunSummary.of(HOSTILE);
    Map<String, Object> row =
        first(
            "SELECT (SELECT count(*) FROM kernels) n, (SELECT sum(dur_ns) FROM kernels) ns,"
                + " (SELECT kernel_ns FROM nodes WHERE node = 0) tree,"
                + " (SELECT sum(self_kernel_ns) FROM nodes) self,"
                + " (SELECT sum(kernel_ns) FROM devices) devices,"
                + " (SELECT count(*) FROM kernels WHERE link = 'exact') linked,"
                + " (SELECT sum(events) FROM categories) events,"
                + " (SELECT max(end_ns) - min(start_ns) FROM slices) span,"
                + " (SELECT count(*) FROM steps) steps");
    long sum = summary.work(SliceKind.KERNEL).sumNs();
    assertThat(row)
        .containsEntry("n", summary.work(SliceKind.KERNEL).count())
        .containsEntry("ns", sum)
        .containsEntry("tree", sum)
        .containsEntry("self", sum)
        .containsEntry("devices", sum)
        .containsEntry("linked", summary.linkedToLaunch())
        .containsEntry("events", summary.events())
        .containsEntry("span", summary.spanNs())
        .containsEntry("steps", summary.steps());
    assertThat(sum).isEqualTo(HOSTILE.tree().inclusive(0, Metric.KERNEL_NS));
  }

  @Test
  void nodesOfSlicesAddUpToTheTree() {
    assertThat(
            rows(
                "SELECT n.node FROM nodes n LEFT JOIN"
                    + " (SELECT node, sum(dur_ns) ns, count(*) c FROM kernels GROUP BY node) k"
                    + " USING (node) WHERE n.self_kernel_ns <> coalesce(k.ns, 0)"
                    + " OR n.self_kernels <> coalesce(k.c, 0)"))
        .isEmpty();
    assertThat(
            rows(
                "SELECT n.node FROM nodes n LEFT JOIN"
                    + " (SELECT node, sum(self_ns) ns, count(*) c FROM slices GROUP BY node) s"
                    + " USING (node) WHERE n.self_cpu_ns <> coalesce(s.ns, 0)"
                    + " OR n.self_count <> coalesce(s.c, 0)"))
        .isEmpty();
  }

  @Test
  void referencesMeetTheirRows() {
    assertThat(
            rows(
                "SELECT k.slice FROM kernels k JOIN slices l ON k.launch = l.slice"
                    + " WHERE l.kind <> 'runtime' OR l.correlation <> k.correlation"))
        .isEmpty();
    assertThat(
            rows(
                "SELECT s.slice FROM slices s JOIN slices c ON s.caller = c.slice"
                    + " WHERE c.start_ns > s.start_ns"))
        .isEmpty();
    assertThat(rows("SELECT * FROM slices WHERE track NOT IN (SELECT track FROM tracks)"))
        .isEmpty();
  }

  @Test
  void rowsComeInTheOrderOfTheTable() {
    List<Object> rows = rows("SELECT slice FROM slices");
    for (int i = 0; i < rows.size(); i++) {
      assertThat(object(rows.get(i)).get("slice")).isEqualTo((long) i);
    }
  }

  @Test
  void argumentsAreJsonAndOneCanBeTakenOut() {
    assertThat(rows("SELECT args FROM slices WHERE args IS NOT NULL AND NOT json_valid(args)"))
        .isEmpty();
    assertThat(
            rows("SELECT DISTINCT arg(args, 'n') n FROM slices WHERE arg(args, 'n') IS NOT NULL"))
        .isNotEmpty();
    assertThat(first("SELECT arg('{\"a/b~\\\"c\": \"x\"}', 'a/b~\"c') v")).containsEntry("v", "x");
    assertThat(first("SELECT arg('no json', 'x') v")).containsEntry("v", null);
  }

  @Test
  void namesComeThroughUnchanged() {
    for (Object row : rows("SELECT slice, name FROM slices")) {
      int slice = ((Long) object(row).get("slice")).intValue();
      var trace = HOSTILE.inputs().getFirst().trace();
      assertThat(object(row).get("name"))
          .isEqualTo(trace.strings().get(trace.slices().nameId(slice)));
    }
  }

  @Test
  void queriesReachNoFileAndNoSetting(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.csv"), "a\n1\n");
    for (String query :
        List.of(
            "SELECT * FROM read_csv('" + secret + "')",
            "SELECT * FROM '" + secret + "'",
            "COPY slices TO '" + folder.resolve("out.csv") + "'",
            "ATTACH '" + folder.resolve("x.db") + "'",
            "EXPORT DATABASE '" + folder.resolve("dump") + "'",
            "EXPLAIN ANALYZE COPY slices TO '" + folder.resolve("out.csv") + "'",
            "CALL enable_logging('QueryLog', storage_path := '" + folder.resolve("log") + "')",
            "CALL enable_profiling(save_location := '" + folder.resolve("profile") + "')",
            "PRAGMA profiling_output = '" + folder.resolve("profile") + "'",
            "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
            "INSTALL httpfs",
            "LOAD '" + secret + "'",
            "SET enable_external_access=true",
            "SET memory_limit='99GB'",
            "PRAGMA database_list; SELECT * FROM glob('/*')")) {
      assertThatThrownBy(() -> database.query(query, rows -> {}))
          .as(query)
          .isInstanceOf(QueryException.class);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(secret);
    }
  }

  @Test
  void mistakesAreToldInOneLine() {
    assertThatThrownBy(() -> database.query("SELECT nam FROM kernels", rows -> {}))
        .hasMessageContaining("nam")
        .hasMessageContaining("name")
        .message()
        .doesNotContain("\n");
    assertThatThrownBy(() -> database.query("SELEC 1", rows -> {}))
        .hasMessageContaining("SELEC")
        .message()
        .doesNotContain("\n");
    assertThatThrownBy(() -> database.query("SELECT * FROM nothing", rows -> {}))
        .hasMessageContaining("nothing");
  }

  @Test
  void aQueryThatNeedsTooMuchMemoryEndsWithAMessage() {
    try (Database small = Database.forQueries(new RunData(HOSTILE), 64L << 20)) {
      assertThatThrownBy(() ->
              small.query(
                  "SELECT count(DISTINCT x) FROM range(100000000) t(x)", rows -> rows.next()))
          .isInstanceOf(QueryException.class)
          .hasMessageContaining("emory");
    }
  }

  @Test
  void severalStatementsAnswerTheLast() {
    assertThat(first("CREATE TEMP TABLE t AS SELECT 7 x; SELECT x FROM t")).containsEntry("x", 7L);
  }

  @Test
  void textTablesAlignAndHideNothingSilently() {
    StringWriter out = new StringWriter();
    ResultWriter writer = writer(out, ResultFormat.TEXT, 2, 10);
    database.query(
        "SELECT * FROM (VALUES (1, 'a'), (22, 'much too long a text'), (3, NULL)) t(n, name)",
        writer);
    assertThat(out.toString()).isEqualTo(" n  name\n--  ----------\n 1  a\n22  much too …\n");
    assertThat(writer.hiddenRows()).isEqualTo(1);
    assertThat(writer.rows()).isEqualTo(3);
    assertThat(writer.cutCells()).isTrue();
  }

  @Test
  void numbersAreWrittenInDigits() {
    StringWriter out = new StringWriter();
    database.query(
        "SELECT 4.2917826e7::DOUBLE a, 0.5::FLOAT b, 1e300::DOUBLE c, 'nan'::DOUBLE d, 0::DOUBLE e",
        writer(out, ResultFormat.CSV, 0, 0));
    assertThat(out.toString()).endsWith("42917826,0.5,1.0E300,NaN,0.0\r\n");
  }

  @Test
  void controlCharactersNeverReachTheTerminal() {
    StringWriter out = new StringWriter();
    database.query("SELECT name FROM slices", writer(out, ResultFormat.TEXT, 0, 0));
    assertThat(out.toString().replace("\n", "")).doesNotContain("\u001b", "\u0000", "\r");
  }

  @Test
  void jsonKeepsTypesAndTellsEqualColumnsApart() {
    assertThat(
            first(
                "SELECT 1 a, 2.50 a, 'x' a, true b, NULL c, 'nan'::DOUBLE d,"
                    + " 170141183460469231731687303715884105727 h, [1,2] l, DATE '2026-01-01' t"))
        .containsEntry("a", 1L)
        .containsEntry("a_2", new BigDecimal("2.50"))
        .containsEntry("a_3", "x")
        .containsEntry("b", true)
        .containsEntry("c", null)
        .containsEntry("d", null)
        .containsEntry("h", new BigDecimal("170141183460469231731687303715884105727"))
        .containsEntry("l", List.of(1L, 2L))
        .containsEntry("t", "2026-01-01");
  }

  @Test
  void csvHasAHeaderAndQuotes() {
    StringWriter out = new StringWriter();
    database.query(
        "SELECT * FROM (VALUES (1, 'a,b'), (2, NULL)) t(n, name)",
        writer(out, ResultFormat.CSV, 0, 0));
    assertThat(out.toString()).isEqualTo("n,name\r\n1,\"a,b\"\r\n2,\r\n");
  }

  private static ResultWriter writer(
      StringWriter out, ResultFormat format, long limit, int cellWidth) {
    return new ResultWriter(out, format, limit, cellWidth);
  }

  private static List<Object> rows(String query) {
    StringWriter out = new StringWriter();
    database.query(query, writer(out, ResultFormat.JSON, 0, 0));
    return list(ParsedJson.of(out.toString()));
  }

  private static Map<String, Object> first(String query) {
    return object(rows(query).getFirst());
  }
}
