package dev.plumb.importers.rocprofcsv;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Timeline;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;

/** Executions of kernels: slices where the table has times, sums where it has none. */
final class Dispatches {
  private final TraceBuilder out;
  private final StringPool strings;
  private final Timeline timeline;
  private final Row row;
  private final ArgsText args = new ArgsText();
  private final LongMap known = new LongMap();
  private final int unnamed;

  Dispatches(TraceBuilder out, Timeline timeline, Row row) {
    this.out = out;
    this.strings = out.strings();
    this.timeline = timeline;
    this.row = row;
    this.unnamed = strings.intern("?");
  }

  /** Whether executions have a place in time. */
  boolean timed() {
    return row.layout().column(Field.START) >= 0 && row.layout().column(Field.END) >= 0;
  }

  /**
   * Adds the execution of the row at hand.
   *
   * @return row of the slice, or of the sample where there are no times; {@link Ids#NONE} if the
   *     times are unusable
   */
  int add(int categoryId) {
    int name = row.text(Field.KERNEL_NAME, strings);
    return timed()
        ? slice(name < 0 ? unnamed : name, categoryId)
        : sample(name < 0 ? unnamed : name);
  }

  /** As {@link #add}, but an execution that has been added already is found again. */
  int addOnce(int categoryId) {
    long dispatch = row.number(Field.DISPATCH);
    long pid = row.number(Field.PROCESS);
    boolean unique =
        dispatch >= 0 && dispatch >>> 32 == 0 && (pid == Ids.ABSENT || pid >>> 31 == 0);
    if (!unique) {
      return add(categoryId);
    }
    long key = dispatch | (pid == Ids.ABSENT ? 0 : pid + 1) << 32;
    int before = known.get(key);
    if (before >= 0 && (!timed() || out.slices().startNs(before) == row.time(Field.START))) {
      return before;
    }
    int added = add(categoryId);
    if (added >= 0) {
      known.put(key, added);
    }
    return added;
  }

  private int slice(int name, int categoryId) {
    long start = row.time(Field.START);
    long end = row.time(Field.END);
    if (!timeline.usable(start, end, row.offset())) {
      return Ids.NONE;
    }
    rounded();
    String device = device();
    int stream = strings.intern(stream(""));
    int detail =
        out.deviceWork()
            .add(row.correlation(), Ids.ABSENT, out.devices().row(device), stream, Ids.ABSENT);
    int track =
        timeline.deviceTrack(
            timeline.id(row.number(Field.PROCESS)),
            strings.intern(device),
            strings.intern(stream("stream ")));
    return timeline.slice(
        start, end, SliceKind.KERNEL, name, categoryId, track, args(), detail, row.offset());
  }

  /** Merged tables hold medians, and spreadsheets write few digits. */
  private void rounded() {
    if (row.layout().column(Field.KIND) < 0) { // not of rocprofv3 itself
      String start = row.string(Field.START);
      if (start.indexOf('E') >= 0 || start.indexOf('e') >= 0) {
        out.problems().add(ProblemCode.TIME_IMPRECISE, row.offset());
      } else if (start.indexOf('.') >= 0) {
        out.problems().add(ProblemCode.TIME_ROUNDED, row.offset());
      }
    }
  }

  private int sample(int name) {
    int stack = out.stacks().row(Ids.NONE, out.frames().row(CodeKind.KERNEL, name));
    int measure =
        out.measures().row(Quantity.KERNELS, strings.intern("dispatches"), strings.intern(""));
    return out.samples().add(Times.NONE, Ids.NONE, stack, measure, 1, Ids.NONE, Ids.NONE);
  }

  private String device() {
    if (row.has(Field.GPU)) {
      return "GPU " + row.string(Field.GPU);
    }
    String agent = row.string(Field.AGENT);
    boolean bare = !agent.isEmpty() && Character.isDigit(agent.charAt(0));
    return bare ? "Agent " + agent : agent;
  }

  private String stream(String prefix) {
    if (row.has(Field.STREAM)) {
      return prefix + row.string(Field.STREAM);
    }
    return row.has(Field.QUEUE) ? "queue " + row.string(Field.QUEUE) : "";
  }

  private int args() {
    return args.clear()
        .number("dispatch", row.number(Field.DISPATCH))
        .number("queue", row.number(Field.QUEUE))
        .number("process", row.number(Field.PROCESS))
        .number("thread", row.number(Field.THREAD))
        .sizes(
            "workgroup",
            row.number(Field.WORKGROUP),
            row.number(Field.WORKGROUP_Y),
            row.number(Field.WORKGROUP_Z))
        .sizes(
            "grid work-items",
            row.number(Field.GRID),
            row.number(Field.GRID_Y),
            row.number(Field.GRID_Z))
        .number("LDS bytes", row.number(Field.LDS))
        .number("scratch bytes", row.number(Field.SCRATCH))
        .number("VGPRs", row.number(Field.VGPRS))
        .number("accum VGPRs", row.number(Field.ACCUM_VGPRS))
        .number("SGPRs", row.number(Field.SGPRS))
        .intern(out);
  }
}
