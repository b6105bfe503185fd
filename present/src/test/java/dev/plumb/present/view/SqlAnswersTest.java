package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.SampleRuns;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SqlAnswersTest {
  private static Asked asked;

  @BeforeAll
  static void open() {
    asked = Asked.about(SampleRuns.hostile(5));
  }

  @AfterAll
  static void close() {
    asked.close();
  }

  private static Map<String, Object> query(String members) {
    return ParsedJson.object(ParsedJson.of(asked.post("/api/sql", "{" + members + "}")));
  }

  @Test
  void rowsComeAsListsWithTypes() {
    Map<String, Object> answer =
        query(
            "\"sql\": \"SELECT 1 AS n, 'a<b' AS t, NULL AS x, 1.5 AS r, true AS b, 9007199254740993 AS big\"");
    assertThat(ParsedJson.list(ParsedJson.list(answer.get("rows")).getFirst()))
        .hasToString("[1, a<b, null, 1.5, true, 9007199254740993]");
    assertThat(Asked.objects(answer, "columns").getFirst())
        .containsEntry("name", "n")
        .containsEntry("numeric", true);
    assertThat(asked.post("/api/sql", "{\"sql\": \"SELECT '<\u2028&>'\"}"))
        .contains("\\u003C\\u2028\\u0026\\u003E");
  }

  @Test
  void numbersAreThoseOfCsv() {
    String sql =
        "SELECT 0.1::FLOAT AS f, 'nan'::DOUBLE AS n, '-inf'::FLOAT AS i, 0.25::DOUBLE AS d,"
            + " NULL::DOUBLE AS x";
    assertThat(
            ParsedJson.list(
                ParsedJson.list(query("\"sql\": \"" + sql + "\"").get("rows")).getFirst()))
        .hasToString("[0.1, NaN, -Infinity, 0.25, null]");
    assertThat(asked.post("/api/sql", "{\"sql\": \"" + sql + "\", \"format\": \"csv\"}"))
        .endsWith("0.1,NaN,-Infinity,0.25,\r\n");
  }

  @Test
  void rowsBeyondTheLimitAreCounted() {
    Map<String, Object> answer = query("\"sql\": \"FROM range(50)\", \"limit\": 7");
    assertThat(ParsedJson.list(answer.get("rows"))).hasSize(7);
    assertThat(answer).containsEntry("rows_total", 50L).containsEntry("rows_hidden", 43L);
    assertThat(asked.post("/api/sql", "{\"sql\": \"FROM range(3)\", \"format\": \"csv\"}"))
        .isEqualTo("range\r\n0\r\n1\r\n2\r\n");
  }

  @Test
  void queriesThatTakeTooLongAreEnded() {
    String endless =
        "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range = 7";
    assertThatThrownBy(() -> query("\"sql\": \"" + endless + "\", \"timeout_ms\": 100"))
        .isInstanceOfSatisfying(
            WrongQuestion.class, wrong -> assertThat(wrong.status()).isEqualTo(503));
    // Also while rows are read, and the next query runs as if nothing had been.
    assertThatThrownBy(() -> query("\"sql\": \"FROM range(100000000000)\", \"timeout_ms\": 100"))
        .isInstanceOf(WrongQuestion.class);
    assertThat(query("\"sql\": \"SELECT 7\"").get("rows_total")).isEqualTo(1L);
  }

  @Test
  void resultsThatNobodyCouldReadAreRefused() {
    for (String format : List.of("json", "csv")) {
      // 80 MB; as JSON each text is cut, so there are more of them.
      String sql =
          format.equals("csv")
              ? "SELECT repeat('x', 1000000) FROM range(80)"
              : "SELECT repeat('x', 17000) FROM range(5000)";
      assertThatThrownBy(() ->
              query("\"sql\": \"%s\", \"limit\": 5000, \"format\": \"%s\"".formatted(sql, format)))
          .as(format)
          .isInstanceOfSatisfying(
              WrongQuestion.class,
              wrong -> {
                assertThat(wrong.code()).isEqualTo("too-large");
                assertThat(wrong.text()).contains("64 MB");
              });
    }
    assertThat(query("\"sql\": \"SELECT 7\"").get("rows_total")).isEqualTo(1L);
  }

  @Test
  void mistakesAreSaid() {
    for (String body :
        List.of(
            "\"sql\": \"SELEC 1\"",
            "\"sql\": \"FROM read_csv('/etc/passwd')\"",
            "\"sql\": \"COPY (SELECT 1) TO '/tmp/x'\"",
            "\"sql\": \"INSTALL httpfs\"",
            "\"sql\": \"SET memory_limit='10GB'\"",
            "\"sql\": \"\"",
            "\"sql\": \"SELECT 1\", \"limit\": 0",
            "\"sql\": \"SELECT 1\", \"format\": \"xml\"",
            "\"sql\": \"SELECT 1\", \"file\": \"x\"",
            "\"sql\": [1]",
            "\"p\": 3, \"sql\": \"SELECT 1\"",
            "}",
            "\"sql\": \"SELECT 1\", \"sql\": \"SELECT 2\"")) {
      assertThatThrownBy(() -> query(body)).as(body).isInstanceOf(WrongQuestion.class);
    }
  }

  @Test
  void theSchemaIsThatOfTheTables() {
    Map<String, Object> schema = asked.ask("/api/sql/schema");
    assertThat(Asked.objects(schema, "tables").stream().map(table -> table.get("name")))
        .contains("kernels", "slices", "nodes");
  }
}
