package dev.plumb.importers.cpuprofile;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.json.JsonSession;
import dev.plumb.importers.stacks.FrameNames;
import dev.plumb.importers.stacks.SampleWriter;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.TraceBuilder;
import org.jspecify.annotations.Nullable;

/** The document: nodes of the call tree, then samples that name them. */
final class CpuProfileSession extends JsonSession {
  private static final long MAX_MICROS = 4_000_000_000_000_000L;

  private final SampleWriter writer;
  private final CallNodes nodes;
  private final LongColumn samples = new LongColumn();
  private final LongColumn deltas = new LongColumn();
  private long startMicros = Ids.ABSENT;
  private long endMicros = Ids.ABSENT;

  CpuProfileSession(TraceBuilder out) {
    super(out);
    writer = new SampleWriter(out);
    nodes = new CallNodes(out);
  }

  @Override
  protected void document(JsonIn in) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      switch (in.name()) {
        case "nodes" -> nodes(in);
        case "samples" -> numbers(in, samples);
        case "timeDeltas" -> numbers(in, deltas);
        case "startTime" -> startMicros = in.whole();
        case "endTime" -> endMicros = in.whole();
        default -> in.skip();
      }
    }
  }

  private static void numbers(JsonIn in, LongColumn into) {
    if (in.enterArray()) {
      while (in.nextElement()) {
        into.add(in.whole());
      }
    }
  }

  private void nodes(JsonIn in) {
    if (!in.enterArray()) {
      return;
    }
    while (in.nextElement()) {
      long offset = in.offset();
      if (!in.enterObject() || !node(in)) {
        out.problems().add(ProblemCode.EVENT_BROKEN, offset);
      }
    }
  }

  private boolean node(JsonIn in) {
    long id = Ids.ABSENT;
    long parent = Ids.ABSENT;
    int frame = Ids.NONE;
    @Nullable LongColumn children = null;
    while (in.nextName()) {
      switch (in.name()) {
        case "id" -> id = in.whole();
        case "parent" -> parent = in.whole();
        case "callFrame" -> frame = frame(in);
        case "children" -> {
          children = new LongColumn();
          numbers(in, children);
        }
        default -> in.skip();
      }
    }
    return id != Ids.ABSENT && nodes.add(id, parent, frame, children);
  }

  private int frame(JsonIn in) {
    if (!in.enterObject()) {
      return Ids.NONE;
    }
    String name = "";
    String url = "";
    int line = -1;
    while (in.nextName()) {
      switch (in.name()) {
        case "functionName" -> name = in.text("");
        case "url" -> url = in.text("");
        case "lineNumber" -> line = in.index();
        default -> in.skip();
      }
    }
    if (name.equals("(root)")) {
      return Ids.NONE; // no code
    }
    String shown = name.isEmpty() ? "(anonymous)" : name;
    return FrameNames.row(out, CodeKind.OTHER, shown, url, url.isEmpty() ? 0 : line + 1, "");
  }

  @Override
  protected boolean complete() {
    nodes.finish();
    int count = samples.size();
    int category = out.strings().intern("sample");
    out.countEvents(category, count);
    int missing = Math.abs(count - deltas.size());
    if (missing > 0) {
      out.problems()
          .add(ProblemCode.SAMPLE_BROKEN, Problems.NO_OFFSET, missing, "samples without a time");
    }
    int measure = Units.measure(out, Quantity.WALL_NS, "time", "ns");
    int counter = Units.samples(out);
    long now = usable(startMicros) ? startMicros : 0;
    for (int row = 0; row < Math.min(count, deltas.size()); row++) {
      now = later(now, deltas.get(row));
      boolean last = row + 1 == Math.min(count, deltas.size());
      long next =
          !last
              ? later(now, deltas.get(row + 1))
              : usable(endMicros) ? Math.max(now, endMicros) : now;
      sample(samples.get(row), now * 1000, Math.max(next - now, 0) * 1000, measure, counter);
    }
    return out.samples().size() > 0;
  }

  private static boolean usable(long micros) {
    return micros != Ids.ABSENT && Math.abs(micros) <= MAX_MICROS;
  }

  /** Deltas may be negative: V8 sorts nothing. */
  private long later(long now, long delta) {
    long time = usable(delta) ? now + delta : now;
    return usable(time) ? time : now;
  }

  private void sample(long node, long timeNs, long durNs, int measure, int counter) {
    int stack = nodes.stack(node);
    if (stack == CallNodes.UNKNOWN) {
      out.problems()
          .add(ProblemCode.SAMPLE_BROKEN, Problems.NO_OFFSET, "a node that does not exist");
      return;
    }
    int reason = nodes.reason(stack);
    if (durNs > 0) {
      writer.add(timeNs, Ids.NONE, stack, measure, durNs, reason);
    }
    writer.add(timeNs, Ids.NONE, stack, counter, 1, reason);
  }
}
