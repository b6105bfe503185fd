package dev.plumb.explain;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A trace of one rank, a call for each event, as PyTorch's profiler would have seen it. Times are
 * nanoseconds. Host events go to {@link #thread}, device events to {@link #device}.
 */
public final class Scenario {

  private final Problems problems = new Problems();
  private final TraceBuilder out;
  private int rank;
  private String process = "1";
  private String thread = "100";
  private String device = "0";
  private long nextCorrelation = 1;
  private long pythonId;

  public Scenario() {
    this(Ids.NONE);
  }

  public Scenario(int rank) {
    this(rank, "chrome");
  }

  /** As XLA's profiler sees a compiled program: kernels under calls, and no operators. */
  public static Scenario xla() {
    return new Scenario(Ids.NONE, "xplane");
  }

  /** As the tool that writes this format sees it. */
  public static Scenario of(String format) {
    return new Scenario(Ids.NONE, format);
  }

  private Scenario(int rank, String format) {
    this.rank = rank;
    out = new TraceBuilder(rank < 0 ? "trace.json" : "rank" + rank + ".json", format, problems);
    if (rank >= 0) {
      out.setRank(rank);
    }
  }

  /** Facts of these ranks as one run. */
  public static Facts facts(Scenario... ranks) {
    List<Links> links = new ArrayList<>();
    for (Scenario each : ranks) {
      links.add(Linker.link(each.out.seal(), each.problems));
    }
    return new Facts(Run.of(links));
  }

  /** Facts of this trace alone. */
  public Facts facts() {
    return facts(this);
  }

  /** The tables, for what has no call of its own here. */
  public TraceBuilder tables() {
    return out;
  }

  /** Puts the host events that follow on another thread. */
  public Scenario thread(String tid) {
    thread = tid;
    return this;
  }

  /** Puts the device events that follow on another device, and gives it a name. */
  public Scenario device(String id, String name) {
    device = id;
    out.devices().setName(out.devices().row(id), name);
    return this;
  }

  /** Puts what follows on a rank of a merged trace, its own process and device. */
  public Scenario mergedRank(int number) {
    rank = number;
    process = "process " + number;
    device = String.valueOf(number);
    return this;
  }

  public int text(String text) {
    return out.strings().intern(text);
  }

  private int args(String members) {
    byte[] utf8 = members.getBytes(StandardCharsets.UTF_8);
    return utf8.length == 0 ? Ids.NONE : out.args().intern(utf8, 0, utf8.length);
  }

  public int track(String pid, String tid) {
    int pidId = text(pid);
    int tidId = text(tid);
    for (int row = 0; row < out.tracks().size(); row++) {
      if (out.tracks().pidId(row) == pidId && out.tracks().tidId(row) == tidId) {
        return row;
      }
    }
    int row = out.tracks().add(pidId, tidId);
    out.tracks().setRank(row, rank);
    return row;
  }

  private int host(
      SliceKind kind, String category, String name, long start, long dur, String args, int detail) {
    int categoryId = text(category);
    out.countEvent(categoryId);
    int track = track(process, thread);
    out.slices().add(start, dur, kind, text(name), categoryId, track, args(args), detail);
    return out.slices().size() - 1;
  }

  /** A step. */
  public int step(int number, long start, long dur) {
    int detail = out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    String name = "ProfilerStep#" + number;
    return host(SliceKind.STEP, "user_annotation", name, start, dur, "", detail);
  }

  /** A range that the program marked. */
  public int annotation(String name, long start, long dur) {
    int detail = out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    return host(SliceKind.ANNOTATION, "user_annotation", name, start, dur, "", detail);
  }

  /** A slice of which nothing says what it is. */
  public int slice(String name, long start, long dur) {
    return host(SliceKind.CPU, "", name, start, dur, "", Ids.NONE);
  }

  /** A call of a Python function. */
  public int python(String file, int line, String function, long start, long dur) {
    int detail = out.python().add(++pythonId, Ids.ABSENT, Ids.NONE);
    String name = file + "(" + line + "): " + function;
    return host(SliceKind.PYTHON, "python_function", name, start, dur, "", detail);
  }

  /** A call of a module. */
  public int module(String name, long start, long dur) {
    int detail = out.python().add(++pythonId, Ids.ABSENT, Ids.NONE);
    return host(SliceKind.MODULE, "python_function", "nn.Module: " + name, start, dur, "", detail);
  }

  public int op(String name, long start, long dur) {
    return op(name, start, dur, "");
  }

  /** An operator with arguments as JSON members: {@code "Input Dims": [[2, 3]]}. */
  public int op(String name, long start, long dur, String args) {
    return op(name, start, dur, args, Ids.ABSENT, Ids.ABSENT);
  }

  /** An operator of autograd: forward where {@code forwardThread} is 0 or absent. */
  public int op(
      String name, long start, long dur, String args, long sequenceNumber, long forwardThread) {
    int detail =
        out.operators().add(Ids.ABSENT, Ids.ABSENT, sequenceNumber, forwardThread, Ids.NONE);
    return host(SliceKind.OPERATOR, "cpu_op", name, start, dur, args, detail);
  }

  /** A runtime call that launches nothing. */
  public int runtime(String name, long start, long dur) {
    int detail = out.launches().add(nextCorrelation++, Ids.ABSENT);
    return host(SliceKind.RUNTIME, "cuda_runtime", name, start, dur, "", detail);
  }

  /** A launch call and its kernel on stream 7. */
  public int kernel(String name, long launch, long launchDur, long start, long dur) {
    return kernel(name, launch, launchDur, start, dur, "7", "");
  }

  /** A launch call and its kernel, with the kernel's arguments as JSON members. */
  public int kernel(
      String name, long launch, long launchDur, long start, long dur, String stream, String args) {
    return kernel(name, launch, launchDur, start, dur, stream, args, "cudaLaunchKernel");
  }

  /** A kernel and the call of that name that launched it. */
  public int kernel(
      String name,
      long launch,
      long launchDur,
      long start,
      long dur,
      String stream,
      String args,
      String call) {
    long correlation = launch(call, launch, launchDur);
    return work(
        SliceKind.KERNEL, "kernel", name, start, dur, stream, args, correlation, Ids.ABSENT);
  }

  /** A compiled program that a single call launches: its kernels run one after the other. */
  public void program(long launch, long launchDur, long start, long eachNs, String... kernels) {
    long correlation = launch("ExecuteProgram", launch, launchDur);
    for (int i = 0; i < kernels.length; i++) {
      work(
          SliceKind.KERNEL,
          "kernel",
          kernels[i],
          start + i * eachNs,
          eachNs,
          "7",
          "",
          correlation,
          Ids.ABSENT);
    }
  }

  /** A kernel whose launch was not recorded. */
  public int orphan(String name, long start, long dur) {
    return work(
        SliceKind.KERNEL, "kernel", name, start, dur, "7", "", nextCorrelation++, Ids.ABSENT);
  }

  /** A copy, named as PyTorch does: {@code Memcpy HtoD (Pageable -> Device)}. */
  public int copy(
      String call, String name, long launch, long launchDur, long start, long dur, long bytes) {
    long correlation = launch(call, launch, launchDur);
    return work(SliceKind.MEMCPY, "gpu_memcpy", name, start, dur, "7", "", correlation, bytes);
  }

  private long launch(String call, long start, long dur) {
    long correlation = nextCorrelation++;
    int detail = out.launches().add(correlation, Ids.ABSENT);
    host(SliceKind.RUNTIME, "cuda_runtime", call, start, dur, "", detail);
    return correlation;
  }

  private int work(
      SliceKind kind,
      String category,
      String name,
      long start,
      long dur,
      String stream,
      String args,
      long correlation,
      long bytes) {
    int categoryId = text(category);
    out.countEvent(categoryId);
    int deviceRow = out.devices().row(device);
    int detail = out.deviceWork().add(correlation, Ids.ABSENT, deviceRow, text(stream), bytes);
    int track = track(device, "stream " + stream);
    out.slices().add(start, dur, kind, text(name), categoryId, track, args(args), detail);
    return out.slices().size() - 1;
  }

  /** An event of the allocator; freed where {@code bytes} is negative. */
  public void memory(long time, long bytes, long address, long allocated, long reserved) {
    int row = out.memory().add(bytes, address, allocated, reserved, 1, 0);
    out.instants()
        .add(
            time,
            text("[memory]"),
            text("cpu_instant_event"),
            track(process, thread),
            Ids.NONE,
            row);
  }
}
