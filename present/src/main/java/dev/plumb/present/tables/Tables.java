package dev.plumb.present.tables;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The catalogue of tables: SQL, CSV, Parquet and docs/sql.md all come from this list. */
public final class Tables {
  /** Every table; one line each. */
  public static final List<Table> ALL =
      List.of(
          RunTables.inputs(),
          SliceTables.slices(),
          SliceTables.kernels(),
          SliceTables.copies(),
          SliceTables.launches(),
          SliceTables.operators(),
          SliceTables.python(),
          RunTables.nodes(),
          RunTables.devices(),
          RunTables.steps(),
          OtherTables.tracks(),
          OtherTables.instants(),
          OtherTables.memory(),
          OtherTables.counters(),
          OtherTables.flows(),
          ProfileTables.samples(),
          ProfileTables.stacks(),
          ProfileTables.kernelMetrics(),
          SnapshotTables.segments(),
          SnapshotTables.blocks(),
          SnapshotTables.graphNodes(),
          SnapshotTables.graphEdges(),
          RunTables.categories(),
          RunTables.metadata(),
          RunTables.problems());

  private Tables() {}

  /** The table of that name, or null. */
  public static @Nullable Table named(String name) {
    return ALL.stream().filter(table -> table.name().equals(name)).findFirst().orElse(null);
  }
}
