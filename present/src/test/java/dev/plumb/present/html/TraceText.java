package dev.plumb.present.html;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.Importers;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.io.ByteSource;
import dev.plumb.trace.io.Chunk;
import dev.plumb.trace.io.Limits;
import dev.plumb.trace.io.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small traces as PyTorch writes them, with times in nanoseconds, and reads them. */
final class TraceText {
  private static final int PROCESS = 1;
  private static final int THREAD = 7;

  private final List<Map<String, Object>> events = new ArrayList<>();
  private final Map<String, Object> top = new LinkedHashMap<>(Map.of("schemaVersion", 1));
  private int lastPythonId;
  private int lastCorrelation;

  /**
   * Two steps of a training loop with nesting, recursion, copies, allocation and a stray kernel.
   */
  static TraceText training() {
    TraceText text = new TraceText();
    for (int step = 0; step < 2; step++) {
      long at = step * 1_000_000L;
      text.slice("user_annotation", "ProfilerStep#" + (step + 1), at, 900_000);
      int main = text.python("train.py(10): main", 0, at + 1_000, 890_000);
      int model = text.python("nn.Module: Net_0", main, at + 10_000, 600_000);
      int forward = text.python("/opt/model/net.py(33): forward", model, at + 11_000, 590_000);
      for (int layer = 0; layer < 3; layer++) {
        long start = at + 20_000 + layer * 150_000L;
        int linear = text.python("nn.Module: Linear_" + layer, forward, start, 120_000);
        text.python("torch/nn/modules/linear.py(114): forward", linear, start + 1_000, 110_000);
        text.slice("cpu_op", "aten::linear", start + 5_000, 100_000);
        text.slice("cpu_op", "aten::addmm", start + 10_000, 80_000);
        text.allocate(start + 12_000, 4_096 << layer);
        text.launch("cudaLaunchKernel", start + 20_000, 9_000);
        text.kernel("void gemm<float, " + layer + ">(float*)", start + 40_000, 70_000 + layer);
        text.launch("cudaLaunchKernel", start + 40_000, 9_000);
        text.kernel("void at::native::add<float>(float*)", start + 112_000, 7_001);
      }
      text.slice("cpu_op", "aten::copy_", at + 700_000, 50_000);
      text.launch("cudaMemcpyAsync", at + 710_000, 9_000);
      text.copy("Memcpy DtoH (Device -> Pinned)", at + 720_000, 11_003, 1 << 20);
    }
    text.correlate();
    text.kernel("graph_replayed_kernel", 1_990_000, 5_005);
    return text;
  }

  /** What GPU 0 is. */
  TraceText device(String name) {
    top.put("deviceProperties", List.of(Map.of("id", 0, "name", name)));
    return this;
  }

  /** An operator of which shapes and types of its inputs are known. */
  TraceText operator(
      String name, long start, long duration, List<List<Integer>> shapes, String type) {
    Map<String, Object> args = args("Input Dims", shapes);
    args.put("Input type", shapes.stream().map(each -> type).toList());
    add("cpu_op", name, start, duration, THREAD, args);
    return this;
  }

  TraceText slice(String category, String name, long start, long duration) {
    add(category, name, start, duration, THREAD, new LinkedHashMap<>());
    return this;
  }

  /** Answers the frame's id, for its callees; 0 is no caller. */
  int python(String name, int caller, long start, long duration) {
    Map<String, Object> args = new LinkedHashMap<>();
    args.put("Python id", ++lastPythonId);
    if (caller > 0) {
      args.put("Python parent id", caller);
    }
    add("python_function", name, start, duration, THREAD, args);
    return lastPythonId;
  }

  /** A call that launches the next piece of device work. */
  TraceText launch(String name, long start, long duration) {
    correlate();
    add("cuda_runtime", name, start, duration, THREAD, args("correlation", lastCorrelation));
    return this;
  }

  /** The next piece of device work has no launch. */
  void correlate() {
    lastCorrelation++;
  }

  TraceText kernel(String name, long start, long duration) {
    Map<String, Object> args = args("correlation", lastCorrelation);
    args.put("device", 0);
    args.put("stream", 7);
    device("kernel", name, start, duration, args);
    return this;
  }

  TraceText copy(String name, long start, long duration, long bytes) {
    Map<String, Object> args = args("correlation", lastCorrelation);
    args.put("device", 0);
    args.put("stream", 7);
    args.put("bytes", bytes);
    device("gpu_memcpy", name, start, duration, args);
    return this;
  }

  TraceText allocate(long time, long bytes) {
    Map<String, Object> event = event("cpu_instant_event", "[memory]", time, THREAD);
    event.put("ph", "i");
    event.put("s", "t");
    Map<String, Object> args = args("Bytes", bytes);
    args.put("Addr", 1024);
    args.put("Device Type", 1);
    args.put("Device Id", 0);
    event.put("args", args);
    events.add(event);
    return this;
  }

  private void device(
      String category, String name, long start, long duration, Map<String, Object> args) {
    add(category, name, start, duration, 7, args);
    events.getLast().put("pid", 0);
  }

  private static Map<String, Object> args(String name, Object value) {
    Map<String, Object> args = new LinkedHashMap<>();
    args.put(name, value);
    return args;
  }

  private void add(
      String category,
      String name,
      long start,
      long duration,
      int thread,
      Map<String, Object> args) {
    Map<String, Object> event = event(category, name, start, thread);
    event.put("ph", "X");
    event.put("dur", micros(duration));
    event.put("args", args);
    events.add(event);
  }

  private static Map<String, Object> event(String category, String name, long start, int thread) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("cat", category);
    event.put("name", name);
    event.put("pid", PROCESS);
    event.put("tid", thread);
    event.put("ts", micros(start));
    return event;
  }

  private static double micros(long ns) {
    return ns / 1000.0;
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>(top);
    all.put("traceEvents", events);
    return TestJson.write(all);
  }

  Run run() throws IOException {
    return run("training.json");
  }

  Run run(String fileName) throws IOException {
    return Run.of(List.of(read(fileName, json())));
  }

  static Links read(String fileName, String json) throws IOException {
    Problems problems = new Problems();
    Importer importer = Importers.ALL.getFirst();
    TraceBuilder builder = new TraceBuilder(fileName, importer.format(), problems);
    ImportSession session = importer.open(builder);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    session.accept(bytes, 0, bytes.length);
    session.finish();
    return Linker.link(builder.seal(), problems);
  }

  /** Reads recorded traces. */
  static Run load(List<Path> files) throws IOException {
    List<Links> linked = new ArrayList<>();
    for (Path file : files) {
      Problems problems = new Problems();
      try (Sources sources = Sources.open(file, Limits.DEFAULTS, problems)) {
        ByteSource source = sources.next();
        Importer importer = Importers.ALL.getFirst();
        TraceBuilder builder = new TraceBuilder(source.name(), importer.format(), problems);
        ImportSession session = importer.open(builder);
        Chunk chunk;
        while ((chunk = source.next()) != null) {
          session.accept(chunk.array(), chunk.from(), chunk.to());
          source.release(chunk);
        }
        session.finish();
        linked.add(Linker.link(builder.seal(), problems));
      }
    }
    return Run.of(linked);
  }
}
