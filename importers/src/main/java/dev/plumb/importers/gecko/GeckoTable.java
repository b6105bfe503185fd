package dev.plumb.importers.gecko;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.records.Decimal;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.StringPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of a profile, in either form: an object of columns, or rows with a schema. Columns that
 * nobody wants are skipped. Cells are whole numbers, {@link Ids#ABSENT} where there is none; times
 * and weights are millionths, so milliseconds become nanoseconds.
 */
final class GeckoTable {
  private static final Set<String> INDEXES =
      Set.of(
          "stack",
          "frame",
          "prefix",
          "func",
          "line",
          "location",
          "name",
          "fileName",
          "source",
          "resource",
          "lib",
          "phase",
          "isJS",
          "filename",
          "threadCPUDelta");
  private static final Set<String> TIMES =
      Set.of("time", "timeDeltas", "startTime", "endTime", "weight");
  private static final int POWER = 6;
  private static final int MAX_COLUMNS = 100;

  private final Problems problems;
  private final Map<String, LongColumn> columns = new HashMap<>();
  private final StringPool strings;
  private String weightType = "";
  private int rows;

  GeckoTable(Problems problems, StringPool strings) {
    this.problems = problems;
    this.strings = strings;
  }

  /** Number of rows. */
  int size() {
    return rows;
  }

  /** What the column "weight" holds; "" if the table does not say. */
  String weightType() {
    return weightType;
  }

  boolean has(String column) {
    return columns.containsKey(column);
  }

  /** A cell; {@link Ids#ABSENT} if there is none. */
  long get(String column, long row) {
    LongColumn values = columns.get(column);
    return values == null || row < 0 || row >= values.size() ? Ids.ABSENT : values.get((int) row);
  }

  /** A cell that is an index; {@link Ids#NONE} if there is none. */
  int index(String column, long row) {
    long value = get(column, row);
    return value < 0 || value > Integer.MAX_VALUE ? Ids.NONE : (int) value;
  }

  void read(JsonIn in) {
    if (!in.enterObject()) {
      return;
    }
    List<@Nullable String> schema = new ArrayList<>();
    while (in.nextName()) {
      String name = in.name();
      switch (name) {
        case "schema" -> schema(in, schema);
        case "data" -> {
          if (!schema.isEmpty()) {
            rows(in, schema);
          } else {
            in.skip(); // payloads of markers
          }
        }
        case "weightType" -> weightType = in.text("");
        default -> column(in, name);
      }
    }
    for (LongColumn column : columns.values()) {
      rows = Math.max(rows, column.size());
    }
  }

  private static void schema(JsonIn in, List<@Nullable String> schema) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      String name = in.name();
      int place = in.index();
      if (place >= 0 && place < MAX_COLUMNS) {
        while (schema.size() <= place) {
          schema.add(null);
        }
        schema.set(place, name);
      }
    }
  }

  private void column(JsonIn in, String name) {
    if (!INDEXES.contains(name) && !TIMES.contains(name) || !in.enterArray()) {
      if (!INDEXES.contains(name) && !TIMES.contains(name)) {
        in.skip();
      }
      return;
    }
    LongColumn column = columns.computeIfAbsent(name, n -> new LongColumn());
    while (in.nextElement()) {
      column.add(cell(in, name));
    }
  }

  private void rows(JsonIn in, List<@Nullable String> schema) {
    if (!in.enterArray()) {
      return;
    }
    for (String name : schema) {
      if (name != null && (INDEXES.contains(name) || TIMES.contains(name))) {
        columns.computeIfAbsent(name, n -> new LongColumn());
      }
    }
    while (in.nextElement()) {
      if (!in.enterArray()) {
        problems.add(ProblemCode.EVENT_BROKEN, in.offset());
        continue;
      }
      int place = 0;
      while (in.nextElement()) {
        String name = place < schema.size() ? schema.get(place) : null;
        LongColumn column = name == null ? null : columns.get(name);
        if (name == null || column == null || column.size() > rows) {
          in.skip();
        } else {
          column.add(cell(in, name));
        }
        place++;
      }
      rows++;
      fill();
    }
  }

  /** Rows may be shorter than the schema. */
  private void fill() {
    for (LongColumn column : columns.values()) {
      while (column.size() < rows) {
        column.add(Ids.ABSENT);
      }
    }
  }

  private long cell(JsonIn in, String name) {
    if (in.isText()) { // some writers have texts where others have indexes of texts
      return strings.intern(in.text("")) - TEXT;
    }
    if (!TIMES.contains(name)) {
      return in.whole();
    }
    Decimal number = in.number();
    if (number == null) {
      return Ids.ABSENT;
    }
    long value = number.nanos(POWER);
    if (number.rounded()) {
      problems.add(ProblemCode.TIME_ROUNDED, in.offset());
    }
    return value;
  }

  /** Texts in cells are string ids below zero. */
  private static final long TEXT = 1L << 40;

  /** The string id of a text that stands in a cell itself; {@link Ids#NONE} if none does. */
  static int textInCell(long cell) {
    return cell >= -TEXT && cell < -TEXT + Integer.MAX_VALUE ? (int) (cell + TEXT) : Ids.NONE;
  }
}
