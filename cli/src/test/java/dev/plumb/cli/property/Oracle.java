package dev.plumb.cli.property;

import dev.plumb.cli.pipeline.JsonTree;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace with a JSON library and says what links, self times, contexts and timelines must
 * be: by the definitions, pair by pair, without any of the tables, sorts or sweeps that are to be
 * tested.
 */
@SuppressWarnings("BigDecimalEquals") // ids are integers: their scale is always 0
final class Oracle {
  /** Order of nesting where intervals are equal. */
  private static final List<String> KINDS =
      List.of("step", "annotation", "python", "module", "operator", "slice", "runtime", "overhead");

  /** One complete event. */
  static final class Slice {
    int row;
    String kind = "";
    String name = "";
    String thread = "";
    int rank;
    long start;
    long dur;
    @Nullable Long correlation;
    @Nullable Long externalId;
    @Nullable Long pythonId;
    @Nullable Long pythonParent;
    String device = "";
    long self;
    @Nullable Slice caller;
    @Nullable Slice launch;
    String quality = "NONE";
    long bytes;

    long end() {
      return start + dur;
    }

    boolean isHost() {
      return KINDS.contains(kind);
    }

    boolean nests() {
      return isHost() && !kind.equals("step");
    }
  }

  private record Memory(String thread, int rank, long time, long bytes) {}

  private record Arrow(String phase, String thread, int rank, long time, Long id) {}

  final List<Slice> slices = new ArrayList<>();
  private final List<Memory> memory = new ArrayList<>();
  private final List<Arrow> arrows = new ArrayList<>();
  private final Map<Slice, Long> sequence = new java.util.HashMap<>();
  private final Map<Slice, Long> forwardThread = new java.util.HashMap<>();
  private long tolerance;
  long overlaps;

  Oracle(byte[] json) {
    for (Object event : JsonTree.asList(JsonTree.object(json).get("traceEvents"))) {
      read(JsonTree.asObject(event));
    }
    tolerance =
        slices.stream().limit(10_000).allMatch(s -> s.start % 1000 == 0 && s.dur % 1000 == 0)
            ? 2000
            : 0;
    nest();
    launches();
    backward();
  }

  private void read(Map<String, Object> event) {
    Map<String, Object> args =
        event.get("args") == null ? Map.of() : JsonTree.asObject(event.get("args"));
    int rank = args.get("rank") == null ? -1 : ((BigDecimal) args.get("rank")).intValueExact();
    String thread = event.get("pid") + "/" + event.get("tid") + "/" + rank;
    long time = nanos(event.get("ts"));
    switch ((String) event.get("ph")) {
      case "i" -> memory.add(new Memory(thread, rank, time, JsonTree.asLong(args.get("Bytes"))));
      case "s", "f" ->
          arrows.add(new Arrow((String) event.get("ph"), thread, rank, time, id(event.get("id"))));
      default -> {
        Slice slice = new Slice();
        slice.row = slices.size();
        slice.name = (String) event.get("name");
        slice.kind = kind((String) event.get("cat"), slice.name);
        slice.thread = thread;
        slice.rank = rank;
        slice.start = time;
        slice.dur = nanos(event.get("dur"));
        slice.correlation = id(args.get("correlation"));
        slice.externalId = id(args.get("External id"));
        slice.pythonId = id(args.get("Python id"));
        slice.pythonParent = id(args.get("Python parent id"));
        slice.device = rank + "/" + args.get("device");
        slice.bytes = args.get("bytes") == null ? 0 : JsonTree.asLong(args.get("bytes"));
        if (args.get("Sequence number") != null) {
          sequence.put(slice, id(args.get("Sequence number")));
          forwardThread.put(slice, id(args.get("Fwd thread id")));
        }
        slices.add(slice);
      }
    }
  }

  private static @Nullable Long id(@Nullable Object number) {
    return number == null ? null : JsonTree.asLong(number);
  }

  private static long nanos(Object micros) {
    return new BigDecimal(micros.toString())
        .multiply(BigDecimal.valueOf(1000))
        .setScale(0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  private static String kind(String category, String name) {
    boolean step = name.startsWith("ProfilerStep");
    return switch (category) {
      case "cpu_op" -> step ? "step" : "operator";
      case "user_annotation" -> step ? "step" : "annotation";
      case "python_function" -> name.startsWith("nn.Module: ") ? "module" : "python";
      case "cuda_runtime", "cuda_driver" -> "runtime";
      case "overhead" -> "overhead";
      case "kernel" -> "kernel";
      case "gpu_memcpy" -> "memcpy";
      case "gpu_memset" -> "memset";
      default -> "slice";
    };
  }

  private static int compare(Slice a, Slice b) {
    return Comparator.<Slice>comparingLong(s -> s.start)
        .thenComparing(Comparator.<Slice>comparingLong(s -> s.dur).reversed())
        .thenComparingInt(s -> KINDS.indexOf(s.kind))
        .thenComparingInt(s -> s.row)
        .compare(a, b);
  }

  /** The last of those of a thread that begin by {@code time} and end after it. */
  private @Nullable Slice innermost(String thread, long time, @Nullable Slice before) {
    Slice found = null;
    for (Slice other : slices) {
      boolean earlier =
          before == null ? other.start <= time : other != before && compare(other, before) < 0;
      if (other.nests()
          && other.thread.equals(thread)
          && earlier
          && other.end() > time
          && (found == null || compare(other, found) > 0)) {
        found = other;
      }
    }
    return found;
  }

  private void nest() {
    for (Slice slice : slices) {
      if (!slice.nests()) {
        continue;
      }
      Slice caller = innermost(slice.thread, slice.start, slice);
      if (caller != null && slice.end() > caller.end() + tolerance) {
        overlaps++;
        if (slice.kind.equals("annotation")) {
          caller = around(slice);
        }
      }
      slice.caller = caller;
    }
    slices.forEach(this::believePythonIds);
    selfTimes();
  }

  /**
   * A frame whose named caller is not open on its thread, but did not end before it either: the
   * caller is on another thread, or the times were rounded.
   */
  private void believePythonIds(Slice slice) {
    for (Slice named : slices) {
      if (slice.pythonParent != null
          && slice.pythonParent.equals(named.pythonId)
          && process(slice).equals(process(named))
          && !(named.thread.equals(slice.thread) && named.end() > slice.start)
          && (named.start < slice.start || named.start == slice.start && named.dur > slice.dur)
          && named.end() + tolerance >= slice.start) {
        slice.caller = named;
      }
    }
  }

  private static String process(Slice slice) {
    return slice.thread.split("/")[0];
  }

  /** The last that begins before an annotation and does not end before it does. */
  private @Nullable Slice around(Slice slice) {
    Slice found = null;
    for (Slice other : slices) {
      if (other.nests()
          && other != slice
          && other.thread.equals(slice.thread)
          && compare(other, slice) < 0
          && other.end() > slice.start
          && other.end() >= slice.end()
          && (found == null || compare(other, found) > 0)) {
        found = other;
      }
    }
    return found;
  }

  /** Between two neighbouring edges of a thread, the time is the innermost slice's. */
  private void selfTimes() {
    Map<String, TreeSet<Long>> edges = new TreeMap<>();
    for (Slice slice : slices) {
      if (slice.nests()) {
        edges.computeIfAbsent(slice.thread, k -> new TreeSet<>()).add(slice.start);
        edges.get(slice.thread).add(slice.end());
      }
    }
    edges.forEach((thread, times) -> {
      for (long time : times) {
        Long next = times.higher(time);
        Slice owner = next == null ? null : innermost(thread, time, null);
        if (owner != null) {
          owner.self += next - time;
        }
      }
    });
  }

  private void launches() {
    for (Slice work : slices) {
      if (work.isHost()) {
        continue;
      }
      for (Slice call : slices) {
        if (call.kind.equals("runtime")
            && call.rank == work.rank
            && work.correlation != null
            && work.correlation.equals(call.correlation)
            && (work.launch == null || better(call, work.launch, work))) {
          work.launch = call;
          work.quality = "EXACT";
        }
      }
      for (Slice operator : slices) {
        if (work.launch == null
            && (operator.kind.equals("operator") || operator.kind.equals("step"))
            && operator.rank == work.rank
            && work.externalId != null
            && work.externalId > 0
            && work.externalId.equals(operator.externalId)) {
          work.launch = operator;
          work.quality = "INFERRED";
        }
      }
    }
  }

  /** The same operator first, then a call before the work, then the nearest. */
  private static boolean better(Slice call, Slice than, Slice work) {
    int score = score(call, work);
    int other = score(than, work);
    boolean nearer = score % 2 == 1 ? call.start > than.start : call.start < than.start;
    return score > other || score == other && nearer;
  }

  private static int score(Slice call, Slice work) {
    boolean agrees = work.externalId != null && work.externalId.equals(call.externalId);
    return (agrees ? 2 : 0) + (call.start <= work.start ? 1 : 0);
  }

  private void backward() {
    for (Arrow end : arrows) {
      for (Arrow start : arrows) {
        if (end.phase.equals("f")
            && start.phase.equals("s")
            && start.id.equals(end.id)
            && start.rank == end.rank) {
          hang(at(end), at(start));
        }
      }
    }
    for (Slice backward : slices) {
      if (forwardThread.containsKey(backward) && forwardThread.get(backward) > 0) {
        Slice forward = null;
        for (Slice other : slices) {
          if (sequence.containsKey(other)
              && forwardThread.get(other) == 0
              && sequence.get(other).equals(sequence.get(backward))
              && other.rank == backward.rank
              && (forward == null || other.start >= forward.start)) {
            forward = other;
          }
        }
        hang(backward, forward);
      }
    }
  }

  private @Nullable Slice at(Arrow arrow) {
    Slice found = null;
    for (Slice slice : slices) {
      if (slice.kind.equals("operator")
          && slice.thread.equals(arrow.thread)
          && slice.start <= arrow.time
          && slice.end() >= arrow.time
          && (found == null || compare(slice, found) > 0)) {
        found = slice;
      }
    }
    return found;
  }

  /** The generator's backward operators have nothing above them but the engine's frame. */
  private static void hang(@Nullable Slice backward, @Nullable Slice forward) {
    if (backward == null || forward == null) {
      return;
    }
    Slice top =
        backward.caller != null && backward.caller.name.startsWith("autograd::engine")
            ? backward.caller
            : backward;
    if (top.caller == null && forward.start < top.start) {
      top.caller = forward;
    }
  }

  // ---- what comes out of it ----

  /** Metrics of each context that has any: count, cpu, kernels' sum, copies' sum, allocation. */
  Map<String, List<Long>> contexts() {
    Map<String, long[]> sums = new TreeMap<>();
    for (Slice slice : slices) {
      if (slice.kind.equals("step")) {
        add(sums, thread(slice.thread, slice.rank) + " > step step", 0, 1);
      } else if (slice.isHost()) {
        String path = path(slice, inStep(slice.rank, slice.start));
        add(sums, path, 0, 1);
        add(sums, path, 1, slice.self);
      } else {
        Slice launch = slice.launch;
        String path =
            launch == null
                ? rank(slice.rank) + " > unattributed [unattributed] > stream " + stream(slice)
                : path(launch, inStep(launch.rank, launch.start));
        path += " > " + slice.kind + " " + slice.name;
        add(sums, path, 0, 1);
        add(sums, path, slice.kind.equals("kernel") ? 2 : 3, slice.dur);
      }
    }
    for (Memory instant : memory) {
      if (instant.bytes > 0) {
        Slice owner = innermost(instant.thread, instant.time, null);
        boolean inStep = inStep(instant.rank, instant.time);
        String path =
            owner == null
                ? thread(instant.thread, instant.rank) + (inStep ? " > step step" : "")
                : path(owner, inStep);
        add(sums, path, 4, instant.bytes);
      }
    }
    Map<String, List<Long>> contexts = new TreeMap<>();
    sums.forEach((path, values) -> {
      List<Long> list = new ArrayList<>();
      for (long value : values) {
        list.add(value);
      }
      if (list.stream().anyMatch(value -> value != 0)) {
        contexts.put(path, list);
      }
    });
    return contexts;
  }

  private static void add(Map<String, long[]> sums, String path, int metric, long value) {
    sums.computeIfAbsent(path, k -> new long[5])[metric] += value;
  }

  private static String path(Slice slice, boolean inStep) {
    String path = slice.kind + " " + slice.name;
    Slice at = slice;
    while (at.caller != null) {
      at = at.caller;
      path = at.kind + " " + at.name + " > " + path;
    }
    return thread(at.thread, at.rank) + (inStep ? " > step step" : "") + " > " + path;
  }

  private static String thread(String thread, int rank) {
    return rank(rank) + " > thread thread " + thread.split("/")[1];
  }

  private static String rank(int rank) {
    return "rank " + (rank < 0 ? "trace.json" : "rank " + rank);
  }

  private static String stream(Slice work) {
    return "device "
        + work.device.substring(work.device.indexOf('/') + 1)
        + " stream "
        + work.thread.split("/")[1];
  }

  private boolean inStep(int rank, long time) {
    return slices.stream()
        .anyMatch(
            s -> s.kind.equals("step") && s.rank == rank && s.start <= time && time < s.end());
  }

  /** Each step with its kernels and their sum: those launched in it and in no later one. */
  List<String> steps() {
    List<Slice> steps =
        slices.stream().filter(s -> s.kind.equals("step")).sorted(Oracle::compare).toList();
    Map<Slice, long[]> sums = new java.util.HashMap<>();
    for (Slice work : slices) {
      Slice found = null;
      for (Slice step : steps) {
        Slice launch = work.launch;
        if (work.kind.equals("kernel")
            && launch != null
            && step.rank == launch.rank
            && step.start <= launch.start
            && launch.start < step.end()) {
          found = step;
        }
      }
      if (found != null) {
        long[] sum = sums.computeIfAbsent(found, s -> new long[2]);
        sum[0]++;
        sum[1] += work.dur;
      }
    }
    return steps.stream()
        .map(step -> {
          long[] sum = sums.getOrDefault(step, new long[2]);
          return step.name + " " + step.start + " " + step.dur + " " + sum[0] + " " + sum[1];
        })
        .toList();
  }

  /** Compute, exposed communication, exposed copies, idle, total, by rank and device. */
  Map<String, List<Long>> timelines() {
    Map<String, List<Slice>> devices = new TreeMap<>();
    for (Slice slice : slices) {
      if (!slice.isHost()) {
        devices.computeIfAbsent(slice.device, k -> new ArrayList<>()).add(slice);
      }
    }
    Map<String, List<Long>> timelines = new TreeMap<>();
    devices.forEach((device, work) -> timelines.put(device, timeline(work)));
    return timelines;
  }

  private static List<Long> timeline(List<Slice> work) {
    TreeSet<Long> edges = new TreeSet<>();
    work.forEach(slice -> edges.addAll(List.of(slice.start, slice.end())));
    long[] sums = new long[4];
    for (long from : edges) {
      Long to = edges.higher(from);
      if (to != null) {
        int what = 3;
        for (Slice slice : work) {
          if (slice.start <= from && slice.end() > from) {
            int own =
                slice.kind.equals("memcpy")
                    ? 2
                    : slice.name.startsWith("nccl") && slice.kind.equals("kernel") ? 1 : 0;
            what = Math.min(what, own);
          }
        }
        sums[what] += to - from;
      }
    }
    return List.of(sums[0], sums[1], sums[2], sums[3], edges.last() - edges.first());
  }
}
