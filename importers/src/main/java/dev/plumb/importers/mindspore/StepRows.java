package dev.plumb.importers.mindspore;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.importers.records.Timeline;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row for each step: where it begins and ends, the same of forward and backward, and of each
 * collective. All are ticks of the NPU's clock.
 */
final class StepRows implements MindSporeSession.TableRows {
  private static final int NS_DIGITS = 1; // a tick is 10 ns
  private static final String START = "_start_point";
  private static final String END = "_end_point";

  /** {@code stream_48_0_Receive-op663}: stream, which one on it, operation. */
  private static final Pattern OPERATION = Pattern.compile("stream_(\\d+)_\\d+_(.+)");

  private final TraceBuilder out;
  private final CsvReader reader;
  private final Timeline timeline;
  private final int category;
  private final int device;
  private final int steps;
  private final int phases;
  private final List<Operation> operations = new ArrayList<>();

  /** A collective, whose name is HCCL's own, and the columns of its times. */
  private record Operation(int start, int end, int nameId, int streamId, int track) {}

  StepRows(TraceBuilder out, CsvReader reader, int category) {
    this.out = out;
    this.reader = reader;
    this.category = category;
    this.timeline = new Timeline(out);
    this.device = out.devices().row("NPU");
    this.steps = line("steps");
    this.phases = line("forward and backward");
    for (String column : reader.head()) {
      int end = column.endsWith(START) ? column.length() - START.length() : -1;
      if (end > 0) {
        operation(column.substring(0, end));
      }
    }
  }

  private int line(String name) {
    return timeline.deviceTrack(id(""), id("NPU"), id(name));
  }

  private void operation(String column) {
    Matcher parts = OPERATION.matcher(column);
    boolean known = parts.matches();
    String stream = known ? parts.group(1) : "";
    operations.add(
        new Operation(
            reader.column(column + START),
            reader.column(column + END),
            id("hccl " + (known ? parts.group(2) : column)),
            id(stream),
            line(known ? "stream " + stream : "collectives")));
  }

  private int id(String text) {
    return out.strings().intern(text);
  }

  @Override
  public void read() {
    long start = ticks(reader.column("start_point"));
    long end = ticks(reader.column("end_point"));
    long forward = ticks(reader.column("fp_point"));
    long backward = ticks(reader.column("bp_point"));
    String step = "step " + reader.string(0).strip();
    int mark = out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    slice(start, end, SliceKind.STEP, id(step), steps, mark);
    if (forward != Ids.ABSENT && backward != Ids.ABSENT) {
      slice(forward, backward, SliceKind.GPU_ANNOTATION, id("fp_and_bp"), phases, work(id("")));
    }
    if (backward != Ids.ABSENT && end != Ids.ABSENT) {
      slice(backward, end, SliceKind.GPU_ANNOTATION, id("tail"), phases, work(id("")));
    }
    for (Operation operation : operations) {
      if (!reader.isEmpty(operation.start) || !reader.isEmpty(operation.end)) {
        collective(operation);
      }
    }
  }

  private void collective(Operation operation) {
    long start = ticks(operation.start);
    long end = ticks(operation.end);
    if (timeline.usable(start, end, reader.offset())) {
      int work = work(operation.streamId);
      add(start, end, SliceKind.KERNEL, operation.nameId, operation.track, work);
    }
  }

  private int work(int streamId) {
    return out.deviceWork().add(Ids.ABSENT, Ids.ABSENT, device, streamId, Ids.ABSENT);
  }

  private void slice(long start, long end, SliceKind kind, int nameId, int track, int detail) {
    if (timeline.usable(start, end, reader.offset())) {
      add(start, end, kind, nameId, track, detail);
    }
  }

  private void add(long start, long end, SliceKind kind, int nameId, int track, int detail) {
    timeline.slice(start, end, kind, nameId, category, track, Ids.NONE, detail, reader.offset());
  }

  private long ticks(int column) {
    return reader.scaled(column, NS_DIGITS, Ids.ABSENT);
  }
}
