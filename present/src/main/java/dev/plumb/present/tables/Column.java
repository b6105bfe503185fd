package dev.plumb.present.tables;

import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One documented column.
 *
 * @param name lower case, never a reserved word of SQL
 * @param unit "ns", "bytes", or "" for what has none
 * @param doc one sentence; says when the value is missing
 * @param cells the values in one part of the table
 * @param <S> what a part of the table is read from
 */
record Column<S>(String name, ColumnType type, String unit, String doc, Function<S, Cells> cells) {

  static <S> Column<S> integer(
      String name, String unit, String doc, Function<S, IntToLongFunction> get) {
    return new Column<>(
        name, ColumnType.INTEGER, unit, doc, part -> new Cells.Integers(get.apply(part)));
  }

  static <S> Column<S> bool(String name, String doc, Function<S, IntToLongFunction> get) {
    return new Column<>(
        name, ColumnType.BOOLEAN, "", doc, part -> new Cells.Booleans(get.apply(part)));
  }

  static <S> Column<S> real(
      String name, String unit, String doc, Function<S, IntToDoubleFunction> get) {
    return new Column<>(name, ColumnType.REAL, unit, doc, part -> new Cells.Reals(get.apply(part)));
  }

  static <S> Column<S> text(
      String name, String doc, Function<S, IntFunction<@Nullable String>> get) {
    return new Column<>(name, ColumnType.TEXT, "", doc, part -> new Cells.Texts(get.apply(part)));
  }
}
