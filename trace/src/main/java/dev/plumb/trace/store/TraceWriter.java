package dev.plumb.trace.store;

import dev.plumb.trace.CounterTable;
import dev.plumb.trace.DeviceTable;
import dev.plumb.trace.DeviceWorkTable;
import dev.plumb.trace.FlowTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.LaunchTable;
import dev.plumb.trace.MemoryTable;
import dev.plumb.trace.OperatorTable;
import dev.plumb.trace.Problem;
import dev.plumb.trace.PythonTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TrackTable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The sections of one trace, in the order in which {@link TraceReader} can resolve their ids. */
final class TraceWriter {
  private final Trace trace;
  private final SectionWriter out;

  TraceWriter(Trace trace, SectionWriter out) {
    this.trace = trace;
    this.out = out;
  }

  void write() throws IOException {
    out.section(TraceReader.BEGIN, 1);
    out.texts("name", new Utf8Texts(row -> trace.name()));
    out.texts("format", new Utf8Texts(row -> trace.format()));
    out.integers("bytes", row -> trace.bytes());
    out.integers("file_bytes", row -> trace.fileBytes());
    out.integers("base_time_ns", row -> trace.baseTimeNs());
    out.integers("rank", row -> trace.rank());
    out.integers("world_size", row -> trace.worldSize());
    out.end();
    EnumNames.write(SliceKind.values(), "kinds", out);
    pool("strings", trace.strings());
    pool("args", trace.args());
    categories();
    metadata();
    problems();
    devices();
    tracks();
    details();
    slices();
    instants();
    flows();
    counters();
    new SampleWriter(trace, out).write();
    new SnapshotWriter(trace, out).write();
  }

  /** Texts differ much in length: a section ends after many bytes as well as after many rows. */
  private void pool(String name, StringPool pool) throws IOException {
    int from = 0;
    while (from < pool.size()) {
      long bytes = 0;
      int to = from;
      while (to < pool.size()
          && to - from < PlumbFormat.MAX_ROWS
          && (to == from || bytes + pool.length(to) <= PlumbFormat.TEXT_SECTION_BYTES)) {
        bytes += pool.length(to++);
      }
      out.section(name, to - from);
      out.texts("text", new PoolTexts(pool, from));
      out.end();
      from = to;
    }
  }

  private record PoolTexts(StringPool pool, int from) implements SectionWriter.TextColumn {
    @Override
    public int length(int row) {
      return pool.length(from + row);
    }

    @Override
    public void copy(int row, byte[] into, int at) {
      pool.copy(from + row, into, at);
    }
  }

  private void categories() throws IOException {
    int[] ids = new int[trace.strings().size() + 1];
    int count = 0;
    for (int id = Ids.NONE; id < trace.strings().size(); id++) {
      if (trace.events(id) > 0) {
        ids[count++] = id;
      }
    }
    out.table(
        "categories",
        count,
        from -> {
          out.integers("category", row -> ids[from + row]);
          out.integers("events", row -> trace.events(ids[from + row]));
        });
  }

  private void metadata() throws IOException {
    List<Map.Entry<String, String>> entries = List.copyOf(trace.metadata().entrySet());
    int from = 0;
    while (from < entries.size()) { // values may be a MiB each
      int first = from;
      long chars = 0;
      while (from < entries.size()
          && from - first < PlumbFormat.MAX_ROWS
          && chars < PlumbFormat.TEXT_SECTION_BYTES) {
        chars += entries.get(from).getKey().length() + (long) entries.get(from).getValue().length();
        from++;
      }
      out.section("metadata", from - first);
      out.texts("key", new Utf8Texts(row -> entries.get(first + row).getKey()));
      out.texts("json", new Utf8Texts(row -> entries.get(first + row).getValue()));
      out.end();
    }
  }

  /** Without those that linking finds: it will find them again. */
  private void problems() throws IOException {
    List<Problem> problems =
        trace.problems().stream().filter(problem -> !problem.code().isFoundByLinking()).toList();
    out.table(
        "problems",
        problems.size(),
        from -> {
          out.texts("code", new Utf8Texts(row -> problems.get(from + row).code().id()));
          out.integers("count", row -> problems.get(from + row).count());
          out.integers("offset", row -> problems.get(from + row).firstOffset());
          out.texts("detail", new Utf8Texts(row -> problems.get(from + row).detail()));
        });
  }

  private void devices() throws IOException {
    DeviceTable devices = trace.devices();
    out.table(
        "devices",
        devices.size(),
        from -> {
          out.texts("id", new Utf8Texts(row -> devices.id(from + row)));
          out.texts("name", new Utf8Texts(row -> devices.name(from + row)));
          out.texts(
              "compute_capability",
              new Utf8Texts(row -> devices.properties(from + row).computeCapability()));
          out.integers("processors", row -> devices.properties(from + row).processors());
          out.integers("memory_bytes", row -> devices.properties(from + row).memoryBytes());
          out.integers("wave_size", row -> devices.properties(from + row).waveSize());
          out.integers("clock_hz", row -> devices.properties(from + row).clockHz());
        });
  }

  private void tracks() throws IOException {
    TrackTable tracks = trace.tracks();
    out.table(
        "tracks",
        tracks.size(),
        from -> {
          out.integers("pid", row -> tracks.pidId(from + row));
          out.integers("tid", row -> tracks.tidId(from + row));
          out.integers("process_name", row -> tracks.processNameId(from + row));
          out.integers("thread_name", row -> tracks.threadNameId(from + row));
          out.integers("rank", row -> tracks.rank(from + row));
        });
  }

  private void details() throws IOException {
    PythonTable python = trace.python();
    out.table(
        "python",
        python.size(),
        from -> {
          out.deltas("id", row -> python.pythonId(from + row));
          out.deltas("parent", row -> python.parentId(from + row));
          out.integers("module", row -> python.moduleId(from + row));
        });
    OperatorTable operators = trace.operators();
    out.table(
        "operators",
        operators.size(),
        from -> {
          out.deltas("external_id", row -> operators.externalId(from + row));
          out.deltas("record_function", row -> operators.recordFunctionId(from + row));
          out.integers("sequence", row -> operators.sequenceNumber(from + row));
          out.integers("forward_thread", row -> operators.forwardThread(from + row));
          out.integers("call_stack", row -> operators.callStackId(from + row));
        });
    LaunchTable launches = trace.launches();
    out.table(
        "launches",
        launches.size(),
        from -> {
          out.deltas("correlation", row -> launches.correlation(from + row));
          out.deltas("external_id", row -> launches.externalId(from + row));
        });
    DeviceWorkTable work = trace.deviceWork();
    out.table(
        "device_work",
        work.size(),
        from -> {
          out.deltas("correlation", row -> work.correlation(from + row));
          out.deltas("external_id", row -> work.externalId(from + row));
          out.integers("device", row -> work.deviceRow(from + row));
          out.integers("stream", row -> work.streamId(from + row));
          out.integers("bytes", row -> work.bytes(from + row));
        });
    MemoryTable memory = trace.memory();
    out.table(
        "memory",
        memory.size(),
        from -> {
          out.integers("bytes", row -> memory.bytes(from + row));
          out.integers("address", row -> memory.address(from + row));
          out.deltas("allocated", row -> memory.totalAllocated(from + row));
          out.deltas("reserved", row -> memory.totalReserved(from + row));
          out.integers("device_type", row -> memory.deviceType(from + row));
          out.integers("device_id", row -> memory.deviceId(from + row));
        });
  }

  private void slices() throws IOException {
    SliceTable slices = trace.slices();
    out.table(
        "slices",
        slices.size(),
        from -> {
          out.deltas("start_ns", row -> slices.startNs(from + row));
          out.integers("dur_ns", row -> slices.durNs(from + row));
          out.integers("kind", row -> slices.kindOrdinal(from + row));
          out.deltas("name", row -> slices.nameId(from + row));
          out.integers("category", row -> slices.categoryId(from + row));
          out.integers("track", row -> slices.trackRow(from + row));
          out.deltas("args", row -> slices.argsId(from + row));
          out.deltas("detail", row -> slices.detail(from + row));
        });
  }

  private void instants() throws IOException {
    InstantTable instants = trace.instants();
    out.table(
        "instants",
        instants.size(),
        from -> {
          out.deltas("time_ns", row -> instants.timeNs(from + row));
          out.integers("name", row -> instants.nameId(from + row));
          out.integers("category", row -> instants.categoryId(from + row));
          out.integers("track", row -> instants.trackRow(from + row));
          out.deltas("args", row -> instants.argsId(from + row));
          out.deltas("memory", row -> instants.memoryRow(from + row));
        });
  }

  private void flows() throws IOException {
    FlowTable flows = trace.flows();
    out.table(
        "flows",
        flows.size(),
        from -> {
          out.deltas("time_ns", row -> flows.timeNs(from + row));
          out.deltas("id", row -> flows.flowId(from + row));
          out.integers("track", row -> flows.trackRow(from + row));
          out.integers("category", row -> flows.categoryId(from + row));
          out.integers("phase", row -> flows.phase(from + row));
        });
  }

  private void counters() throws IOException {
    CounterTable counters = trace.counters();
    out.table(
        "counters",
        counters.size(),
        from -> {
          out.deltas("time_ns", row -> counters.timeNs(from + row));
          out.integers("track", row -> counters.trackRow(from + row));
          out.integers("name", row -> counters.nameId(from + row));
          out.integers("series", row -> counters.seriesId(from + row));
          out.doubles("value", row -> Double.doubleToRawLongBits(counters.value(from + row)));
        });
  }
}
