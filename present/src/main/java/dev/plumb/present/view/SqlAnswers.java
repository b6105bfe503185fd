package dev.plumb.present.view;

import dev.plumb.present.sql.Database;
import dev.plumb.present.sql.ResultFormat;
import dev.plumb.present.sql.ResultWriter;
import dev.plumb.present.tables.Table;
import dev.plumb.present.tables.Tables;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** {@code /api/sql}: queries that people write. */
final class SqlAnswers {
  private static final JsonFactory READER = new JsonFactory();
  private static final Set<String> MEMBERS =
      Set.of("p", "sql", "query", "limit", "timeout_ms", "format");
  private static final BigInteger EXACT = BigInteger.valueOf(1L << 53);

  /** A browser shows no more, and the server holds an answer whole. */
  private static final int LARGEST = 64 << 20;

  private final Profiles profiles;

  SqlAnswers(Profiles profiles) {
    this.profiles = profiles;
  }

  Answer query(Question posted) {
    Question question = new Question(members(posted.body()));
    Profile profile = profiles.of(question);
    String sql = question.required("sql");
    long limit = question.number("limit", 1_000, 1, 100_000);
    long timeoutMs = question.number("timeout_ms", 10_000, 1, 60_000);
    String format = question.text("format", "json");
    String name = question.text("query", "");
    question.finish();
    if (format.equals("csv")) {
      BoundedText text = new BoundedText();
      run(profile, name, sql, timeoutMs, new ResultWriter(text, ResultFormat.CSV, limit, 0));
      return Answer.csv(text.toString(), "query.csv");
    }
    if (!format.equals("json")) {
      throw WrongQuestion.parameter("format", "must be json or csv");
    }
    Rows rows = new Rows(limit);
    long start = System.nanoTime();
    run(profile, name, sql, timeoutMs, rows);
    return rows.answer((System.nanoTime() - start) / 1_000_000);
  }

  private static void run(
      Profile profile, String name, String sql, long timeoutMs, Database.RowSink sink) {
    if (name.isEmpty()) {
      profile.sql().run(sql, timeoutMs, sink);
    } else {
      profile.sql().run(name, sql, timeoutMs, sink);
    }
  }

  /** Ends a query whose asker has lost interest. */
  Answer stop(Question posted) {
    Question question = new Question(members(posted.body()));
    Profile profile = profiles.of(question);
    String name = question.required("query");
    question.finish();
    Json json = new Json();
    return json.object(() -> json.bool("stopped", profile.sql().stop(name))).answer();
  }

  private static void refuseBeyond(long size) {
    if (size > LARGEST) {
      throw WrongQuestion.because(
          "too-large", "the result has more than 64 MB: ask for fewer rows, or for shorter texts");
    }
  }

  /** Text that is refused when it becomes too long. */
  private static final class BoundedText extends StringWriter {
    @Override
    public void write(int c) {
      refuseBeyond(getBuffer().length() + 1L);
      super.write(c);
    }

    @Override
    public void write(char[] text, int from, int length) {
      refuseBeyond(getBuffer().length() + (long) length);
      super.write(text, from, length);
    }

    @Override
    public void write(String text) {
      refuseBeyond(getBuffer().length() + (long) text.length());
      super.write(text);
    }

    @Override
    public void write(String text, int from, int length) {
      refuseBeyond(getBuffer().length() + (long) length);
      super.write(text, from, length);
    }
  }

  /** The members of a flat object as texts. */
  private static Map<String, String> members(byte[] body) {
    Map<String, String> members = new HashMap<>();
    String text = new String(body, StandardCharsets.UTF_8);
    try (JsonParser in = READER.createParser(ObjectReadContext.empty(), text)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw body("must be an object");
      }
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        if (!MEMBERS.contains(name) || members.containsKey(name)) {
          throw body("has a member '" + name + "' too many");
        }
        if (value == JsonToken.START_ARRAY || value == JsonToken.START_OBJECT) {
          throw body("must be flat");
        }
        if (value != JsonToken.VALUE_NULL) {
          members.put(name, in.getString());
        }
      }
    } catch (JacksonException e) {
      throw body("is no JSON");
    }
    return members;
  }

  private static WrongQuestion body(String what) {
    return WrongQuestion.because("bad-body", "the body " + what);
  }

  /** Writes rows as lists. */
  private static final class Rows implements Database.RowSink {
    private final Json json = new Json();
    private final long limit;
    private long rows;
    private boolean any;

    Rows(long limit) {
      this.limit = limit;
      json.generator().writeStartObject();
    }

    @Override
    public void accept(ResultSet result) throws SQLException {
      any = true;
      ResultSetMetaData meta = result.getMetaData();
      int columns = meta.getColumnCount();
      json.generator().writeArrayPropertyStart("columns");
      for (int at = 1; at <= columns; at++) {
        json.generator().writeStartObject();
        json.text("name", meta.getColumnLabel(at));
        json.text("type", meta.getColumnTypeName(at));
        json.bool("numeric", isNumber(meta, at));
        json.generator().writeEndObject();
      }
      json.generator().writeEndArray();
      json.generator().writeArrayPropertyStart("rows");
      while (result.next()) {
        rows++;
        if (rows <= limit) {
          json.generator().writeStartArray();
          for (int at = 1; at <= columns; at++) {
            value(result.getObject(at));
          }
          json.generator().writeEndArray();
          refuseBeyond(json.size());
        }
      }
      json.generator().writeEndArray();
    }

    private static boolean isNumber(ResultSetMetaData meta, int at) throws SQLException {
      return switch (meta.getColumnType(at)) {
        case Types.TINYINT,
            Types.SMALLINT,
            Types.INTEGER,
            Types.BIGINT,
            Types.DECIMAL,
            Types.NUMERIC,
            Types.REAL,
            Types.FLOAT,
            Types.DOUBLE ->
            true;
        default -> meta.getColumnTypeName(at).endsWith("HUGEINT");
      };
    }

    private void value(@Nullable Object value) throws SQLException {
      switch (value) {
        case Boolean bool -> json.generator().writeBoolean(bool);
        case Double real -> real(real);
        // Widened in binary, 0.1 would have the digits of its error.
        case Float real -> real(Double.parseDouble(real.toString()));
        case BigInteger number -> whole(number);
        case BigDecimal number -> json.generator().writeNumber(number);
        case Number number -> whole(BigInteger.valueOf(number.longValue()));
        case null, default -> json.text(ResultWriter.string(value));
      }
    }

    /** What no number of JSON can say comes as text: absent it is not. */
    private void real(double value) {
      if (Double.isFinite(value)) {
        json.real(value);
      } else {
        json.text(Double.toString(value));
      }
    }

    /** What JavaScript's numbers do not hold comes as text. */
    private void whole(BigInteger number) {
      if (number.abs().compareTo(EXACT) > 0) {
        json.text(number.toString());
      } else {
        json.number(number.longValue());
      }
    }

    Answer answer(long elapsedMs) {
      if (!any) {
        json.texts("columns", java.util.List.of());
        json.texts("rows", java.util.List.of());
      }
      json.number("rows_total", rows);
      json.number("rows_hidden", Math.max(0, rows - limit));
      json.number("elapsed_ms", elapsedMs);
      json.generator().writeEndObject();
      return json.answer();
    }
  }

  /** What there is to ask for. */
  Answer schema(Question question) {
    Profile profile = profiles.of(question);
    Json json = new Json();
    return json.object(
            () -> json.objects("tables", Tables.ALL, table -> table(json, profile, table)))
        .answer();
  }

  private static void table(Json json, Profile profile, Table table) {
    json.text("name", table.name());
    json.text("meaning", table.doc());
    json.number("rows", table.rows(profile.data()));
    json.objects(
        "columns",
        table.columns(),
        column -> {
          json.text("name", column.name());
          json.text("type", column.type().sql());
          json.text("unit", column.unit());
          json.text("meaning", column.doc());
        });
  }
}
