package dev.plumb.importers.rocprofjson;

import dev.plumb.importers.rocm.SourcePlace;
import dev.plumb.importers.rocm.StallReason;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.TraceBuilder;

/** Puts sampled program counters into the tables: kernel, then instruction. */
final class SampleWriter {
  private final TraceBuilder out;
  private final Tables tables;
  private final RecordWriter records;
  private final Record record;

  SampleWriter(TraceBuilder out, Tables tables, RecordWriter records, Record record) {
    this.out = out;
    this.tables = tables;
    this.records = records;
    this.record = record;
  }

  void write(int categoryId) {
    long time = record.get(Record.TIME);
    if (time == Ids.ABSENT) {
      out.problems().add(ProblemCode.TIME_UNUSABLE, record.get(Record.OFFSET));
      return;
    }
    int slice = records.dispatchRow(record.get(Record.DISPATCH));
    int measure = out.measures().row(Quantity.PC_SAMPLES, categoryId, out.strings().intern(""));
    out.samples().add(time, Ids.NONE, stack(slice), measure, 1, reason(), slice);
  }

  private int stack(int slice) {
    int name =
        slice >= 0
            ? out.slices().nameId(slice)
            : out.strings().intern("[dispatch " + record.get(Record.DISPATCH) + "]");
    int kernel = out.stacks().row(Ids.NONE, out.frames().row(CodeKind.KERNEL, name));
    return out.stacks().row(kernel, instruction());
  }

  private int instruction() {
    long index = record.get(Record.INSTRUCTION);
    boolean known = index >= 0 && index < tables.instructions.size();
    int text = known ? tables.instructions.get((int) index) : Ids.NONE;
    if (text < 0) {
      text = out.strings().intern("[unknown instruction]");
    }
    boolean placed = index >= 0 && index < tables.comments.size();
    String place = out.strings().get(placed ? tables.comments.get((int) index) : Ids.NONE);
    return SourcePlace.frame(out, text, place, record.get(Record.CODE_OFFSET));
  }

  /** What the wave waited for; nothing where the method does not tell. */
  private int reason() {
    long id = record.get(Record.STALL_REASON);
    int name = id == Ids.ABSENT ? Ids.NONE : (int) id;
    return StallReason.of(out.strings(), record.get(Record.ISSUED) == 1, name);
  }
}
