package dev.plumb.cli;

import java.util.ArrayList;
import java.util.List;

/** A small Kineto trace with one of everything, as text. */
final class TinyTrace {
  private final List<String> events = new ArrayList<>();

  private TinyTrace() {}

  static String json() {
    return json("aten::mm", "volta_sgemm");
  }

  /** With these names, written as JSON strings must be. */
  static String json(String operator, String kernel) {
    TinyTrace trace = new TinyTrace();
    trace.meta("process_name", "python");
    trace.slice("user_annotation", "ProfilerStep#1", "100.5", "900", 7, "");
    trace.slice(
        "python_function",
        "model.py(12): forward",
        "110",
        "400",
        7,
        "\"Python id\": 1, \"Python parent id\": null");
    trace.slice(
        "python_function",
        "nn.Module: Linear_0",
        "115.001",
        "300",
        7,
        "\"Python id\": 2, \"Python parent id\": 1, \"Python module id\": 0");
    trace.slice(
        "cpu_op",
        operator,
        "120.002",
        "200.25",
        7,
        "\"External id\": 5, \"Sequence number\": 9, \"Fwd thread id\": 0, \"Input Dims\": [[2, 3]]");
    trace.slice(
        "cuda_runtime",
        "cudaLaunchKernel",
        "130",
        "10",
        7,
        "\"correlation\": 77, \"External id\": 5");
    trace.slice("overhead", "Activity Buffer Request", "90", "1.125", 7, "");
    trace.slice("custom", "anything", "600", "20", 7, "\"note\": NaN");
    trace.gpu(
        "kernel",
        kernel,
        "180.003",
        "50.007",
        "\"correlation\": 77, \"External id\": 5, \"grid\": [1, 2, 3]");
    trace.gpu("kernel", "orphan", "300", "12.5", "\"correlation\": 999");
    trace.gpu("gpu_memcpy", "Memcpy HtoD", "260", "8", "\"correlation\": 78, \"bytes\": 4096");
    trace.gpu("gpu_memset", "Memset", "270", "1", "\"correlation\": 79, \"bytes\": 64");
    trace.gpu("gpu_user_annotation", "ProfilerStep#1", "180", "100", "");
    trace.gpu("cuda_sync", "Stream Sync", "280", "3", "\"correlation\": 80");
    trace.add(
        "\"ph\": \"s\", \"id\": 77, \"cat\": \"ac2g\", \"name\": \"ac2g\", \"ts\": 130, \"pid\": 1, \"tid\": 7");
    trace.add(
        "\"ph\": \"f\", \"id\": 77, \"cat\": \"ac2g\", \"name\": \"ac2g\", \"ts\": 180.003, \"pid\": 0, \"tid\": 7, \"bp\": \"e\"");
    trace.add(
        "\"ph\": \"i\", \"s\": \"t\", \"name\": \"[memory]\", \"ts\": 140, \"pid\": 1, \"tid\": 7, \"args\":"
            + " {\"Bytes\": 512, \"Addr\": 139, \"Device Type\": 1, \"Device Id\": 0,"
            + " \"Total Allocated\": 512, \"Total Reserved\": 2048}");
    trace.add(
        "\"ph\": \"C\", \"name\": \"power\", \"ts\": 150, \"pid\": 0, \"args\": {\"W\": 350.5, \"cap\": 700}");
    trace.add(
        "\"ph\": \"b\", \"cat\": \"net\", \"id\": \"0x1\", \"name\": \"fetch\", \"ts\": 100, \"pid\": 1, \"tid\": 7");
    trace.add(
        "\"ph\": \"e\", \"cat\": \"net\", \"id\": \"0x1\", \"name\": \"fetch\", \"ts\": 105, \"pid\": 1, \"tid\": 7");
    return "{\"schemaVersion\": 1, \"distributedInfo\": {\"rank\": 3, \"world_size\": 8},"
        + " \"baseTimeNanoseconds\": 1700000000000000000,"
        + " \"deviceProperties\": [{\"id\": 0, \"name\": \"NVIDIA H100\"}],"
        + " \"traceEvents\": [\n"
        + String.join(",\n", trace.events)
        + "\n]}\n";
  }

  private void meta(String what, String name) {
    add(
        "\"ph\": \"M\", \"name\": \""
            + what
            + "\", \"pid\": 1, \"tid\": 7, \"args\": {\"name\": \""
            + name
            + "\"}");
  }

  private void slice(String category, String name, String ts, String dur, int tid, String args) {
    complete(category, name, ts, dur, "\"pid\": 1, \"tid\": " + tid, args);
  }

  private void gpu(String category, String name, String ts, String dur, String args) {
    String all = "\"device\": 0, \"stream\": 7" + (args.isEmpty() ? "" : ", " + args);
    complete(category, name, ts, dur, "\"pid\": 0, \"tid\": 7", all);
  }

  private void complete(
      String category, String name, String ts, String dur, String thread, String args) {
    add(
        "\"ph\": \"X\", \"cat\": \""
            + category
            + "\", \"name\": \""
            + name
            + "\", \"ts\": "
            + ts
            + ", \"dur\": "
            + dur
            + ", "
            + thread
            + ", \"args\": {"
            + args
            + "}");
  }

  private void add(String members) {
    events.add("{" + members + "}");
  }
}
