package dev.plumb.present.sql;

import static dev.plumb.present.ParsedJson.list;
import static dev.plumb.present.ParsedJson.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.ProfileRuns;
import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import dev.plumb.present.tables.Tables;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stacks, samples, metrics, memory snapshots and operator graphs in SQL. */
class ProfileTablesTest {
  private static final long MEMORY = 256L << 20;
  private static final Run RUN = ProfileRuns.ranks(7);

  private static Database database;

  @BeforeAll
  static void open() {
    database = Database.forQueries(new RunData(RUN), MEMORY);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void everyTableCanBeSelectedWhole() {
    RunData data = new RunData(RUN);
    for (Table table : Tables.ALL) {
      assertThat(rows("SELECT * FROM " + table.name())).hasSize((int) table.rows(data));
    }
  }

  @Test
  void samplesAddUpToThoseOfTheTraces() {
    Map<String, BigInteger> expected = new TreeMap<>();
    for (Links links : RUN.inputs()) {
      Trace trace = links.trace();
      for (int row = 0; row < trace.samples().size(); row++) {
        int measure = trace.samples().measureRow(row);
        String key =
            trace.measures().quantity(measure).name().toLowerCase(Locale.ROOT)
                + "|"
                + trace.strings().get(trace.measures().nameId(measure));
        expected.merge(key, BigInteger.valueOf(trace.samples().value(row)), BigInteger::add);
      }
    }
    Map<String, BigInteger> actual = new TreeMap<>();
    for (Object row :
        rows(
            "SELECT quantity || '|' || measure AS k, CAST(sum(value) AS VARCHAR) v"
                + " FROM samples GROUP BY k")) {
      actual.put((String) object(row).get("k"), new BigInteger((String) object(row).get("v")));
    }
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void rowsOfOneTableAreFoundInTheOthers() {
    assertThat(
            rows(
                "SELECT 1 FROM samples s LEFT JOIN stacks t USING (stack)"
                    + " WHERE s.name IS DISTINCT FROM t.name OR s.input <> t.input"))
        .isEmpty();
    assertThat(rows("SELECT 1 FROM stacks WHERE parent >= stack")).isEmpty();
    assertThat(
            rows(
                "SELECT 1 FROM stacks s JOIN stacks p ON p.stack = s.parent"
                    + " WHERE s.depth <> p.depth + 1"))
        .isEmpty();
    assertThat(
            rows(
                "SELECT 1 FROM kernel_metrics m JOIN slices s USING (slice)"
                    + " WHERE m.kernel <> s.name"))
        .isEmpty();
    assertThat(rows("SELECT 1 FROM blocks b JOIN segments s USING (segment)"))
        .hasSameSizeAs(rows("SELECT 1 FROM blocks"));
    long given = RUN.inputs().stream().mapToLong(in -> in.trace().sliceStacks().size()).sum();
    assertThat(rows("SELECT 1 FROM slices JOIN stacks ON stacks.stack = slices.stack"))
        .hasSize((int) given);
  }

  @Test
  void theExamplesOfTheDocumentationRun() throws IOException {
    Path file = Path.of(System.getProperty("plumb.root"), "docs", "sql.md");
    Matcher examples =
        Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(file));
    int count = 0;
    while (examples.find()) {
      rows(examples.group(1));
      count++;
    }
    assertThat(count).isGreaterThan(10);
  }

  @Test
  void pathsAreMadeByRecursion() {
    List<Object> paths =
        rows(
            "WITH RECURSIVE p AS (SELECT stack, name AS path FROM stacks WHERE parent IS NULL"
                + " UNION ALL SELECT s.stack, p.path || ';' || s.name FROM stacks s"
                + " JOIN p ON s.parent = p.stack) SELECT * FROM p");
    assertThat(paths).hasSameSizeAs(rows("SELECT 1 FROM stacks"));
  }

  @Test
  void valuesThatAreMissingAreNull() {
    Map<String, Object> counts =
        object(
            rows("SELECT count(*) n, count(time_ns) t, count(stack) s, count(line) l FROM samples")
                .getFirst());
    for (String column : List.of("t", "s", "l")) {
      assertThat(number(counts.get(column))).isLessThan(number(counts.get("n"))).isPositive();
    }
  }

  @Test
  void parquetHoldsThemToo(@TempDir Path folder) throws Exception {
    try (Database files = Database.forFiles(new RunData(RUN), MEMORY)) {
      for (String name : List.of("samples", "stacks", "kernel_metrics", "graph_edges")) {
        Path file = folder.resolve(name + ".parquet");
        files.copyToParquet(Tables.named(name), file);
        assertThat(Files.size(file)).isPositive();
      }
    }
  }

  private static long number(Object value) {
    return new BigDecimal(String.valueOf(value)).longValueExact();
  }

  private static List<Object> rows(String sql) {
    StringWriter out = new StringWriter();
    database.query(sql, new ResultWriter(out, ResultFormat.JSON, 0, 0));
    return list(ParsedJson.of(out.toString()));
  }
}
