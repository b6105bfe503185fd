package dev.plumb.present.tables;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * One documented table of a run. Its rows come in parts, one for each input or only one; columns
 * are computed when they are read, so that a table costs nothing until then.
 */
public final class Table {
  /**
   * What a reader of the documentation sees of a column.
   *
   * @param unit "ns", "bytes", or ""
   */
  public record Heading(String name, ColumnType type, String unit, String doc) {}

  /** Some rows of a table. */
  public interface Part {
    /** Number of rows. */
    int rows();

    /** Values of a column by its position. */
    Cells cells(int column);
  }

  private final String name;
  private final String doc;
  private final List<Heading> columns;
  private final Function<RunData, List<Part>> parts;

  private Table(
      String name, String doc, List<Heading> columns, Function<RunData, List<Part>> parts) {
    this.name = name;
    this.doc = doc;
    this.columns = columns;
    this.parts = parts;
  }

  static <S> Table of(
      String name,
      String doc,
      Function<RunData, List<S>> sources,
      ToIntFunction<S> rows,
      List<Column<S>> columns) {
    List<Heading> infos =
        columns.stream().map(c -> new Heading(c.name(), c.type(), c.unit(), c.doc())).toList();
    return new Table(
        name,
        doc,
        infos,
        run ->
            sources.apply(run).stream()
                .<Part>map(source -> new SourcePart<>(source, rows.applyAsInt(source), columns))
                .toList());
  }

  private record SourcePart<S>(S source, int rows, List<Column<S>> columns) implements Part {
    @Override
    public Cells cells(int column) {
      return columns.get(column).cells().apply(source);
    }
  }

  /** Name in SQL, and of files. */
  public String name() {
    return name;
  }

  /** What a row is, in one or two sentences. */
  public String doc() {
    return doc;
  }

  /** The columns in order. */
  public List<Heading> columns() {
    return columns;
  }

  /** The rows of a run, part after part. */
  public List<Part> parts(RunData run) {
    return parts.apply(run);
  }

  /** Number of rows in a run. */
  public long rows(RunData run) {
    return parts(run).stream().mapToLong(Part::rows).sum();
  }
}
