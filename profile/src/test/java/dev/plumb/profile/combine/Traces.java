package dev.plumb.profile.combine;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;

/** Small traces, a call for each row. */
final class Traces {
  final Problems problems = new Problems();
  final TraceBuilder out;

  Traces(String name, String format) {
    out = new TraceBuilder(name, format, problems);
  }

  int text(String text) {
    return out.strings().intern(text);
  }

  int track(String pid, String tid) {
    for (int row = 0; row < out.tracks().size(); row++) {
      if (out.tracks().pidId(row) == text(pid) && out.tracks().tidId(row) == text(tid)) {
        return row;
      }
    }
    return out.tracks().add(text(pid), text(tid));
  }

  int kernel(String pid, String name, long startNs, long durNs, long correlation) {
    int detail =
        out.deviceWork()
            .add(correlation, Ids.ABSENT, out.devices().row("0"), text("7"), Ids.ABSENT);
    out.countEvent(text("kernel"));
    out.slices()
        .add(
            startNs,
            durNs,
            SliceKind.KERNEL,
            text(name),
            text("kernel"),
            track(pid, "stream 7"),
            Ids.NONE,
            detail);
    return out.slices().size() - 1;
  }

  int launch(String pid, String tid, long startNs, long durNs, long correlation) {
    int detail = out.launches().add(correlation, Ids.ABSENT);
    out.countEvent(text("runtime"));
    out.slices()
        .add(
            startNs,
            durNs,
            SliceKind.RUNTIME,
            text("launch"),
            text("runtime"),
            track(pid, tid),
            Ids.NONE,
            detail);
    return out.slices().size() - 1;
  }

  int stack(CodeKind kind, String name) {
    return out.stacks().row(Ids.NONE, out.frames().row(kind, text(name)));
  }

  int measure(Quantity quantity, String name) {
    return out.measures().row(quantity, text(name), text(""));
  }

  /** A kernel that was measured alone, with one metric. */
  int execution(String kernel, long durNs, double occupancy) {
    int row =
        out.samples()
            .add(
                Times.NONE,
                Ids.NONE,
                stack(CodeKind.KERNEL, kernel),
                measure(Quantity.KERNEL_NS, "duration"),
                durNs,
                Ids.NONE,
                Ids.NONE);
    out.kernelMetrics()
        .add(Ids.NONE, row, text("occupancy"), text("%"), occupancy, Ids.NONE, Ids.NONE);
    return row;
  }

  /** What a table of statistics says. */
  void sumOfKernels(String kernel, long totalNs) {
    out.samples()
        .add(
            Times.NONE,
            Ids.NONE,
            stack(CodeKind.KERNEL, kernel),
            measure(Quantity.KERNEL_NS, "total"),
            totalNs,
            Ids.NONE,
            Ids.NONE);
  }

  void sample(String tid, String function, long timeNs) {
    out.samples()
        .add(
            timeNs,
            track("1", tid),
            stack(CodeKind.NATIVE, function),
            measure(Quantity.SAMPLES, "samples"),
            1,
            Ids.NONE,
            Ids.NONE);
  }

  Part part(boolean ofSet) {
    return new Part(out.seal(), problems, ofSet);
  }
}
