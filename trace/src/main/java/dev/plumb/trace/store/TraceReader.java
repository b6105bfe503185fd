package dev.plumb.trace.store;

import dev.plumb.trace.DeviceProperties;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the sections of one stored trace into a {@link TraceBuilder}. Ids refer backwards only: to
 * rows that came before, in the same section's trace.
 */
final class TraceReader {
  /** The section that begins a trace. */
  static final String BEGIN = "trace";

  private static final Set<String> SECTIONS =
      Set.of(
          BEGIN,
          "kinds",
          "strings",
          "args",
          "categories",
          "devices",
          "tracks",
          "python",
          "operators",
          "launches",
          "device_work",
          "memory",
          "slices",
          "instants",
          "flows",
          "counters",
          "metadata",
          "problems");

  private static final long MAX_INT = Integer.MAX_VALUE;

  private final String file;
  private final TraceBuilder out;
  private final Problems problems;

  private final StoredIds ids = new StoredIds();
  private final EnumNames<SliceKind> kinds = new EnumNames<>(SliceKind.values());
  private final SampleReader samples;
  private final SnapshotReader snapshots;

  private TraceReader(String file, TraceBuilder out, Problems problems) {
    this.file = file;
    this.out = out;
    this.problems = problems;
    this.samples = new SampleReader(out, ids);
    this.snapshots = new SnapshotReader(out, ids, samples);
  }

  /** Whether a section of this name means something to this version. */
  static boolean knows(String section) {
    return SECTIONS.contains(section)
        || SampleReader.SECTIONS.contains(section)
        || SnapshotReader.SECTIONS.contains(section);
  }

  static TraceReader begin(String file, Section section) throws UnreadableInputException {
    Checked in = new Checked(file, section);
    if (section.rows() != 1) {
      throw in.fault("name");
    }
    String name = in.texts("name").get(0);
    String format = in.texts("format").get(0);
    if (name == null || format == null) {
      throw in.fault("name");
    }
    Problems problems = new Problems();
    TraceBuilder out = new TraceBuilder(name, format, problems);
    out.setBytes(in.between("bytes", 0, Long.MAX_VALUE, 0)[0]);
    out.setFileBytes(in.between("file_bytes", -1, Long.MAX_VALUE, -1)[0]);
    out.setBaseTimeNs(in.longs("base_time_ns", 0)[0]);
    out.setRank((int) in.between("rank", -1, MAX_INT, -1)[0]);
    out.setWorldSize((int) in.between("world_size", -1, MAX_INT, -1)[0]);
    return new TraceReader(file, out, problems);
  }

  TraceBuilder builder() {
    return out;
  }

  boolean holdsEvents() {
    return out.slices().size()
            + (long) out.instants().size()
            + out.flows().size()
            + out.counters().size()
            + out.samples().size()
            + out.kernelMetrics().size()
            + out.segments().size()
            + out.nodes().size()
        > 0;
  }

  void read(Section section) throws UnreadableInputException {
    Checked in = new Checked(file, section);
    int rows = section.rows();
    switch (section.name()) {
      case "kinds" -> kinds.read(in, rows);
      case "strings" -> pool(in, rows, out.strings(), ids.strings);
      case "args" -> pool(in, rows, out.args(), ids.args);
      case "categories" -> categories(in, rows);
      case "devices" -> devices(in, rows);
      case "tracks" -> tracks(in, rows);
      case "python" -> python(in, rows);
      case "operators" -> operators(in, rows);
      case "launches" -> launches(in, rows);
      case "device_work" -> deviceWork(in, rows);
      case "memory" -> memory(in, rows);
      case "slices" -> slices(in, rows);
      case "instants" -> instants(in, rows);
      case "flows" -> flows(in, rows);
      case "counters" -> counters(in, rows);
      case "metadata" -> metadata(in, rows);
      case "problems" -> problems(in, rows);
      default -> {
        if (SampleReader.SECTIONS.contains(section.name())) {
          samples.read(section.name(), in, rows);
        } else {
          snapshots.read(section.name(), in, rows);
        }
      }
    }
  }

  private void pool(Checked in, int rows, StringPool pool, IntColumn to)
      throws UnreadableInputException {
    TextValues texts = in.texts("text");
    for (int row = 0; row < rows; row++) {
      int id = pool.intern(texts.bytes(), texts.start(row), texts.end(row));
      if (id == StringPool.NONE) {
        problems.add(ProblemCode.ARGUMENTS_DROPPED, Problems.NO_OFFSET);
      }
      to.add(id);
    }
  }

  private void categories(Checked in, int rows) throws UnreadableInputException {
    long[] category = ids.stringsOrNone(in, "category");
    long[] events = in.between("events", 1, Long.MAX_VALUE >>> 20, 0);
    for (int row = 0; row < rows; row++) {
      out.countEvents(ids.string(category[row]), events[row]);
    }
  }

  private void devices(Checked in, int rows) throws UnreadableInputException {
    TextValues texts = in.texts("id");
    TextValues names = in.texts("name");
    TextValues capabilities = in.texts("compute_capability");
    long[] processors = in.between("processors", 0, Integer.MAX_VALUE, 0);
    long[] memory = in.between("memory_bytes", 0, Long.MAX_VALUE, 0);
    long[] wave = in.between("wave_size", 0, Integer.MAX_VALUE, 0);
    long[] clock = in.between("clock_hz", 0, Long.MAX_VALUE, 0);
    for (int row = 0; row < rows; row++) {
      String id = texts.get(row);
      if (id == null) {
        throw in.fault("id");
      }
      int device = out.devices().row(id);
      String name = names.get(row);
      if (name != null) {
        out.devices().setName(device, name);
      }
      out.devices()
          .setProperties(
              device,
              new DeviceProperties(
                  capabilities.get(row),
                  (int) processors[row],
                  memory[row],
                  (int) wave[row],
                  clock[row]));
      ids.devices.add(device);
    }
  }

  private void tracks(Checked in, int rows) throws UnreadableInputException {
    long[] pid = ids.strings(in, "pid");
    long[] tid = ids.strings(in, "tid");
    long[] process = ids.stringsOrNone(in, "process_name");
    long[] thread = ids.stringsOrNone(in, "thread_name");
    long[] rank = in.between("rank", -1, MAX_INT, -1);
    for (int row = 0; row < rows; row++) {
      int track = out.tracks().add(ids.string(pid[row]), ids.string(tid[row]));
      out.tracks().setProcessNameId(track, ids.string(process[row]));
      out.tracks().setThreadNameId(track, ids.string(thread[row]));
      out.tracks().setRank(track, (int) rank[row]);
    }
  }

  private void python(Checked in, int rows) throws UnreadableInputException {
    long[] id = in.longs("id", Ids.ABSENT);
    long[] parent = in.longs("parent", Ids.ABSENT);
    long[] module = in.between("module", -1, MAX_INT, -1);
    for (int row = 0; row < rows; row++) {
      out.python().add(id[row], parent[row], (int) module[row]);
    }
  }

  private void operators(Checked in, int rows) throws UnreadableInputException {
    long[] external = in.longs("external_id", Ids.ABSENT);
    long[] function = in.longs("record_function", Ids.ABSENT);
    long[] sequence = in.longs("sequence", Ids.ABSENT);
    long[] forward = in.longs("forward_thread", Ids.ABSENT);
    long[] stack = ids.stringsOrNone(in, "call_stack");
    for (int row = 0; row < rows; row++) {
      out.operators()
          .add(external[row], function[row], sequence[row], forward[row], ids.string(stack[row]));
    }
  }

  private void launches(Checked in, int rows) throws UnreadableInputException {
    long[] correlation = in.longs("correlation", Ids.ABSENT);
    long[] external = in.longs("external_id", Ids.ABSENT);
    for (int row = 0; row < rows; row++) {
      out.launches().add(correlation[row], external[row]);
    }
  }

  private void deviceWork(Checked in, int rows) throws UnreadableInputException {
    long[] correlation = in.longs("correlation", Ids.ABSENT);
    long[] external = in.longs("external_id", Ids.ABSENT);
    long[] device = in.rowsOf("device", ids.devices.size());
    long[] stream = ids.strings(in, "stream");
    long[] bytes = in.longs("bytes", Ids.ABSENT);
    for (int row = 0; row < rows; row++) {
      out.deviceWork()
          .add(
              correlation[row],
              external[row],
              ids.device(device[row]),
              ids.string(stream[row]),
              bytes[row]);
    }
  }

  private void memory(Checked in, int rows) throws UnreadableInputException {
    long[] bytes = in.longs("bytes", 0);
    long[] address = in.longs("address", Ids.ABSENT);
    long[] allocated = in.longs("allocated", Ids.ABSENT);
    long[] reserved = in.longs("reserved", Ids.ABSENT);
    long[] type = in.between("device_type", -1, MAX_INT, -1);
    long[] device = in.between("device_id", -1, MAX_INT, -1);
    for (int row = 0; row < rows; row++) {
      out.memory()
          .add(
              bytes[row],
              address[row],
              allocated[row],
              reserved[row],
              (int) type[row],
              (int) device[row]);
    }
  }

  private void slices(Checked in, int rows) throws UnreadableInputException {
    long[] start = in.longs("start_ns", 0);
    long[] dur = in.between("dur_ns", 0, Long.MAX_VALUE, 0);
    long[] kind = kinds.column(in, "kind");
    long[] name = ids.strings(in, "name");
    long[] category = ids.stringsOrNone(in, "category");
    long[] track = in.rowsOf("track", out.tracks().size());
    long[] argument = in.rowsOrNone("args", ids.args.size());
    long[] detail = in.longs("detail", Ids.NONE);
    for (int row = 0; row < rows; row++) {
      SliceKind sliceKind = kinds.get(in, "kind", kind[row]);
      int details = Details.rows(sliceKind, out);
      boolean fits =
          details == Ids.NONE ? detail[row] == Ids.NONE : detail[row] >= 0 && detail[row] < details;
      if (!fits) {
        throw in.fault("detail");
      }
      if (start[row] + dur[row] < start[row]) {
        throw in.fault("dur_ns");
      }
      out.slices()
          .add(
              start[row],
              dur[row],
              sliceKind,
              ids.string(name[row]),
              ids.string(category[row]),
              (int) track[row],
              ids.argument(argument[row]),
              (int) detail[row]);
    }
  }

  private void instants(Checked in, int rows) throws UnreadableInputException {
    long[] time = in.longs("time_ns", 0);
    long[] name = ids.strings(in, "name");
    long[] category = ids.stringsOrNone(in, "category");
    long[] track = in.rowsOf("track", out.tracks().size());
    long[] argument = in.rowsOrNone("args", ids.args.size());
    long[] memory = in.rowsOrNone("memory", out.memory().size());
    for (int row = 0; row < rows; row++) {
      out.instants()
          .add(
              time[row],
              ids.string(name[row]),
              ids.string(category[row]),
              (int) track[row],
              ids.argument(argument[row]),
              (int) memory[row]);
    }
  }

  private void flows(Checked in, int rows) throws UnreadableInputException {
    long[] time = in.longs("time_ns", 0);
    long[] id = in.longs("id", Ids.ABSENT);
    long[] track = in.rowsOf("track", out.tracks().size());
    long[] category = ids.stringsOrNone(in, "category");
    long[] phase = in.between("phase", 0, 127, 's');
    for (int row = 0; row < rows; row++) {
      out.flows()
          .add(time[row], id[row], (int) track[row], ids.string(category[row]), (char) phase[row]);
    }
  }

  private void counters(Checked in, int rows) throws UnreadableInputException {
    long[] time = in.longs("time_ns", 0);
    long[] track = in.rowsOf("track", out.tracks().size());
    long[] name = ids.strings(in, "name");
    long[] series = ids.strings(in, "series");
    long[] value = in.longs("value", 0);
    for (int row = 0; row < rows; row++) {
      out.counters()
          .add(
              time[row],
              (int) track[row],
              ids.string(name[row]),
              ids.string(series[row]),
              Double.longBitsToDouble(value[row]));
    }
  }

  private void metadata(Checked in, int rows) throws UnreadableInputException {
    TextValues keys = in.texts("key");
    TextValues values = in.texts("json");
    for (int row = 0; row < rows; row++) {
      String key = keys.get(row);
      String json = values.get(row);
      if (key == null || json == null) {
        throw in.fault("key");
      }
      out.putMetadata(key, json);
    }
  }

  private void problems(Checked in, int rows) throws UnreadableInputException {
    TextValues codes = in.texts("code");
    long[] count = in.between("count", 1, Long.MAX_VALUE >>> 20, 1);
    long[] offset = in.between("offset", -1, Long.MAX_VALUE, -1);
    TextValues details = in.texts("detail");
    for (int row = 0; row < rows; row++) {
      ProblemCode code = code(codes.get(row));
      if (code == null) {
        problems.add(ProblemCode.PROBLEM_UNKNOWN, Problems.NO_OFFSET, count[row], codes.get(row));
      } else {
        problems.add(code, offset[row], count[row], details.get(row));
      }
    }
  }

  private static @Nullable ProblemCode code(@Nullable String id) {
    for (ProblemCode code : ProblemCode.values()) {
      if (code.id().equals(id)) {
        return code;
      }
    }
    return null;
  }
}
