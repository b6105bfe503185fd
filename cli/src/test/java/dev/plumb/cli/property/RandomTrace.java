package dev.plumb.cli.property;

import dev.plumb.cli.pipeline.Seeded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Well-formed traces of random programs: threads that call Python, modules, operators and the
 * runtime, kernels on streams, steps, allocations, backward work. Times are nanoseconds here and
 * written as microseconds in any of the forms that profilers use.
 */
final class RandomTrace {
  /** What a trace may contain; every trace draws its own. */
  private record Style(
      boolean distinct,
      boolean wholeMicros,
      boolean fancyNumbers,
      boolean ranks,
      boolean overlaps,
      boolean python,
      boolean steps,
      boolean backward) {}

  private final Seeded random;
  private final Style style;
  private final List<String> events = new ArrayList<>();
  private final List<String> expectedBackward = new ArrayList<>();
  private long nextId = 1;
  private int budget;
  private int nextName;

  // Of the process that is being written.
  private int rank;
  private int pid;
  private int tid;

  private RandomTrace(long seed, boolean distinctTimes) {
    random = new Seeded(seed);
    style =
        new Style(
            distinctTimes,
            !distinctTimes && random.oneIn(4),
            random.oneIn(3),
            random.oneIn(3),
            random.oneIn(4),
            random.oneIn(2),
            random.oneIn(2),
            random.oneIn(2));
  }

  /** A trace whose slices hardly ever begin and end at the same instants. */
  static RandomTrace distinct(long seed, int size) {
    return new RandomTrace(seed, true).write(size);
  }

  static RandomTrace of(long seed, int size) {
    return new RandomTrace(seed, false).write(size);
  }

  /** The events in the order in which they were made. */
  byte[] json() {
    return json(events);
  }

  /** The events in another order. */
  byte[] shuffled(long seed) {
    List<String> order = new ArrayList<>(events);
    Collections.shuffle(order, new Random(seed));
    return json(order);
  }

  /** Pairs "backward name &lt; forward name" that linking must find. */
  List<String> expectedBackward() {
    return expectedBackward;
  }

  private static byte[] json(List<String> events) {
    return ("{\"schemaVersion\": 1, \"traceEvents\": [\n" + String.join(",\n", events) + "\n]}")
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private RandomTrace write(int size) {
    int ranks = style.ranks ? 1 + random.below(3) : 1;
    for (rank = 0; rank < ranks; rank++) {
      pid = 100 + rank * random.below(2); // ranks may share process numbers
      budget = size / ranks;
      long start = style.wholeMicros ? 1_000_000 : 1_000_000 + random.below(1_000_000);
      int threads = 1 + random.below(3);
      for (int thread = 0; thread < threads; thread++) {
        tid = 7 + thread;
        if (style.overlaps && thread > 0) {
          overlapping(start);
        } else {
          calls(start, 4_000_000 + random.below(1_000_000), 0, 0);
        }
        if (style.steps && (thread == 0 || random.oneIn(3))) {
          steps(start); // those of two threads overlap
        }
      }
      if (style.backward) {
        backward(start);
      }
      strayKernels(start);
    }
    return this;
  }

  /** A sequence of calls between two instants, each with calls of its own inside. */
  private void calls(long from, long length, int depth, long pythonParent) {
    long at = style.distinct ? from + 1 + random.below((int) (length / 3 + 1)) : from;
    long end = from + length;
    while (budget > 0 && at < end) {
      at += round(random.below((int) Math.max(1, length / 3)));
      long dur =
          round(1 + random.below((int) Math.max(1, Math.min(end - at, 2_000_000_000L) / 2 + 1)));
      if (at + dur > end) {
        return;
      }
      budget--;
      call(at, dur, depth, pythonParent);
      at += random.oneIn(6) ? dur : dur + round(random.below(50));
      if (depth > 0 && random.oneIn(4)) {
        return;
      }
    }
  }

  private void call(long at, long dur, int depth, long pythonParent) {
    int kind = random.below(12);
    long parent = pythonParent;
    if (kind < 3 && style.python) {
      parent = nextId++;
      String name =
          kind == 0 ? "nn.Module: M_" + random.below(3) : "f.py(" + random.below(5) + "): f";
      String ids = "\"Python id\": " + parent + ", \"Python parent id\": ";
      ids += pythonParent == 0 ? "null" : pythonParent;
      slice("python_function", name, at, dur, kind == 0 ? ids + ", \"Python module id\": 3" : ids);
    } else if (kind < 7) {
      slice("cpu_op", "aten::op" + random.below(6), at, dur, "\"External id\": " + nextId++);
    } else if (kind < 8) {
      slice("user_annotation", "mark " + random.below(3), at, dur, null);
    } else if (kind < 9) {
      slice(random.oneIn(2) ? "app" : "overhead", "other " + random.below(3), at, dur, null);
    } else {
      launch(at, dur);
      if (random.oneIn(2)) {
        return;
      }
    }
    if (random.oneIn(5)) {
      memory(at + random.below(Math.clamp(dur, 1, 1_000_000)));
    }
    if (depth < 12) {
      calls(at, dur, depth + 1, parent);
    }
  }

  /** Slices without any order: clocks that jump, writers that round. */
  private void overlapping(long start) {
    for (int n = random.below(12); n > 0 && budget > 0; n--) {
      budget--;
      long at = start + round(random.below(3_000_000));
      long dur = round(random.below(2_000_000));
      switch (random.below(4)) {
        case 0 -> slice("user_annotation", "mark " + random.below(3), at, dur, null);
        case 1 -> launch(at, dur);
        default -> slice("cpu_op", "aten::op" + random.below(6), at, dur, null);
      }
    }
  }

  private void launch(long at, long dur) {
    long correlation = nextId++;
    boolean reused = style.ranks || random.oneIn(20);
    if (reused) {
      correlation = random.below(6); // counts from 0 on every rank
    }
    slice(
        random.oneIn(4) ? "cuda_driver" : "cuda_runtime",
        "cudaLaunch" + random.below(2),
        at,
        dur,
        "\"correlation\": "
            + correlation
            + (random.oneIn(3) ? ", \"External id\": " + random.below(9) : ""));
    for (int n = random.oneIn(8) ? 5 : random.below(3); n > 0; n--) {
      device(at + (random.oneIn(9) ? -50 : round(random.below(2_000_000))), correlation);
    }
  }

  private void device(long at, long correlation) {
    int device = random.below(2);
    int stream = 7 + random.below(3);
    String args = "\"device\": " + device + ", \"stream\": " + stream;
    args += ", \"correlation\": " + correlation;
    args += random.oneIn(3) ? ", \"External id\": " + random.below(9) : "";
    long dur = round(random.below(400_000));
    String category = random.oneIn(6) ? random.pick("gpu_memcpy", "gpu_memset") : "kernel";
    String name =
        random.oneIn(5) ? "ncclDevKernel_" + random.below(2) : "kernel_" + random.below(5);
    args += category.equals("kernel") ? "" : ", \"bytes\": " + random.below(1000);
    event("X", category, name, device, stream, at, dur, args);
  }

  private void strayKernels(long start) {
    for (int n = random.below(3); n > 0; n--) {
      device(start + round(random.below(3_000_000)), 1_000_000 + random.below(5));
    }
  }

  private void memory(long at) {
    String args = "\"Bytes\": " + (random.below(4000) - 1000) + ", \"Device Type\": 0, \"Addr\": 5";
    event("i", "cpu_instant_event", "[memory]", pid, tid, at, -1, args);
  }

  private void steps(long start) {
    long at = start + round(random.below(500_000));
    for (int n = 1 + random.below(4); n > 0; n--) {
      long dur = round(1 + random.below(1_500_000));
      String category = random.oneIn(5) ? "cpu_op" : "user_annotation";
      slice(category, "ProfilerStep#" + random.below(100), at, dur, null);
      at += dur + (random.oneIn(2) ? 0 : round(random.below(1000)));
    }
  }

  /** Forward operators on one thread; on another one, later, their backward in the engine. */
  private void backward(long start) {
    int forwardThread = 50;
    int backwardThread = 51;
    boolean arrows = random.oneIn(2);
    long forward = start;
    long back = start + 5_000_000;
    for (int sequence = 0, n = 1 + random.below(4); sequence < n; sequence++) {
      String name = "fwd" + rank + "_" + sequence;
      String wrapper = "autograd::engine::evaluate_function: Bwd" + rank + "_" + sequence;
      String numbers = "\"Sequence number\": " + sequence + ", \"Fwd thread id\": ";
      long dur = round(1000 + random.below(5000));
      tid = forwardThread;
      slice("cpu_op", name, forward, dur, arrows ? null : numbers + 0);
      tid = backwardThread;
      slice("cpu_op", wrapper, back, dur + 2000, arrows ? null : numbers + 1);
      slice("cpu_op", "Bwd" + rank + "_" + sequence, back + 1000, dur, arrows ? null : numbers + 1);
      if (arrows) {
        long id = 500L + sequence;
        arrow("s", forwardThread, forward, id);
        arrow("f", backwardThread, back + 1000, id);
      }
      expectedBackward.add(wrapper + " < " + name);
      forward += dur + round(random.below(3000));
      back += dur + 2000 + round(1 + random.below(3000));
    }
  }

  private void arrow(String phase, int thread, long at, long id) {
    String rest = ", \"id\": " + id + ", \"pid\": " + pid + ", \"tid\": " + thread;
    String scope = style.ranks ? ", \"args\": {\"rank\": " + rank + "}" : "";
    events.add(
        "{\"ph\": \""
            + phase
            + "\", \"cat\": \"fwdbwd\", \"name\": \"fwdbwd\", \"ts\": "
            + micros(at)
            + rest
            + scope
            + "}");
  }

  private void slice(String category, String name, long at, long dur, String args) {
    event("X", category, name, pid, tid, at, dur, args);
  }

  private void event(
      String phase,
      String category,
      String name,
      int process,
      int thread,
      long at,
      long dur,
      String args) {
    List<String> fields = new ArrayList<>();
    fields.add("\"ph\": \"" + phase + "\"");
    fields.add("\"cat\": \"" + category + "\"");
    fields.add("\"name\": \"" + name + "\"");
    fields.add("\"pid\": " + id(process));
    fields.add("\"tid\": " + id(thread));
    fields.add("\"ts\": " + micros(at));
    if (dur >= 0) {
      fields.add("\"dur\": " + micros(dur));
    }
    List<String> all = new ArrayList<>();
    if (style.ranks) {
      all.add("\"rank\": " + rank);
    }
    if (args != null) {
      all.add(args);
    }
    if (random.oneIn(4)) {
      all.add("\"x" + nextName++ % 7 + "\": [1, {\"y\": \"}\"}]");
    }
    if (!all.isEmpty()) {
      fields.add("\"args\": {" + String.join(", ", all) + "}");
    }
    if (random.oneIn(5)) {
      Collections.swap(fields, random.below(fields.size()), random.below(fields.size()));
    }
    events.add("{" + String.join(", ", fields) + "}");
  }

  private String id(int number) {
    return style.fancyNumbers && random.oneIn(3) ? "\"" + number + "\"" : Integer.toString(number);
  }

  private long round(long ns) {
    return style.wholeMicros ? ns / 1000 * 1000 : ns;
  }

  /** One number in one of the forms that traces have. */
  private String micros(long ns) {
    String exact = java.math.BigDecimal.valueOf(ns, 3).stripTrailingZeros().toPlainString();
    if (!style.fancyNumbers) {
      return style.wholeMicros ? exact : java.math.BigDecimal.valueOf(ns, 3).toPlainString();
    }
    return switch (random.below(6)) {
      case 0 -> "\"" + exact + "\"";
      case 1 -> java.math.BigDecimal.valueOf(ns, 3).toPlainString() + "000";
      case 2 -> java.math.BigDecimal.valueOf(ns, 6).toPlainString() + "e3";
      case 3 -> java.math.BigDecimal.valueOf(ns).toPlainString() + "E-3";
      case 4 ->
          // Below the nanosecond: to be rounded, half to even.
          style.wholeMicros || style.backward // arrows begin exactly where operators do
              ? exact
              : java.math.BigDecimal.valueOf(ns * 10 + random.below(6), 4).toPlainString();
      default -> exact;
    };
  }
}
