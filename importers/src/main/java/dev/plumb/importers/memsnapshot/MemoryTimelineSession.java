package dev.plumb.importers.memsnapshot;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.json.JsonSession;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;

/**
 * Rows of {@code [time, action, bytes, category]}, in the order of time. Allocations and frees are
 * instants with allocator detail; what each category holds is a counter. A change of category is
 * written as two rows, bytes that leave one and come to another: it moves counters only.
 */
final class MemoryTimelineSession extends JsonSession {
  private static final int PREEXISTING = 1;
  private static final int CREATE = 2;
  private static final int DESTROY = 4;
  private static final int CUDA = 1;
  private static final long MOST_BYTES = 1L << 56;

  /** The order in which the exporter numbers them. */
  private static final String[] CATEGORIES = {
    "parameter",
    "optimizer state",
    "input",
    "temporary",
    "activation",
    "gradient",
    "autograd detail",
    "unknown"
  };

  private static final String[] ACTIONS = {
    "", "preexisting", "create", "increment_version", "destroy"
  };

  private final long[] held = new long[CATEGORIES.length];
  private final long[] told = new long[CATEGORIES.length];
  private final int[] categories = new int[CATEGORIES.length];
  private final int[] actions = new int[ACTIONS.length];
  private final int counter;
  private final long[] row = new long[4];
  private long time = Ids.ABSENT;
  private int track = Ids.NONE;
  private long rows;

  MemoryTimelineSession(TraceBuilder out) {
    super(out);
    for (int i = 0; i < categories.length; i++) {
      categories[i] = out.strings().intern(CATEGORIES[i]);
      told[i] = Ids.ABSENT;
    }
    for (int i = 0; i < actions.length; i++) {
      actions[i] = out.strings().intern(ACTIONS[i]);
    }
    counter = out.strings().intern("memory in use");
  }

  @Override
  protected void document(JsonIn in) {
    if (!in.enterArray()) {
      return;
    }
    while (in.nextElement()) {
      long offset = in.offset();
      if (!in.isArray()) {
        out.problems().add(ProblemCode.VALUE_NOT_AN_EVENT, offset);
        in.skip();
        continue;
      }
      int fields = 0;
      in.enterArray();
      while (in.nextElement()) {
        long value = in.whole();
        if (fields < row.length) {
          row[fields] = value;
        }
        fields++;
      }
      event(fields, offset);
    }
  }

  private void event(int fields, long offset) {
    rows++;
    boolean known =
        fields == row.length
            && row[0] != Ids.ABSENT
            && row[1] >= PREEXISTING
            && row[1] <= DESTROY
            && Math.abs(row[2]) < MOST_BYTES
            && row[3] >= 0
            && row[3] < CATEGORIES.length;
    if (!known) {
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
      return;
    }
    int action = (int) row[1];
    out.countEvent(actions[action]);
    long now = row[0];
    if (now >= 0 && now != time) {
      counters();
      time = now;
    }
    held[(int) row[3]] += row[2];
    // What existed before has no time: it is where the counters begin.
    if (now >= 0 && (action == CREATE || action == DESTROY)) {
      int memory = out.memory().add(row[2], Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, CUDA, Ids.NONE);
      out.instants().add(now, actions[action], categories[(int) row[3]], track(), Ids.NONE, memory);
    }
  }

  private int track() {
    if (track < 0) {
      int none = out.strings().intern("");
      track = out.tracks().add(none, none);
      out.tracks().setThreadNameId(track, out.strings().intern("memory timeline"));
    }
    return track;
  }

  /** What the categories hold at the time at hand, as far as it changed. */
  private void counters() {
    if (time == Ids.ABSENT) {
      return;
    }
    for (int i = 0; i < held.length; i++) {
      if (held[i] != told[i] && (held[i] != 0 || told[i] != Ids.ABSENT)) {
        out.counters().add(time, track(), counter, categories[i], (double) held[i]);
        told[i] = held[i];
      }
    }
  }

  @Override
  protected boolean complete() {
    counters();
    if (rows == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, -1);
    }
    return rows > 0;
  }
}
