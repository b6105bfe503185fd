package dev.plumb.importers.rocprofcsv;

import dev.plumb.importers.rocm.SourcePlace;
import dev.plumb.importers.rocm.StallReason;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/** PC samples. The table does not name the kernel, so its dispatch stands for it. */
final class SampleRows implements RowWriter {
  private final TraceBuilder out;
  private final StringPool strings;
  private final Row row;
  private final int category;
  private final int measure;
  private final int unknown;

  SampleRows(TraceBuilder out, Row row) {
    this.out = out;
    this.strings = out.strings();
    this.row = row;
    boolean stochastic = row.layout().column(Field.STALL_REASON) >= 0;
    String name = stochastic ? "pc_sample_stochastic" : "pc_sample_host_trap";
    this.category = strings.intern(name);
    this.measure = out.measures().row(Quantity.PC_SAMPLES, category, strings.intern(""));
    this.unknown = strings.intern("[unknown instruction]");
  }

  @Override
  public void write() {
    out.countEvent(category);
    long time = row.time(Field.SAMPLE_TIME);
    if (time == Ids.ABSENT) {
      out.problems().add(ProblemCode.TIME_UNUSABLE, row.offset());
      return;
    }
    int kernel = strings.intern("[dispatch " + row.string(Field.DISPATCH) + "]");
    int text = row.text(Field.INSTRUCTION, strings);
    int frame =
        SourcePlace.frame(out, text < 0 ? unknown : text, row.string(Field.COMMENT), Ids.ABSENT);
    int outer = out.stacks().row(Ids.NONE, out.frames().row(CodeKind.KERNEL, kernel));
    out.samples()
        .add(time, Ids.NONE, out.stacks().row(outer, frame), measure, 1, reason(), Ids.NONE);
  }

  private int reason() {
    boolean issued = row.number(Field.ISSUED) == 1;
    return StallReason.of(strings, issued, row.text(Field.STALL_REASON, strings));
  }
}
