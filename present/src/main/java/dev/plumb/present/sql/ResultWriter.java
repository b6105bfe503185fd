package dev.plumb.present.sql;

import dev.plumb.present.export.Csv;
import dev.plumb.present.json.JsonText;
import dev.plumb.present.text.Plain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/**
 * Writes results of queries; rows beyond a limit are counted, not written. Text holds any number of
 * results, an empty line between them; CSV and JSON hold one.
 */
public final class ResultWriter implements Database.RowSink {
  private final Writer out;
  private final ResultFormat format;
  private final long limit;
  private final int cellWidth;
  private long rows;
  private long hidden;
  private boolean cut;
  private int results;

  /** Rows of the result at hand. */
  private long rowsOfResult;

  /**
   * @param limit the most rows of a result to write; 0 for all
   * @param cellWidth the widest cell of a text table, in characters; 0 for any
   */
  public ResultWriter(Writer out, ResultFormat format, long limit, int cellWidth) {
    this.out = out;
    this.format = format;
    this.limit = limit;
    this.cellWidth = cellWidth;
  }

  /** Rows of all results, written or not. */
  public long rows() {
    return rows;
  }

  /** Rows that the limit kept back. */
  public long hiddenRows() {
    return hidden;
  }

  /** Whether a text table shows some cells shortened. */
  public boolean cutCells() {
    return cut;
  }

  /**
   * @throws QueryException for a second result that the format has no place for
   */
  @Override
  public void accept(ResultSet result) throws SQLException {
    rowsOfResult = 0;
    if (results++ > 0 && format != ResultFormat.TEXT) {
      throw new QueryException(
          "several statements have a result, and one "
              + format
              + " document holds one: ask one at a time, or read them as text");
    }
    try {
      if (results > 1) {
        out.write("\n");
      }
      switch (format) {
        case TEXT -> text(result);
        case CSV -> csv(result);
        case JSON -> json(result);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean next(ResultSet result) throws SQLException {
    while (result.next()) {
      rows++;
      rowsOfResult++;
      if (limit == 0 || rowsOfResult <= limit) {
        return true;
      }
      hidden++;
    }
    return false;
  }

  private void text(ResultSet result) throws SQLException, IOException {
    ResultSetMetaData meta = result.getMetaData();
    if (meta.getColumnLabel(1).equals("explain_key")) {
      plan(result);
      return;
    }
    TextTable table = new TextTable(cellWidth);
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      table.column(meta.getColumnLabel(i), isNumber(meta.getColumnTypeName(i)));
    }
    while (next(result)) {
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        table.cell(string(result.getObject(i)));
      }
    }
    table.write(out);
    cut |= table.cut();
  }

  /** EXPLAIN draws the plan in lines of its own. */
  private void plan(ResultSet result) throws SQLException, IOException {
    while (next(result)) {
      for (String line : String.valueOf(result.getString(2)).split("\n", -1)) {
        out.append(Plain.printable(line)).append('\n');
      }
    }
  }

  private static boolean isNumber(String type) {
    return type.endsWith("INT")
        || type.endsWith("INTEGER")
        || type.equals("DOUBLE")
        || type.equals("FLOAT")
        || type.startsWith("DECIMAL");
  }

  private void csv(ResultSet result) throws SQLException, IOException {
    Csv csv = new Csv(out);
    ResultSetMetaData meta = result.getMetaData();
    int columns = meta.getColumnCount();
    for (int i = 1; i <= columns; i++) {
      csv.text(meta.getColumnLabel(i));
    }
    csv.endRow();
    while (next(result)) {
      for (int i = 1; i <= columns; i++) {
        csv.text(string(result.getObject(i)));
      }
      csv.endRow();
    }
  }

  private void json(ResultSet result) throws SQLException, IOException {
    String[] keys = keys(result.getMetaData());
    StringBuilder line = new StringBuilder();
    out.write("[");
    boolean first = true;
    while (next(result)) {
      line.setLength(0);
      line.append(first ? "\n{" : ",\n{");
      first = false;
      for (int i = 0; i < keys.length; i++) {
        line.append(i == 0 ? "" : ", ").append(keys[i]).append(": ");
        value(result.getObject(i + 1), line);
      }
      out.append(line.append('}'));
    }
    out.write(first ? "]\n" : "\n]\n");
  }

  /** Quoted names of the columns; equal ones are numbered, because an object's keys must differ. */
  private static String[] keys(ResultSetMetaData meta) throws SQLException {
    Set<String> taken = new HashSet<>();
    String[] keys = new String[meta.getColumnCount()];
    for (int i = 0; i < keys.length; i++) {
      String label = meta.getColumnLabel(i + 1);
      String key = label;
      for (int n = 2; !taken.add(key); n++) {
        key = label + "_" + n;
      }
      keys[i] = JsonText.quoted(key);
    }
    return keys;
  }

  private static void value(@Nullable Object value, StringBuilder out) throws SQLException {
    switch (value) {
      case null -> out.append("null");
      case Boolean bool -> out.append(bool);
      case BigDecimal decimal -> out.append(decimal.toPlainString());
      case Double real -> out.append(Double.isFinite(real) ? real.toString() : "null");
      case Float real -> out.append(Float.isFinite(real) ? real.toString() : "null");
      case Long number -> out.append(number);
      case Integer number -> out.append(number);
      case Short number -> out.append(number);
      case Byte number -> out.append(number);
      case BigInteger number -> out.append(number);
      case Map<?, ?> map -> object(map, out);
      case Struct struct -> struct(struct, out);
      case Array array -> list((Object[]) array.getArray(), out);
      default -> JsonText.quote(String.valueOf(string(value)), out);
    }
  }

  private static void struct(Struct struct, StringBuilder out) throws SQLException {
    if (struct instanceof DuckDBStruct named) {
      object(named.getMap(), out);
    } else {
      list(struct.getAttributes(), out);
    }
  }

  private static void object(Map<?, ?> members, StringBuilder out) throws SQLException {
    out.append('{');
    String comma = "";
    for (Map.Entry<?, ?> member : members.entrySet()) {
      JsonText.quote(String.valueOf(member.getKey()), out.append(comma));
      value(member.getValue(), out.append(": "));
      comma = ", ";
    }
    out.append('}');
  }

  private static void list(@Nullable Object[] values, StringBuilder out) throws SQLException {
    out.append('[');
    for (int i = 0; i < values.length; i++) {
      value(values[i], out.append(i == 0 ? "" : ", "));
    }
    out.append(']');
  }

  /** As DuckDB shows bytes: those that are no plain characters as hexadecimal numbers. */
  private static String bytes(Blob blob) throws SQLException {
    StringBuilder text = new StringBuilder();
    for (byte b : blob.getBytes(1, (int) blob.length())) {
      boolean plain = b >= ' ' && b < 127 && b != '\\' && b != '"' && b != '\'';
      text.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "\\x%02X", b));
    }
    return text.toString();
  }

  /** A value as text, as it stands in CSV; null for NULL. */
  public static @Nullable String string(@Nullable Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case BigDecimal decimal -> decimal.toPlainString();
      case Double real -> plain(real);
      case Float real -> plain(real);
      case Blob blob -> bytes(blob);
      default -> value.toString();
    };
  }

  /** Digits as people write them, unless there are very many. */
  private static String plain(Number real) {
    double magnitude = Math.abs(real.doubleValue());
    return magnitude >= 1e-6 && magnitude < 1e15
        ? new BigDecimal(real.toString()).toPlainString()
        : real.toString();
  }
}
