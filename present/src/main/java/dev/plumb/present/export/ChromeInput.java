package dev.plumb.present.export;

import dev.plumb.explain.base.Texts;
import dev.plumb.present.frames.FramePaths;
import dev.plumb.present.json.ArgsTexts;
import dev.plumb.present.json.JsonText;
import dev.plumb.present.text.Plain;
import dev.plumb.profile.Run;
import dev.plumb.trace.CounterTable;
import dev.plumb.trace.DeviceWorkTable;
import dev.plumb.trace.FlowTable;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.MemoryTable;
import dev.plumb.trace.OperatorTable;
import dev.plumb.trace.PythonTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TrackTable;
import java.io.IOException;
import java.io.Writer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The events of one input, in the order of its tables. */
final class ChromeInput {
  private static final String PATH = "plumb path";
  private static final String MEMORY = "[memory]";

  private final Trace trace;
  private final SliceTable slices;
  private final TrackTable tracks;
  private final StringPool strings;
  private final ArgsTexts args;
  private final FramePaths paths;
  private final Writer out;
  private final Notes notes;
  private final ChromeEvent event = new ChromeEvent();

  private final ChromeTracks places;
  private final ChromeProfile profile;
  private final int[] nodes;
  private final boolean fromChrome;
  private boolean first;
  private long shiftNs;
  private long asyncId;
  private long unusable;

  ChromeInput(
      Run run,
      int input,
      Writer out,
      FramePaths paths,
      ChromeTracks places,
      ChromeProfile profile,
      boolean first,
      Notes notes) {
    this.trace = run.inputs().get(input).trace();
    this.slices = trace.slices();
    this.tracks = trace.tracks();
    this.strings = trace.strings();
    this.args = new ArgsTexts(trace.args());
    this.paths = paths;
    this.out = out;
    this.first = first;
    this.notes = notes;
    this.places = places;
    this.profile = profile;
    this.nodes = run.sliceNodes(input);
    this.fromChrome = trace.format().equals("chrome");
    this.asyncId = (long) input << 32;
  }

  boolean first() {
    return first;
  }

  /** Writes all events; {@code shiftNs} is added to times. */
  void write(long shiftNs) throws IOException {
    this.shiftNs = shiftNs;
    names();
    for (int row = 0, n = slices.size(); row < n; row++) {
      slice(row);
    }
    instants();
    flows();
    counters();
    if (unusable > 0) {
      notes.add(
          Plain.count(unusable, "value")
              + " of counters"
              + Texts.word(
                  unusable, " is no number and was left out", " are no numbers and were left out"));
    }
  }

  private void slice(int row) throws IOException {
    SliceKind kind = slices.kind(row);
    String category = category(row, kind);
    // What is asynchronous must not come back as part of a thread; Kineto's window of the profiler
    // is a complete event with a category of its own.
    boolean async = kind == SliceKind.ASYNC && !"Trace".equals(category);
    event.begin(async ? 'b' : 'X');
    common(row, category, slices.startNs(row));
    if (async) {
      event.integer("id", ++asyncId);
    } else {
      event.micros("dur", slices.durNs(row));
    }
    profile.stack(row, event);
    event.args();
    detail(row, kind);
    argsAndRank(slices.argsId(row), slices.trackRow(row));
    profile.metrics(row, event);
    if (kind.isDeviceWork() && nodes[row] >= 0) {
      event.text(PATH, paths.of(nodes[row]));
    }
    emit();
    if (async) {
      event.begin('e');
      common(row, category, slices.endNs(row));
      event.integer("id", asyncId);
      emit();
    }
  }

  private void common(int row, @Nullable String category, long timeNs) {
    event.text("name", strings.get(slices.nameId(row)));
    if (category != null) {
      event.text("cat", category);
    }
    event.micros("ts", timeNs + shiftNs);
    places.thread(event, slices.trackRow(row));
  }

  private @Nullable String category(int row, SliceKind kind) {
    String own = slices.categoryId(row) < 0 ? null : strings.get(slices.categoryId(row));
    if (fromChrome) {
      return own;
    }
    if (kind == SliceKind.STEP && !strings.startsWith(slices.nameId(row), "ProfilerStep")) {
      return ChromeCategories.STEP;
    }
    String known = ChromeCategories.of(kind);
    return known == null ? own : known;
  }

  private void detail(int row, SliceKind kind) {
    int at = slices.detail(row);
    switch (kind) {
      case PYTHON, MODULE -> {
        PythonTable python = trace.python();
        event.given("Python id", python.pythonId(at));
        event.given("Python parent id", python.parentId(at));
        if (python.moduleId(at) >= 0) {
          event.integer("Python module id", python.moduleId(at));
        }
      }
      case OPERATOR, ANNOTATION, STEP -> {
        OperatorTable operators = trace.operators();
        event.given("External id", operators.externalId(at));
        event.given("Record function id", operators.recordFunctionId(at));
        event.given("Sequence number", operators.sequenceNumber(at));
        event.given("Fwd thread id", operators.forwardThread(at));
        if (operators.callStackId(at) >= 0) {
          event.text("Call stack", strings.get(operators.callStackId(at)));
        }
      }
      case RUNTIME -> {
        event.given("correlation", trace.launches().correlation(at));
        event.given("External id", trace.launches().externalId(at));
      }
      case KERNEL, MEMCPY, MEMSET, DEVICE_OTHER, GPU_ANNOTATION, SYNC -> {
        DeviceWorkTable work = trace.deviceWork();
        event.numberOrText("device", trace.devices().id(work.deviceRow(at)));
        event.numberOrText("stream", strings.get(work.streamId(at)));
        event.given("correlation", work.correlation(at));
        event.given("External id", work.externalId(at));
        event.given("bytes", work.bytes(at));
      }
      case CPU, OVERHEAD, ASYNC -> {}
    }
  }

  private void argsAndRank(int argsId, int track) {
    String object = args.object(argsId);
    if (object != null) {
      event.members(withoutPath(object));
    }
    places.rank(event, track);
  }

  /** The members of an object, without a path that an earlier export put at the end. */
  private static CharSequence withoutPath(String object) {
    int end = object.length() - 1;
    String key = "\"" + PATH + "\":\"";
    int at = object.lastIndexOf(key);
    if (at > 0 && endOfString(object, at + key.length()) == end) {
      end = at > 1 ? at - 1 : at;
    }
    return object.subSequence(1, end);
  }

  /** Position after the quote that ends the string whose first character is at {@code from}. */
  private static int endOfString(String json, int from) {
    int at = from;
    while (json.charAt(at) != '"') {
      at += json.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private void instants() throws IOException {
    InstantTable instants = trace.instants();
    for (int row = 0, n = instants.size(); row < n; row++) {
      event.begin('i').text("s", "t").text("name", instantName(instants, row));
      if (instants.categoryId(row) >= 0) {
        event.text("cat", strings.get(instants.categoryId(row)));
      }
      event.micros("ts", instants.timeNs(row) + shiftNs);
      places.thread(event, instants.trackRow(row));
      event.args();
      if (instants.memoryRow(row) >= 0) {
        memory(instants.memoryRow(row));
      }
      argsAndRank(instants.argsId(row), instants.trackRow(row));
      emit();
    }
  }

  /** By the name readers tell what allocates and frees. */
  private String instantName(InstantTable instants, int row) {
    int name = instants.nameId(row);
    boolean unmarked = instants.memoryRow(row) >= 0 && !strings.startsWith(name, MEMORY);
    return unmarked ? MEMORY + " " + strings.get(name) : strings.get(name);
  }

  private void memory(int row) {
    MemoryTable memory = trace.memory();
    event.given("Bytes", memory.bytes(row));
    event.given("Addr", memory.address(row));
    event.given("Total Allocated", memory.totalAllocated(row));
    event.given("Total Reserved", memory.totalReserved(row));
    if (memory.deviceType(row) >= 0) {
      event.integer("Device Type", memory.deviceType(row));
    }
    event.integer("Device Id", memory.deviceId(row));
  }

  private void flows() throws IOException {
    FlowTable flows = trace.flows();
    for (int row = 0, n = flows.size(); row < n; row++) {
      char phase = flows.phase(row);
      int category = flows.categoryId(row);
      event.begin(phase).text("name", category < 0 ? "flow" : strings.get(category));
      if (category >= 0) {
        event.text("cat", strings.get(category));
      }
      event.given("id", flows.flowId(row)).micros("ts", flows.timeNs(row) + shiftNs);
      places.thread(event, flows.trackRow(row));
      if (phase == 'f') {
        event.text("bp", "e");
      }
      emit();
    }
  }

  /** Rows of one time, track and counter are the series of one sample. */
  private void counters() throws IOException {
    CounterTable counters = trace.counters();
    Set<Integer> series = new HashSet<>();
    int row = 0;
    while (row < counters.size()) {
      int begin = row;
      series.clear();
      event.begin('C').text("name", strings.get(counters.nameId(begin)));
      event.micros("ts", counters.timeNs(begin) + shiftNs);
      places.thread(event, counters.trackRow(begin));
      event.args();
      boolean any = false;
      while (row < counters.size()
          && sameSample(counters, begin, row)
          && series.add(counters.seriesId(row))) {
        double value = counters.value(row);
        if (Double.isFinite(value)) {
          String key = JsonText.quoted(strings.get(counters.seriesId(row)));
          event.members(key + ":" + value);
          any = true;
        } else {
          unusable++;
        }
        row++;
      }
      if (any) {
        emit();
      }
    }
  }

  private static boolean sameSample(CounterTable counters, int one, int other) {
    return counters.timeNs(one) == counters.timeNs(other)
        && counters.trackRow(one) == counters.trackRow(other)
        && counters.nameId(one) == counters.nameId(other);
  }

  private void names() throws IOException {
    Set<Integer> processes = new HashSet<>();
    for (int track = 0; track < tracks.size(); track++) {
      int process = tracks.processNameId(track);
      if (process >= 0 && processes.add(tracks.pidId(track))) {
        name("process_name", track, process);
      }
      int thread = tracks.threadNameId(track);
      if (thread >= 0) {
        name("thread_name", track, thread);
      }
    }
  }

  private void name(String what, int track, int nameId) throws IOException {
    event.begin('M').text("name", what);
    places.thread(event, track);
    event.args().text("name", strings.get(nameId));
    emit();
  }

  private void emit() throws IOException {
    out.append(first ? "\n" : ",\n").append(event.end());
    first = false;
  }
}
