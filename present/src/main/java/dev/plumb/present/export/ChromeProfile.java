package dev.plumb.present.export;

import dev.plumb.explain.base.Texts;
import dev.plumb.present.text.Plain;
import dev.plumb.trace.FrameTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.MeasureTable;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.StackTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;

/**
 * The stacks, samples and metrics of one input: {@code stackFrames} and {@code samples} beside the
 * events, and what events refer to. Members that the format does not have (quantity, unit, kind, …)
 * are for reading them back; others pass over them.
 */
final class ChromeProfile {
  /** Times further from zero (126 years) are not read back, so that slices cannot be counted. */
  private static final long MAX_NS = 4_000_000_000_000_000_000L;

  private final Trace trace;
  private final StringPool strings;
  private final StackTable stacks;
  private final SampleTable samples;
  private final ChromeTracks tracks;
  private final ChromeMetrics metrics;
  private final ChromeEvent event = new ChromeEvent();
  private final long shiftNs;
  private final long frameBase;
  private final long sliceBase;
  private final int[] stackOfSlice;
  private final boolean slicesCount;
  private int secondStacks;
  private long untimed;

  /**
   * Those of one input.
   *
   * @param frameBase ids of stack frames of the inputs before
   * @param sliceBase slices of the inputs before
   * @param shiftNs added to times
   */
  ChromeProfile(Trace trace, ChromeTracks tracks, long frameBase, long sliceBase, long shiftNs) {
    this.trace = trace;
    this.strings = trace.strings();
    this.stacks = trace.stacks();
    this.samples = trace.samples();
    this.tracks = tracks;
    this.metrics = new ChromeMetrics(trace);
    this.shiftNs = shiftNs;
    this.frameBase = frameBase;
    this.sliceBase = sliceBase;
    this.stackOfSlice = stacksOfSlices();
    this.slicesCount = samples.size() > 0 && slicesCount();
  }

  private int[] stacksOfSlices() {
    int count = trace.sliceStacks().size();
    int[] found = new int[count == 0 ? 0 : trace.slices().size()];
    Arrays.fill(found, Ids.NONE);
    for (int i = 0; i < count; i++) {
      int slice = trace.sliceStacks().sliceRow(i);
      secondStacks += found[slice] >= 0 ? 1 : 0;
      found[slice] = trace.sliceStacks().stackRow(i);
    }
    return found;
  }

  private boolean slicesCount() {
    for (int row = 0; row < trace.slices().size(); row++) {
      long at = trace.slices().startNs(row) + shiftNs;
      if (at <= -MAX_NS + 1000 || at >= MAX_NS - 1000) {
        return false;
      }
    }
    return true;
  }

  /** Adds the stack of a slice, before its arguments. */
  void stack(int slice, ChromeEvent to) {
    if (slice < stackOfSlice.length && stackOfSlice[slice] >= 0) {
      to.integer("sf", frameBase + stackOfSlice[slice]);
    }
  }

  /** Adds the metrics of a slice, to its arguments. */
  void metrics(int slice, ChromeEvent to) {
    metrics.ofSlice(slice, to);
  }

  /** Writes the members of the dictionary; answers whether anything was written so far. */
  boolean frames(Writer out, boolean any) throws IOException {
    FrameTable frames = trace.frames();
    boolean more = any;
    for (int row = 0, n = stacks.size(); row < n; row++) {
      int frame = stacks.frameRow(row);
      event.begin("name", strings.get(frames.nameId(frame)));
      given("category", frames.libraryId(frame));
      if (stacks.parentRow(row) >= 0) {
        event.integer("parent", frameBase + stacks.parentRow(row));
      }
      event.text("kind", frames.kind(frame).name());
      given("file", frames.fileId(frame));
      if (frames.line(frame) > 0) {
        event.integer("line", frames.line(frame));
      }
      event.given("address", frames.address(frame));
      out.append(more ? ",\n" : "\n").append("\"" + (frameBase + row) + "\":").append(event.end());
      more = true;
    }
    return more;
  }

  private void given(String key, int id) {
    if (id >= 0) {
      event.text(key, strings.get(id));
    }
  }

  /** Writes the elements of the array; answers whether anything was written so far. */
  boolean samples(Writer out, boolean any) throws IOException {
    boolean more = any;
    for (int row = 0, n = samples.size(); row < n; row++) {
      sample(row);
      metrics.ofSample(row, event);
      out.append(more ? ",\n" : "\n").append(event.end());
      more = true;
    }
    return more;
  }

  private void sample(int row) {
    MeasureTable measures = trace.measures();
    int measure = samples.measureRow(row);
    event.begin("name", strings.get(measures.nameId(measure)));
    tracks.place(event, samples.trackRow(row));
    if (samples.timeNs(row) == Times.NONE) {
      untimed++;
    } else {
      event.micros("ts", samples.timeNs(row) + shiftNs);
    }
    if (samples.stackRow(row) >= 0) {
      event.integer("sf", frameBase + samples.stackRow(row));
    }
    event.integer("weight", samples.value(row));
    event.text("quantity", measures.quantity(measure).name());
    if (measures.unitId(measure) >= 0 && strings.length(measures.unitId(measure)) > 0) {
      event.text("unit", strings.get(measures.unitId(measure)));
    }
    given("reason", samples.reasonId(row));
    if (samples.sliceRow(row) >= 0 && slicesCount) {
      event.integer("slice", sliceBase + samples.sliceRow(row));
    }
  }

  /** Says what the file does not show. */
  void notes(Notes notes) {
    if (untimed > 0) {
      notes.add(
          Plain.count(untimed, "sum")
              + " without a time stand in samples without ts: plumb reads them back, viewers"
              + " pass over them");
    }
    if (samples.size() > 0 && !slicesCount) {
      notes.add("the samples lost which slice they belong to: times are beyond 126 years");
    }
    if (secondStacks > 0) {
      notes.add(
          Plain.count(secondStacks, "slice")
              + Texts.word(secondStacks, " has", " have")
              + " several stacks, of which the last one was written");
    }
    if (metrics.homeless() > 0) {
      notes.add(
          Plain.count(metrics.homeless(), "metric")
              + Texts.word(
                  metrics.homeless(),
                  " belongs to no kernel and was",
                  " belong to no kernel and were")
              + " left out");
    }
    int segments = trace.segments().size();
    int nodes = trace.nodes().size();
    if (segments > 0) {
      notes.add(
          "the memory snapshot ("
              + Plain.count(segments, "segment")
              + ", "
              + Plain.count(trace.blocks().size(), "block")
              + ") has no place in a Chrome trace and was left out");
    }
    if (nodes > 0 || trace.edges().size() > 0) {
      notes.add(
          "the operator graph ("
              + Plain.count(nodes, "node")
              + ", "
              + Plain.count(trace.edges().size(), "edge")
              + ") has no place in a Chrome trace and was left out");
    }
  }
}
