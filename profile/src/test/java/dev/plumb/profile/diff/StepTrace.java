package dev.plumb.profile.diff;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** A trace of steps on one thread and one stream, made call by call. */
final class StepTrace {
  private final Problems problems = new Problems();
  private final TraceBuilder out;
  private final int thread;
  private final int stream;
  private final int device;
  private long now;
  private long stepStart;
  private int step;
  private long correlation;

  StepTrace(String name, String device) {
    out = new TraceBuilder(name, "test", problems);
    thread = out.tracks().add(id("1"), id("1"));
    stream = out.tracks().add(id("0"), id("stream 7"));
    this.device = out.devices().row("0");
    out.devices().setName(this.device, device);
  }

  private int id(String text) {
    return out.strings().intern(text);
  }

  StepTrace begin() {
    stepStart = now;
    return this;
  }

  /** Host time in which nothing is called. */
  StepTrace pause(long ns) {
    now += ns;
    return this;
  }

  /** An operator that takes {@code hostNs} and launches a kernel of {@code kernelNs}. */
  StepTrace operator(String name, long hostNs, String kernel, long kernelNs) {
    int detail = out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    slice(now, hostNs, SliceKind.OPERATOR, name, thread, detail);
    if (!kernel.isEmpty()) {
      correlation++;
      slice(
          now + 1_000,
          1_000,
          SliceKind.RUNTIME,
          "cudaLaunchKernel",
          thread,
          out.launches().add(correlation, Ids.ABSENT));
      slice(
          now + 2_000,
          kernelNs,
          SliceKind.KERNEL,
          kernel,
          stream,
          out.deviceWork().add(correlation, Ids.ABSENT, device, id("7"), Ids.ABSENT));
    }
    now += hostNs;
    return this;
  }

  StepTrace end() {
    slice(
        stepStart,
        now - stepStart,
        SliceKind.STEP,
        "ProfilerStep#" + step++,
        thread,
        out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE));
    return this;
  }

  private void slice(long start, long dur, SliceKind kind, String name, int track, int detail) {
    out.slices().add(start, dur, kind, id(name), Ids.NONE, track, Ids.NONE, detail);
  }

  Run run() {
    return Run.of(List.of(Linker.link(out.seal(), problems)));
  }
}
