package dev.plumb.importers.ncu;

import dev.plumb.trace.DoubleColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;

/**
 * Metrics whose names were not in the table of strings when they were read: Nsight Compute writes
 * some of the first kernel's names after it.
 */
final class LaterNames {
  private final LongColumn names = new LongColumn();
  private final DoubleColumn values = new DoubleColumn();
  private final IntColumn texts = new IntColumn();
  private final IntColumn sampleRows = new IntColumn();

  /** Keeps a metric of the execution that is being read. */
  void add(long name, Value value) {
    names.add(name);
    values.add(value.number);
    texts.add(value.textId);
  }

  /** Says which row stands for that execution; {@link Ids#NONE} if it came to nothing. */
  void assign(int sampleRow) {
    while (sampleRows.size() < names.size()) {
      sampleRows.add(sampleRow);
    }
  }

  /** Writes them at the end of the report. */
  void write(Names table, TraceBuilder out) {
    for (int i = 0; i < names.size(); i++) {
      int nameId = table.nameId(names.get(i));
      if (nameId == Ids.NONE || sampleRows.get(i) == Ids.NONE) {
        out.problems().add(ProblemCode.NAME_UNKNOWN, Problems.NO_OFFSET);
      } else {
        out.kernelMetrics()
            .add(
                Ids.NONE,
                sampleRows.get(i),
                nameId,
                table.unitId(names.get(i)),
                values.get(i),
                texts.get(i),
                Ids.NONE);
      }
    }
  }
}
