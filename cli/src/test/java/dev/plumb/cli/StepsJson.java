package dev.plumb.cli;

import java.util.Locale;

/**
 * A Kineto trace of steps as text: a function calls a linear layer, whose kernel takes some time.
 */
final class StepsJson {
  private final StringBuilder events = new StringBuilder();
  private String device = "NVIDIA H100 80GB HBM3";
  private String file = "train/model.py";
  private String function = "forward";
  private int line = 12;
  private String gemm = "sm90_xmma_gemm_bf16";
  private double now = 1000;
  private int correlation;
  private int step;
  private String operator = "aten::add";
  private int rank = -1;

  StepsJson device(String name) {
    device = name;
    return this;
  }

  StepsJson line(int number) {
    line = number;
    return this;
  }

  StepsJson file(String name) {
    file = name;
    return this;
  }

  StepsJson function(String name) {
    function = name;
    return this;
  }

  StepsJson gemm(String name) {
    gemm = name;
    return this;
  }

  /** What comes after the linear layer, instead of an addition. */
  StepsJson operator(String name) {
    operator = name;
    return this;
  }

  StepsJson rank(int number) {
    rank = number;
    return this;
  }

  /** Steps with a gemm of these microseconds each, and an addition of 5. */
  StepsJson steps(double... gemmUs) {
    for (double us : gemmUs) {
      double begin = now;
      double host = us / 10 + 40;
      slice("python_function", file + "(" + line + "): " + function, now + 1, host, "");
      operator("aten::addmm", now + 2, gemm, us);
      operator(operator, now + 20, "vectorized_elementwise_kernel", 5);
      now += host + us + 10;
      slice("user_annotation", "ProfilerStep#" + step++, begin, now - begin, "");
    }
    return this;
  }

  private void operator(String name, double at, String kernel, double us) {
    correlation++;
    String id = "\"correlation\": " + correlation;
    slice("cpu_op", name, at, 10, "");
    slice("cuda_runtime", "cudaLaunchKernel", at + 1, 5, id);
    event("kernel", kernel, at + 8, us, 0, id + ", \"device\": 0, \"stream\": 7");
  }

  private void slice(String category, String name, double ts, double dur, String args) {
    event(category, name, ts, dur, 1, args);
  }

  private void event(String category, String name, double ts, double dur, int pid, String args) {
    events
        .append(events.isEmpty() ? "" : ",\n")
        .append("{\"ph\": \"X\", \"cat\": \"")
        .append(category)
        .append("\", \"name\": \"")
        .append(name)
        .append("\", \"pid\": ")
        .append(pid)
        .append(", \"tid\": 7")
        .append(String.format(Locale.ROOT, ", \"ts\": %.3f, \"dur\": %.3f", ts, dur))
        .append(", \"args\": {")
        .append(args)
        .append("}}");
  }

  String text() {
    return "{"
        + (rank < 0 ? "" : "\"distributedInfo\": {\"rank\": " + rank + "}, ")
        + "\"deviceProperties\": [{\"id\": 0, \"name\": \""
        + device
        + "\"}], \"traceEvents\": [\n"
        + events
        + "\n]}\n";
  }
}
