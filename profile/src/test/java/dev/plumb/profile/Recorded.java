package dev.plumb.profile;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;

/** Traces with stacks and samples, made by hand. */
final class Recorded {
  final Problems problems = new Problems();
  final TraceBuilder trace = new TraceBuilder("t", "test", problems);

  int id(String text) {
    return trace.strings().intern(text);
  }

  int track(String tid) {
    return trace.tracks().add(id("1"), id(tid));
  }

  /** The stack of frames written {@code "NATIVE:main PYTHON:f"}, outermost first. */
  int stack(String frames) {
    int stack = Ids.NONE;
    for (String frame : frames.split(" ")) {
      int colon = frame.indexOf(':');
      CodeKind kind = CodeKind.valueOf(frame.substring(0, colon));
      stack = trace.stacks().row(stack, trace.frames().row(kind, id(frame.substring(colon + 1))));
    }
    return stack;
  }

  int measure(Quantity quantity, String name) {
    return trace.measures().row(quantity, id(name), id(""));
  }

  int sample(int track, int stack, Quantity quantity, long value) {
    int measure = measure(quantity, quantity.name());
    return trace.samples().add(Times.NONE, track, stack, measure, value, Ids.NONE, Ids.NONE);
  }

  int sampleOf(int slice, int stack, String reason, long value) {
    int measure = measure(Quantity.PC_SAMPLES, "pc");
    return trace.samples().add(Times.NONE, Ids.NONE, stack, measure, value, id(reason), slice);
  }

  int host(int track, SliceKind kind, String name, long start, long dur) {
    int detail =
        switch (kind) {
          case RUNTIME -> trace.launches().add(start, Ids.ABSENT);
          case OPERATOR, ANNOTATION, STEP ->
              trace.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
          case PYTHON, MODULE -> throw new IllegalArgumentException("not needed");
          default -> Ids.NONE;
        };
    return trace.slices().add(start, dur, kind, id(name), Ids.NONE, track, Ids.NONE, detail);
  }

  /** A kernel with the correlation id {@code launch}, which is the start of its launching call. */
  int kernel(int track, String name, long launch, long start, long dur) {
    int device = trace.devices().row("0");
    int detail = trace.deviceWork().add(launch, Ids.ABSENT, device, id("7"), Ids.ABSENT);
    return trace
        .slices()
        .add(start, dur, SliceKind.KERNEL, id(name), Ids.NONE, track, Ids.NONE, detail);
  }

  int node(long id, String name, long parent, long durNs) {
    return trace
        .nodes()
        .add(id, id(name), Ids.NONE, parent, Times.NONE, durNs, Ids.NONE, Ids.ABSENT, Ids.NONE);
  }

  Run run() {
    return Run.of(List.of(Linker.link(trace.seal(), problems)));
  }

  /**
   * Each node with something of its own: {@code "t;f;g METRIC=value"}, in the order of the tree.
   */
  static List<String> lines(Run run, Metric... metrics) {
    CallingContextTree tree = run.tree();
    List<String> lines = new ArrayList<>();
    for (int node = 1; node < tree.size(); node++) {
      StringBuilder line = new StringBuilder();
      for (int at : tree.path(node)) {
        line.append(line.isEmpty() ? "" : ";").append(tree.name(at));
      }
      boolean any = false;
      for (Metric metric : metrics) {
        if (tree.exclusive(node, metric) != 0) {
          line.append(' ').append(metric).append('=').append(tree.exclusive(node, metric));
          any = true;
        }
      }
      if (any) {
        lines.add(line.toString());
      }
    }
    return lines;
  }
}
