package dev.plumb.present.sql;

import dev.plumb.present.tables.Cells;
import dev.plumb.present.tables.ColumnType;
import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import java.util.List;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;

/**
 * Reads a {@link Table} for DuckDB, only the columns that the query names. One thread, so that rows
 * come in the table's order.
 */
final class TableScan implements DuckDBTableFunction<Table, TableScan.Cursor, Object> {
  private final RunData run;
  private final Table table;

  TableScan(RunData run, Table table) {
    this.run = run;
    this.table = table;
  }

  /** Where one scan stands. */
  static final class Cursor {
    private final List<Table.Part> parts;
    private final int[] columns;
    private final Cells[] cells;
    private int part = -1;
    private int row;
    private int rows;

    Cursor(List<Table.Part> parts, int[] columns) {
      this.parts = parts;
      this.columns = columns;
      this.cells = new Cells[columns.length];
    }

    /** Moves to a part that has rows left; false at the end. */
    boolean advance() {
      while (row == rows) {
        if (++part >= parts.size()) {
          part = parts.size();
          return false;
        }
        Table.Part next = parts.get(part);
        row = 0;
        rows = next.rows();
        for (int i = 0; i < columns.length; i++) {
          cells[i] = next.cells(columns[i]);
        }
      }
      return true;
    }
  }

  @Override
  public Table bind(DuckDBTableFunctionBindInfo info) {
    for (Table.Heading column : table.columns()) {
      info.addResultColumn(column.name(), type(column.type()));
    }
    info.setCardinality(table.rows(run), true);
    return table;
  }

  private static DuckDBColumnType type(ColumnType type) {
    return switch (type) {
      case INTEGER -> DuckDBColumnType.BIGINT;
      case REAL -> DuckDBColumnType.DOUBLE;
      case TEXT -> DuckDBColumnType.VARCHAR;
      case BOOLEAN -> DuckDBColumnType.BOOLEAN;
    };
  }

  @Override
  public Cursor init(DuckDBTableFunctionInitInfo info) {
    info.setMaxThreads(1);
    int[] columns = new int[(int) info.getColumnCount()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = (int) info.getColumnIndex(i);
    }
    return new Cursor(table.parts(run), columns);
  }

  @Override
  public Object localInit(DuckDBTableFunctionInitInfo info) {
    return this;
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter out) {
    Cursor cursor = call.getInitData();
    if (!cursor.advance()) {
      return 0;
    }
    int count = (int) Math.min(out.capacity(), cursor.rows - cursor.row);
    for (int i = 0; i < cursor.cells.length; i++) {
      fill(cursor.cells[i], cursor.row, count, out.vector(i));
    }
    cursor.row += count;
    return count;
  }

  private static void fill(Cells cells, int from, int count, DuckDBWritableVector to) {
    switch (cells) {
      case Cells.Integers integers -> {
        for (int i = 0; i < count; i++) {
          long value = integers.get().applyAsLong(from + i);
          if (value == Cells.NULL) {
            to.setNull(i);
          } else {
            to.setLong(i, value);
          }
        }
      }
      case Cells.Booleans booleans -> {
        for (int i = 0; i < count; i++) {
          long value = booleans.get().applyAsLong(from + i);
          if (value == Cells.NULL) {
            to.setNull(i);
          } else {
            to.setBoolean(i, value != 0);
          }
        }
      }
      case Cells.Reals reals -> {
        for (int i = 0; i < count; i++) {
          double value = reals.get().applyAsDouble(from + i);
          if (Double.isNaN(value)) {
            to.setNull(i);
          } else {
            to.setDouble(i, value);
          }
        }
      }
      case Cells.Texts texts -> {
        for (int i = 0; i < count; i++) {
          String value = texts.get().apply(from + i);
          if (value == null) {
            to.setNull(i);
          } else {
            to.setString(i, value);
          }
        }
      }
    }
  }
}
