package dev.plumb.cli;

import static dev.plumb.cli.Json.list;
import static dev.plumb.cli.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCommandTest {
  @TempDir private Path folder;

  private final CommandRunner plumb = new CommandRunner();
  private String trace;

  @BeforeEach
  void writeTrace() throws IOException {
    trace = Files.writeString(folder.resolve("tiny.json"), TinyTrace.json()).toString();
  }

  @Test
  void aQueryAnswersAsAnAlignedTable() {
    assertThat(plumb.run("sql", trace, "SELECT name, dur_ns, operator_name FROM kernels"))
        .isEqualTo(0);
    assertThat(plumb.out())
        .isEqualTo(
            """
            name         dur_ns  operator_name
            -----------  ------  -------------
            volta_sgemm   50007  aten::mm
            orphan        12500  -
            """);
    assertThat(plumb.err()).isEmpty();
  }

  @Test
  void csvAndJsonAreWrittenWhole() {
    assertThat(plumb.run("sql", trace, "--csv", "SELECT name FROM kernels")).isEqualTo(0);
    assertThat(plumb.out()).isEqualTo("name\r\nvolta_sgemm\r\norphan\r\n");
    assertThat(plumb.run("sql", trace, "--json", "SELECT name, launch FROM kernels")).isEqualTo(0);
    assertThat(object(list(Json.parse(plumb.out())).get(1)))
        .containsEntry("name", "orphan")
        .containsEntry("launch", null);
    assertThat(plumb.run("sql", trace, "--json", "SELECT 1 WHERE false")).isEqualTo(0);
    assertThat(list(Json.parse(plumb.out()))).isEmpty();
    assertThat(plumb.run("sql", trace, "--json", "--csv", "SELECT 1")).isEqualTo(2);
  }

  @Test
  void nestedValuesStayNestedInJson() {
    String query =
        "SELECT [1, NULL] l, {'a': 'x', 'b': [true]} s, map {'k': 2} m, '\\xAAz'::BLOB b";
    assertThat(plumb.run("sql", trace, "--json", query)).isEqualTo(0);
    assertThat(plumb.out())
        .contains("{\"l\": [1, null], \"s\": {\"a\": \"x\", \"b\": [true]}, \"m\": {\"k\": 2},")
        .contains("\"b\": \"\\\\xAAz\"}");
    assertThat(plumb.run("sql", trace, query)).isEqualTo(0);
    assertThat(plumb.out()).contains("\\xAAz").doesNotContain("@");
  }

  @Test
  void everyStatementShowsItsResult() {
    String query =
        "SELECT count(*) n FROM kernels; CREATE TEMP TABLE t AS SELECT 7 x;"
            + " SELECT x, 'a;b' y FROM t;";
    assertThat(plumb.run("sql", trace, query)).isEqualTo(0);
    assertThat(plumb.out())
        .isEqualTo(
            """
            n
            -
            2

            x  y
            -  ---
            7  a;b
            """);
    assertThat(plumb.run("sql", trace, "--limit", "1", "FROM kernels; FROM kernels")).isEqualTo(0);
    assertThat(plumb.err()).contains("2 of 4 rows are not shown");
  }

  @Test
  void oneDocumentHoldsOneResult() {
    for (String format : new String[] {"--json", "--csv"}) {
      assertThat(plumb.run("sql", trace, format, "SELECT 1; SELECT 2")).isEqualTo(2);
      assertThat(plumb.err()).contains("several statements have a result");
      assertThat(plumb.out()).isEmpty();
      String query = "CREATE TEMP TABLE t AS SELECT 7 x; SELECT x FROM t";
      assertThat(plumb.run("sql", trace, format, query)).isEqualTo(0);
      assertThat(plumb.out()).contains("7");
    }
  }

  /** Characters that are two columns wide must not break the table. */
  @Test
  void wideCharactersKeepTheTableAligned() {
    String query = "SELECT * FROM (VALUES ('日本語', 1), ('abc', 2), ('🙂', 3)) v(名, n)";
    assertThat(plumb.run("sql", trace, query)).isEqualTo(0);
    assertThat(plumb.out())
        .isEqualTo(
            """
            名      n
            ------  -
            日本語  1
            abc     2
            🙂      3
            """);
  }

  @Test
  void aPlanIsDrawnInLines() {
    assertThat(plumb.run("sql", trace, "EXPLAIN SELECT name FROM kernels")).isEqualTo(0);
    assertThat(plumb.out().lines().count()).isGreaterThan(3);
    assertThat(plumb.out()).doesNotContain("?");
  }

  @Test
  void anEmptyQueryIsWrongUsage() {
    assertThat(plumb.run("sql", trace, " ")).isEqualTo(2);
    assertThat(plumb.err()).startsWith("plumb: the query is empty");
  }

  @Test
  void hiddenRowsAndShortenedCellsAreAnnounced() {
    assertThat(plumb.run("sql", trace, "SELECT * FROM range(101)")).isEqualTo(0);
    assertThat(plumb.err()).contains("1 of 101 rows are not shown (--limit 0 shows all)");
    assertThat(plumb.run("sql", trace, "--limit", "0", "SELECT * FROM range(101)")).isEqualTo(0);
    assertThat(plumb.err()).isEmpty();
    assertThat(plumb.out().lines()).hasSize(103);
    assertThat(plumb.run("sql", trace, "SELECT repeat('x', 61)")).isEqualTo(0);
    assertThat(plumb.err()).contains("--wide");
    assertThat(plumb.run("sql", trace, "--wide", "SELECT repeat('x', 61)")).isEqualTo(0);
    assertThat(plumb.err()).isEmpty();
    assertThat(plumb.run("sql", trace, "--json", "--limit", "2", "SELECT * FROM range(5)"))
        .isEqualTo(0);
    assertThat(list(Json.parse(plumb.out()))).hasSize(2);
    assertThat(plumb.err()).contains("3 of 5 rows are not shown");
  }

  @Test
  void mistakesInTheQueryAreWrongUsage() {
    assertThat(plumb.run("sql", trace, "SELECT nam FROM kernels")).isEqualTo(2);
    assertThat(plumb.err().lines()).hasSize(1).first().asString().contains("nam");
    assertThat(plumb.run("sql", trace, "SELECT * FROM '" + trace + "'")).isEqualTo(2);
    assertThat(plumb.run("sql", trace)).isEqualTo(2);
    assertThat(plumb.err()).contains("the query is missing: '" + trace + "' is a file");
    assertThat(plumb.run("sql", "SELECT 1")).isEqualTo(2);
    assertThat(plumb.err()).contains("a file to ask is missing");
    assertThat(plumb.run("sql")).isEqualTo(2);
    assertThat(plumb.run("sql", folder.resolve("none.json").toString(), "SELECT 1")).isEqualTo(3);
    assertThat(plumb.run("sql", trace, "--limit", "-1", "SELECT 1")).isEqualTo(2);
  }

  @Test
  void theQueryMayStandInAFile() throws IOException {
    Path query = Files.writeString(folder.resolve("q.sql"), "SELECT count(*) n FROM kernels;\n");
    assertThat(plumb.run("sql", trace, "--csv", "-q", query.toString())).isEqualTo(0);
    assertThat(plumb.out()).isEqualTo("n\r\n2\r\n");
  }

  @Test
  void tablesAndColumnsAreListed() {
    assertThat(plumb.run("sql", "--tables")).isEqualTo(0);
    assertThat(plumb.out()).contains("kernels ", "Kernels, with the call");
    assertThat(plumb.run("sql", "--tables", trace)).isEqualTo(0);
    assertThat(plumb.out()).containsPattern("kernels +2  Kernels, with the call");
    assertThat(plumb.run("sql", "--schema")).isEqualTo(0);
    assertThat(plumb.out()).contains("delay_ns");
    assertThat(plumb.run("sql", "--schema", "--json", trace)).isEqualTo(0);
    assertThat(object(Json.parse(plumb.out()))).containsEntry("schema", "plumb.tables/1");
  }

  @Test
  void argumentsCanBeTakenOut() {
    assertThat(
            plumb.run(
                "sql",
                trace,
                "--csv",
                "SELECT arg(args, 'grid') g FROM kernels WHERE g IS NOT NULL"))
        .isEqualTo(0);
    assertThat(plumb.out()).isEqualTo("g\r\n\"[1,2,3]\"\r\n");
  }

  @Test
  void theExamplesOfTheDocumentationRun() throws IOException {
    String docs = Files.readString(Path.of(System.getProperty("plumb.root"), "docs", "sql.md"));
    Matcher example = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL).matcher(docs);
    int examples = 0;
    while (example.find()) {
      assertThat(plumb.run("sql", trace, example.group(1))).as(example.group(1)).isEqualTo(0);
      examples++;
    }
    assertThat(examples).isGreaterThan(5);
  }

  @Test
  void severalFilesAreOneRun() throws IOException {
    String other = Files.writeString(folder.resolve("rank4.json"), TinyTrace.json()).toString();
    assertThat(
            plumb.run(
                "sql",
                trace,
                other,
                "--csv",
                "SELECT input, count(*) n FROM kernels GROUP BY input ORDER BY input"))
        .isEqualTo(0);
    assertThat(plumb.out()).isEqualTo("input,n\r\n0,2\r\n1,2\r\n");
  }
}
