package dev.plumb.importers.rocprofcsv;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.regex.Pattern;

/** Sums by name ({@code *_stats.csv}): how often and how long. */
final class StatisticRows implements RowWriter {
  private static final Pattern API =
      Pattern.compile("(__)?hip[A-Z_].*|hsa_.*|nccl[A-Z].*|roc(Dec|Jpeg|tx|shmem).*");

  /** Whole domains, in {@code *_domain_stats.csv}. */
  private static final Pattern DOMAIN =
      Pattern.compile("[A-Z]+(_[A-Z]+)*_API(_EXT)?|KERNEL_DISPATCH|MEMORY_\\w+|SCRATCH_MEMORY");

  private final TraceBuilder out;
  private final StringPool strings;
  private final Row row;
  private final int category;

  StatisticRows(TraceBuilder out, Row row) {
    this.out = out;
    this.strings = out.strings();
    this.row = row;
    this.category = strings.intern("STATISTICS");
  }

  @Override
  public void write() {
    out.countEvent(category);
    String name = row.string(Field.NAME);
    long calls = row.number(Field.CALLS);
    long totalNs = row.time(Field.TOTAL_NS);
    if (calls < 0 || totalNs < 0) {
      out.problems().add(ProblemCode.TIME_UNUSABLE, row.offset());
      return;
    }
    if (API.matcher(name).matches()) {
      add(CodeKind.RUNTIME, Quantity.WALL_NS, totalNs, Quantity.SAMPLES, calls);
    } else if (name.startsWith("MEMORY_COPY")
        || name.equals("CopyDeviceToHost")
        || name.equals("CopyHostToDevice")
        || name.equals("CopyDeviceToDevice")) {
      add(CodeKind.MEMCPY, Quantity.COPY_NS, totalNs, Quantity.SAMPLES, calls);
    } else if (name.equals("KERNEL_DISPATCH")) {
      // The sum of all kernels, which the other tables name: no kernel of its own.
      add(CodeKind.SCOPE, Quantity.OTHER, totalNs, Quantity.OTHER, calls);
    } else if (DOMAIN.matcher(name).matches()) {
      add(CodeKind.SCOPE, Quantity.OTHER, totalNs, Quantity.OTHER, calls);
    } else {
      add(CodeKind.KERNEL, Quantity.KERNEL_NS, totalNs, Quantity.KERNELS, calls);
    }
  }

  private void add(CodeKind kind, Quantity time, long ns, Quantity count, long calls) {
    int stack =
        out.stacks().row(Ids.NONE, out.frames().row(kind, strings.intern(row.string(Field.NAME))));
    int nsRow = out.measures().row(time, strings.intern("TotalDurationNs"), strings.intern("ns"));
    int callsRow = out.measures().row(count, strings.intern("Calls"), strings.intern(""));
    out.samples().add(Times.NONE, Ids.NONE, stack, nsRow, ns, Ids.NONE, Ids.NONE);
    out.samples().add(Times.NONE, Ids.NONE, stack, callsRow, calls, Ids.NONE, Ids.NONE);
  }
}
