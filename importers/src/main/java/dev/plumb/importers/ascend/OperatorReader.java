package dev.plumb.importers.ascend;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;

/** {@code PYTORCH_API}: operators, Python calls, and the queue between PyTorch and CANN. */
final class OperatorReader {
  private static final String TABLE = "PYTORCH_API";
  private static final int OPERATOR = 50001;
  private static final int QUEUE = 50002;
  private static final int PYTHON = 50003;

  private final Context context;
  private final int category;
  private final CallChains chains;
  private boolean steps;

  OperatorReader(Context context) {
    this.context = context;
    this.category = context.strings.intern(TABLE);
    this.chains = CallChains.read(context);
  }

  void read() {
    Rows rows =
        context.file.rows(
            TABLE,
            "startNs",
            "endNs",
            "globalTid",
            "connectionId",
            "name",
            "sequenceNumber",
            "fwdThreadId",
            "inputDtypes",
            "inputShapes",
            "callchainId",
            "type");
    while (rows.next()) {
      context.out.countEvent(category);
      if (context.timeline.usable(
          rows.integer(0, Ids.ABSENT), rows.integer(1, Ids.ABSENT), rows.offset())) {
        call(rows);
      }
    }
    if (!steps) {
      readSteps();
    }
  }

  private void call(Rows rows) {
    int name = context.texts.idOrNumber(rows.integer(4, Ids.ABSENT));
    SliceKind kind = kind(rows.integer(10, OPERATOR), name);
    steps |= kind == SliceKind.STEP;
    int detail =
        switch (kind) {
          case PYTHON, MODULE -> context.out.python().add(Ids.ABSENT, Ids.ABSENT, Ids.NONE);
          case CPU -> Ids.NONE;
          default -> operator(rows);
        };
    context
        .args
        .clear()
        .text("Input Dims", context.text(rows.integer(8, Ids.ABSENT)))
        .text("Input type", context.text(rows.integer(7, Ids.ABSENT)));
    int track = context.thread(rows.integer(2, Ids.ABSENT));
    long list = rows.integer(3, Ids.ABSENT);
    if (kind == SliceKind.OPERATOR && list >= 0 && list < Long.MAX_VALUE) {
      context.out.flows().add(rows.integer(0, 0), list + 1, track, context.arrows, 's');
    }
    context.timeline.slice(
        rows.integer(0, 0),
        rows.integer(1, 0),
        kind,
        name,
        category,
        track,
        context.args.intern(context.out),
        detail,
        rows.offset());
  }

  private SliceKind kind(long type, int name) {
    if (context.strings.startsWith(name, "ProfilerStep#")) {
      return SliceKind.STEP;
    }
    if (type == PYTHON) {
      boolean module = context.strings.startsWith(name, "nn.Module: ");
      return module ? SliceKind.MODULE : SliceKind.PYTHON;
    }
    return type == QUEUE
        ? SliceKind.CPU
        : type == OPERATOR ? SliceKind.OPERATOR : SliceKind.ANNOTATION;
  }

  private int operator(Rows rows) {
    long list = rows.integer(3, Ids.ABSENT);
    long sequence = rows.integer(5, Ids.ABSENT);
    long forward = rows.integer(6, Ids.ABSENT);
    return context
        .out
        .operators()
        .add(
            list < 0 || list == Long.MAX_VALUE ? Ids.ABSENT : list + 1, // 0 means none in traces
            Ids.ABSENT,
            sequence < 0 ? Ids.ABSENT : sequence,
            forward == 0 ? Ids.ABSENT : forward,
            chains.text(rows.integer(9, Ids.ABSENT)));
  }

  /** {@code STEP_TIME} repeats the steps that are operators; it is for files without them. */
  private void readSteps() {
    int steps = context.strings.intern("STEP_TIME");
    Rows rows = context.file.rows("STEP_TIME", "id", "startNs", "endNs");
    while (rows.next()) {
      context.out.countEvent(steps);
      long start = rows.integer(1, Ids.ABSENT);
      long end = rows.integer(2, Ids.ABSENT);
      if (context.timeline.usable(start, end, rows.offset())) {
        context.timeline.slice(
            start,
            end,
            SliceKind.STEP,
            context.strings.intern("ProfilerStep#" + rows.integer(0, 0)),
            steps,
            context.timeline.track(
                context.timeline.id(context.pid), context.strings.intern("steps")),
            Ids.NONE,
            context.out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE),
            rows.offset());
      }
    }
  }
}
