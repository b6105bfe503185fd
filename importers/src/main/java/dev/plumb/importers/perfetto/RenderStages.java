package dev.plumb.importers.perfetto;

import dev.plumb.importers.perfetto.GpuNames.Context;
import dev.plumb.importers.perfetto.GpuNames.Kernel;
import dev.plumb.importers.perfetto.GpuNames.Specification;
import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what GPUs did: {@code GpuRenderStageEvent}. */
final class RenderStages {
  private static final int GRAPHICS = 1;
  private static final int OPEN_CL = 3;
  private static final int LONGEST_TEXT = 1 << 16;
  private static final Pattern BYTES = Pattern.compile("\\d{1,18}");

  private final TraceBuilder out;
  private final StringPool strings;
  private final Timeline timeline;
  private final int category;
  private final ArgsText args = new ArgsText();

  /** Queues and stages by their place in a list, as old writers describe them. */
  private final IntColumn oldQueues = new IntColumn();

  private final IntColumn oldStages = new IntColumn();

  // Events; the calls that submitted them may come later.
  private final LongColumn starts = new LongColumn();
  private final LongColumn ends = new LongColumn();
  private final LongColumn events = new LongColumn();
  private final ByteColumn kinds = new ByteColumn();
  private final IntColumn names = new IntColumn();
  private final IntColumn devices = new IntColumn();
  private final IntColumn streams = new IntColumn();
  private final IntColumn tracks = new IntColumn();
  private final IntColumn arguments = new IntColumn();
  private final LongColumn sizes = new LongColumn();

  /** The id of the call that submitted an event, by the event's, as an index of ids. */
  private final LongMap submitted = new LongMap();

  private final LongColumn calls = new LongColumn();

  RenderStages(TraceBuilder out, Timeline timeline) {
    this.out = out;
    this.strings = out.strings();
    this.timeline = timeline;
    this.category = strings.intern("gpu_render_stage_event");
  }

  /** Says that a call submitted an event. */
  void submitted(long event, long call) {
    if (submitted.get(event) < 0) {
      submitted.put(event, calls.add(call));
    }
  }

  /** The event at hand. */
  private static final class Stage {
    long event = Ids.ABSENT;
    long duration;
    long gpu;
    long bytes = Ids.ABSENT;
    long oldQueue = Ids.ABSENT;
    long oldStage = Ids.ABSENT;
    boolean launch;
    int name = Ids.NONE;
    @Nullable Context context;
    @Nullable Specification queue;
    @Nullable Specification stage;
    @Nullable Kernel kernel;
  }

  void read(WireReader in, long end, long timeNs, Sequence sequence, long offset)
      throws IOException {
    Stage stage = new Stage();
    args.clear();
    while (in.next(end)) {
      member(in, stage, sequence);
    }
    out.countEvent(category);
    if (timeNs == Ids.ABSENT) {
      out.problems().add(ProblemCode.TIME_UNUSABLE, offset);
      return;
    }
    add(stage, timeNs, offset);
  }

  private void member(WireReader in, Stage to, Sequence sequence) throws IOException {
    GpuNames known = sequence.gpu;
    switch (in.field()) {
      case 1 -> to.event = in.number();
      case 2 -> to.duration = in.number();
      case 3 -> to.oldQueue = in.number();
      case 4 -> to.oldStage = in.number();
      case 5 -> to.context = known.context(in.number());
      case 6 -> extra(in, to);
      case 7 -> describe(in);
      case 10 -> args.number("submission_id", in.number());
      case 11 -> to.gpu = (int) in.number();
      case 13 -> to.queue = known.specification(in.number());
      case 14 -> to.stage = known.specification(in.number());
      case 17 -> to.name = Sequence.text(in, strings);
      case 19 -> to.kernel = known.kernel(in.number());
      case 20 -> to.name = sequence.names.get(in.number());
      case 21 -> {
        to.launch = true;
        launch(in, sequence);
      }
      default -> in.skip();
    }
  }

  /** A pair of texts; the size of a copy is one. */
  private void extra(WireReader in, Stage to) throws IOException {
    String name = "";
    String value = "";
    long end = in.enter();
    while (in.next(end)) {
      if ((in.field() == 1 || in.field() == 2) && in.type() == WireReader.BYTES) {
        boolean isName = in.field() == 1;
        String text = strings.get(Sequence.text(in, strings));
        name = isName ? text : name;
        value = isName ? value : text;
      } else {
        in.skip();
      }
    }
    if (name.equals("bytes") && to.bytes == Ids.ABSENT && BYTES.matcher(value).matches()) {
      to.bytes = Long.parseLong(value);
    } else if (!name.isEmpty()) {
      args.text(name, value);
    }
  }

  /** {@code Specifications}, which replaces what was said before. */
  private void describe(WireReader in) throws IOException {
    int queues = 0;
    int stages = 0;
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 2 && in.type() == WireReader.BYTES) {
        set(oldQueues, queues++, description(in));
      } else if (in.field() == 3 && in.type() == WireReader.BYTES) {
        set(oldStages, stages++, description(in));
      } else {
        in.skip();
      }
    }
  }

  private static void set(IntColumn list, int index, int value) {
    if (index < list.size()) {
      list.set(index, value);
    } else {
      list.add(value);
    }
  }

  private int description(WireReader in) throws IOException {
    int name = Ids.NONE;
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        name = Sequence.text(in, strings);
      } else {
        in.skip();
      }
    }
    return name;
  }

  private void launch(WireReader in, Sequence sequence) throws IOException {
    long end = in.enter();
    while (in.next(end)) {
      if (in.type() != WireReader.BYTES) {
        in.skip();
      } else if (in.field() == 1 || in.field() == 2) {
        sizes(in, in.field() == 1 ? "grid" : "block");
      } else if (in.field() == 3) {
        argument(in, sequence);
      } else {
        in.skip();
      }
    }
  }

  private void sizes(WireReader in, String name) throws IOException {
    long[] sizes = {1, 1, 1};
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() >= 1 && in.field() <= 3) {
        sizes[in.field() - 1] = in.number();
      } else {
        in.skip();
      }
    }
    args.sizes(name, sizes[0], sizes[1], sizes[2]);
  }

  private void argument(WireReader in, Sequence sequence) throws IOException {
    int name = Ids.NONE;
    long number = Ids.ABSENT;
    double real = Double.NaN;
    int text = Ids.NONE;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> name = sequence.gpu.argumentNames.get(in.number());
        case 2 -> name = Sequence.text(in, strings);
        case 3, 4 -> number = in.number();
        case 5 -> real = Double.longBitsToDouble(in.number());
        case 6 -> text = Sequence.text(in, strings);
        case 7 -> text = sequence.annotationTexts.get(in.number());
        default -> in.skip();
      }
    }
    String key = name < 0 ? "" : strings.get(name);
    if (key.isEmpty() || key.length() > LONGEST_TEXT) {
      return;
    }
    if (text >= 0) {
      args.text(key, strings.get(text));
    } else if (number != Ids.ABSENT) {
      args.number(key, number);
    } else if (Double.isFinite(real)) {
      args.raw(key, Double.toString(real));
    }
  }

  private void add(Stage stage, long timeNs, long offset) {
    Kernel kernel = stage.kernel;
    int stageName = stage.stage != null ? stage.stage.nameId() : old(oldStages, stage.oldStage);
    int name = stage.name >= 0 ? stage.name : stageName;
    if (kernel != null) {
      name = kernel.demangledId() >= 0 ? kernel.demangledId() : kernel.nameId();
      args.text("mangled_name", kernel.demangledId() < 0 ? "" : strings.get(kernel.nameId()));
      args.text("arch", strings.get(kernel.archId()));
    }
    if (name < 0) {
      name = strings.intern("[no name]");
      out.problems().add(ProblemCode.NAME_LOST, offset);
    }
    int queueName = stage.queue != null ? stage.queue.nameId() : old(oldQueues, stage.oldQueue);
    String queue = queueName < 0 ? "queue" : strings.get(queueName);
    String gpu = Long.toString(stage.gpu);
    long pid = stage.context == null ? Ids.ABSENT : stage.context.pid();
    int streamId = strings.intern(queue);
    starts.add(timeNs);
    ends.add(timeNs + Math.clamp(stage.duration, 0, Long.MAX_VALUE / 4));
    events.add(stage.event);
    kinds.add((byte) kind(stage, stageName < 0 ? "" : strings.get(stageName)).ordinal());
    names.add(name);
    devices.add(out.devices().row(gpu));
    streams.add(streamId);
    tracks.add(timeline.deviceTrack(timeline.id(pid), strings.intern("GPU " + gpu), streamId));
    arguments.add(args.intern(out));
    sizes.add(stage.bytes);
  }

  private static int old(IntColumn list, long index) {
    return index >= 0 && index < list.size() ? list.get((int) index) : Ids.NONE;
  }

  /** Kernels are what computes; what draws is other work. */
  private static SliceKind kind(Stage stage, String stageName) {
    if (stage.kernel != null || stage.launch) {
      return SliceKind.KERNEL;
    }
    String lower = stageName.toLowerCase(Locale.ROOT);
    if (lower.contains("memset") || lower.startsWith("fill")) {
      return SliceKind.MEMSET;
    }
    if (lower.contains("memcpy") || lower.startsWith("copy")) {
      return SliceKind.MEMCPY;
    }
    boolean draws =
        (stage.stage != null && stage.stage.category() == GRAPHICS)
            || (stage.queue != null && stage.queue.category() == GRAPHICS);
    boolean computes =
        (stage.stage != null && stage.stage.category() > GRAPHICS)
            || (stage.queue != null && stage.queue.category() > GRAPHICS)
            || (stage.context != null && stage.context.api() >= OPEN_CL);
    return computes && !draws ? SliceKind.KERNEL : SliceKind.DEVICE_OTHER;
  }

  /** Writes all of them, each with the call that submitted it. */
  void finish() {
    for (int i = 0; i < starts.size(); i++) {
      int call = submitted.get(events.get(i));
      long correlation = call < 0 ? Ids.ABSENT : calls.get(call);
      int work =
          out.deviceWork()
              .add(correlation, Ids.ABSENT, devices.get(i), streams.get(i), sizes.get(i));
      timeline.slice(
          starts.get(i),
          ends.get(i),
          SliceKind.of(kinds.get(i)),
          names.get(i),
          category,
          tracks.get(i),
          arguments.get(i),
          work,
          Problems.NO_OFFSET);
    }
  }
}
