package dev.plumb.importers.perfetto;

import dev.plumb.importers.perfetto.Tracks.Track;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;

/** Reads one track event and gives it to the tables. */
final class EventReader {
  private static final int SLICE_BEGIN = 1;
  private static final int SLICE_END = 2;
  private static final int INSTANT = 3;
  private static final int COUNTER = 4;
  private static final int GPU_CORRELATION = 3000;
  private static final int GPU_API = 3001;
  private static final int LONGEST_TEXT = 1 << 16;

  private final TraceBuilder out;
  private final StringPool strings;
  private final Tracks tracks;
  private final Annotations annotations;
  private final Slices slices;
  private final RenderStages stages;

  // The event at hand.
  private int type;
  private int name;
  private int category;
  private long track;
  private double value;
  private int legacyPhase;
  private long legacyDurNs;

  EventReader(TraceBuilder out, Tracks tracks, RenderStages stages) {
    this.stages = stages;
    this.out = out;
    this.strings = out.strings();
    this.tracks = tracks;
    this.annotations = new Annotations(strings);
    this.slices = new Slices(out, tracks, annotations);
  }

  void read(WireReader in, long end, long timeNs, Sequence sequence, long offset)
      throws IOException {
    clear(sequence);
    while (in.next(end)) {
      member(in, sequence, offset);
    }
    if (timeNs == Ids.ABSENT) {
      out.countEvent(category);
      out.problems().add(ProblemCode.TIME_UNUSABLE, offset);
      return;
    }
    use(timeNs, sequence, offset);
  }

  private void clear(Sequence sequence) {
    type = 0;
    name = Ids.NONE;
    category = Ids.NONE;
    track = sequence.track;
    value = Double.NaN;
    legacyPhase = 0;
    legacyDurNs = 0;
    annotations.clear();
  }

  private void member(WireReader in, Sequence sequence, long offset) throws IOException {
    switch (in.field()) {
      case 9 -> type = (int) in.number();
      case 10 -> name = lost(sequence.names.get(in.number()), offset);
      case 23 -> name = text(in);
      case 3 -> category = categories(in, sequence, offset);
      case 22 -> category = category < 0 ? text(in) : skipped(in);
      case 11 -> track = in.number();
      case 4 -> annotations.read(in, sequence);
      case 30 -> value = in.number();
      case 44 -> value = Double.longBitsToDouble(in.number());
      case 6 -> legacy(in, sequence, offset);
      case GPU_CORRELATION -> submissions(in);
      case GPU_API -> annotations.gpuCall |= in.number() != 0;
      default -> in.skip();
    }
  }

  /** What the call made a GPU do; the first of it stands for the call. */
  private void submissions(WireReader in) throws IOException {
    Numbers events = new Numbers();
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1) {
        events.read(in);
      } else {
        in.skip();
      }
    }
    for (int i = 0; i < events.size(); i++) {
      annotations.gpuCall = true;
      annotations.submitted =
          annotations.submitted == Ids.ABSENT ? events.get(0) : annotations.submitted;
      stages.submitted(events.get(i), annotations.submitted);
    }
  }

  /** The first category; numbers may be packed. */
  private int categories(WireReader in, Sequence sequence, long offset) throws IOException {
    long first;
    if (in.type() == WireReader.BYTES) {
      long end = in.enter();
      first = in.offset() < end ? in.varint() : 0;
      in.skipTo(end);
    } else {
      first = in.number();
    }
    return category < 0 ? lost(sequence.categories.get(first), offset) : category;
  }

  private int skipped(WireReader in) throws IOException {
    in.skip();
    return category;
  }

  private int lost(int id, long offset) {
    if (id < 0) {
      out.problems().add(ProblemCode.NAME_LOST, offset);
    }
    return id;
  }

  private void legacy(WireReader in, Sequence sequence, long offset) throws IOException {
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> name = lost(sequence.names.get(in.number()), offset);
        case 2 -> legacyPhase = (int) in.number();
        case 3 -> legacyDurNs = Math.clamp(in.number(), 0, Long.MAX_VALUE / 1000) * 1000;
        default -> in.skip();
      }
    }
  }

  private int text(WireReader in) throws IOException {
    int length = in.bytes(LONGEST_TEXT);
    return strings.intern(in.buffer(), in.start(), in.start() + length);
  }

  private void use(long timeNs, Sequence sequence, long offset) {
    Track at = tracks.of(track == Ids.ABSENT ? 0 : track);
    int what = type != 0 ? type : legacyType();
    if (what == SLICE_END) {
      slices.end(timeNs, at, sequence, offset);
      return;
    }
    out.countEvent(category);
    switch (what) {
      case SLICE_BEGIN -> slices.begin(timeNs, at, sequence, name(at), category, offset);
      case INSTANT ->
          out.instants()
              .add(timeNs, name(at), category, tracks.row(at), annotations.intern(out), Ids.NONE);
      case COUNTER -> counter(timeNs, at, offset);
      case 'X' -> slices.complete(timeNs, legacyDurNs, at, name(at), category, offset);
      default -> out.problems().add(ProblemCode.PHASE_UNKNOWN, offset);
    }
  }

  private int legacyType() {
    return switch (legacyPhase) {
      case 'B' -> SLICE_BEGIN;
      case 'E' -> SLICE_END;
      case 'I', 'i' -> INSTANT;
      default -> legacyPhase;
    };
  }

  /** The event's name; its track's where it has none. */
  private int name(Track at) {
    return name >= 0 ? name : at.name >= 0 ? at.name : strings.intern("[no name]");
  }

  private void counter(long timeNs, Track at, long offset) {
    if (Double.isNaN(value)) {
      out.problems().add(ProblemCode.COUNTER_NOT_A_NUMBER, offset);
      return;
    }
    double scaled = value * at.multiplier;
    at.sum = at.incremental ? at.sum + scaled : scaled;
    int series = at.unit >= 0 ? at.unit : strings.intern("value");
    out.counters().add(timeNs, tracks.row(at), name(at), series, at.sum);
  }

  void finish() {
    slices.finish();
  }
}
