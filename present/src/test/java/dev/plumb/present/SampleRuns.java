package dev.plumb.present;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Linked runs for tests of what is made from them. */
public final class SampleRuns {
  /** What a trace's author may call things. */
  public static final List<String> HOSTILE_NAMES =
      List.of(
          "",
          " ",
          "a;b",
          "line\nbreak\r\n",
          "quote\" and \\backslash\\",
          "\u0000\u0001\u001b[31mred\u007f",
          "comma, and 'apostrophe'",
          "<script>alert(1)</script>",
          "=cmd|' /C calc'!A0",
          "日本語 🙂 e\u0301",
          "\u2028\u2029\u202Ertl",
          "model.py(12): forward",
          "/a b/(x): y.py(7): <lambda>",
          "torch/nn/modules/module.py(1501): _call_impl",
          "nn.Module: Linear_0",
          "); DROP TABLE slices; --",
          "}{][\":,",
          "trailing backslash\\");

  private static final int THREADS = 2;

  private final Random random;
  private final TraceBuilder out;
  private final List<Integer> names = new ArrayList<>();
  private final List<Integer> args = new ArrayList<>();
  private long clock = 1_700_000_000_123_456_789L;

  private SampleRuns(long seed, String name) {
    random = new Random(seed);
    out = new TraceBuilder(name, "chrome", new Problems());
  }

  /** One input with plain names: two steps of Python, operators, launches and kernels. */
  public static Run plain() {
    return Run.of(
        List.of(new SampleRuns(1, "plain.json").fill(40, List.of("aten::mm", "aten::add"))));
  }

  /** As {@link #plain}, of a program that has not one name in common with that. */
  public static Run other() {
    return Run.of(
        List.of(new SampleRuns(1, "other.json").fill(40, List.of("lookup", "permute", "cat"))));
  }

  /** One input whose names, arguments and metadata are what nobody expects. */
  public static Run hostile(long seed) {
    SampleRuns sample = new SampleRuns(seed, "hos\"tile;\n.json");
    return Run.of(List.of(sample.fill(150, HOSTILE_NAMES)));
  }

  /** Several inputs, ranks of one run. */
  public static Run ranks(int count) {
    List<Links> inputs = new ArrayList<>();
    for (int rank = 0; rank < count; rank++) {
      SampleRuns sample = new SampleRuns(rank + 5, "rank" + rank + ".json");
      sample.out.setRank(rank);
      sample.out.setWorldSize(count);
      sample.out.setBaseTimeNs(1_000_000_000L * rank);
      inputs.add(sample.fill(60, List.of("aten::mm", "ncclKernel_AllReduce", "a;b")));
    }
    return Run.of(inputs);
  }

  /** One input with a name of a megabyte. */
  public static Run gigantic() {
    String megabyte = "x\"\n;".repeat(1 << 18);
    return Run.of(List.of(new SampleRuns(3, "big.json").fill(5, List.of(megabyte, "small"))));
  }

  /** An input without any event. */
  public static Run empty() {
    Problems problems = new Problems();
    Trace trace = new TraceBuilder("empty.json", "chrome", problems).seal();
    return Run.of(List.of(Linker.link(trace, problems)));
  }

  private Links fill(int calls, List<String> texts) {
    for (String text : texts) {
      names.add(out.strings().intern(text));
      byte[] json =
          ("\"Input type\": [\"" + escape(text) + "\"], \"n\": " + random.nextInt(99))
              .getBytes(StandardCharsets.UTF_8);
      args.add(out.args().intern(json, 0, json.length));
    }
    names.add(out.strings().intern(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, 0, 3));
    for (String broken :
        List.of(
            "\"a\": NaN,,", "\"p\": \"C:\\Users\\new\u0007\"", "no json at all", "\"x\":[1,{")) {
      byte[] json = broken.getBytes(StandardCharsets.UTF_8);
      args.add(out.args().intern(json, 0, json.length));
    }
    int pid = out.strings().intern("4242");
    int[] tracks = new int[THREADS];
    for (int i = 0; i < THREADS; i++) {
      tracks[i] = out.tracks().add(pid, out.strings().intern(Integer.toString(100 + i)));
      out.tracks().setThreadNameId(tracks[i], name());
      out.tracks().setProcessNameId(tracks[i], name());
    }
    int gpu = out.tracks().add(out.strings().intern("0"), out.strings().intern("7"));
    int device = out.devices().row("0");
    out.devices().setName(device, "NVIDIA \"H100\"");
    int step = out.strings().intern("ProfilerStep#1");
    int stepDetail = out.operators().add(1, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    int category = out.strings().intern("user_annotation");
    out.slices()
        .add(clock, 50_000_000, SliceKind.STEP, step, category, tracks[0], Ids.NONE, stepDetail);
    for (int i = 0; i < calls; i++) {
      call(i, tracks[i % THREADS], gpu, device);
    }
    others(tracks[0]);
    out.countEvents(Ids.NONE, 3);
    out.setBytes(123_456);
    out.putMetadata("schemaVersion", "1");
    out.putMetadata("ph", "\"a key that looks like an event's\"");
    out.putMetadata("weird \"key\"", "{\"NaN\": NaN}");
    out.problems().add(ProblemCode.INVALID_UTF8, 99, 2, "in a name");
    Trace trace = out.seal();
    return Linker.link(trace, out.problems());
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /** A Python frame around an operator around a launch, and the kernel that it starts. */
  private void call(int i, int track, int gpu, int device) {
    clock += 10_000 + random.nextInt(5_000);
    int python = out.python().add(i * 2L, Ids.ABSENT, Ids.NONE);
    slice(clock, 9_000, SliceKind.PYTHON, "python_function", track, python);
    int operator = out.operators().add(i, i, i % 3 == 0 ? i : Ids.ABSENT, 0, Ids.NONE);
    slice(clock + 100, 8_000, SliceKind.OPERATOR, "cpu_op", track, operator);
    int launch = out.launches().add(i, i);
    slice(clock + 200, 500, SliceKind.RUNTIME, "cuda_runtime", track, launch);
    SliceKind kind =
        i % 5 == 0 ? SliceKind.MEMCPY : i % 7 == 0 ? SliceKind.MEMSET : SliceKind.KERNEL;
    String category =
        switch (kind) {
          case MEMCPY -> "gpu_memcpy";
          case MEMSET -> "gpu_memset";
          default -> "kernel";
        };
    long correlation = i % 11 == 0 ? 1_000_000 + i : i; // some launches are not in the trace
    int work =
        out.deviceWork()
            .add(
                correlation,
                Ids.ABSENT,
                device,
                out.strings().intern("7"),
                kind == SliceKind.KERNEL ? Ids.ABSENT : 4096);
    slice(clock + 3_000, 1_001 + random.nextInt(3_000), kind, category, gpu, work);
  }

  private void others(int track) {
    int memory = out.memory().add(512, 0x7f00_0000L, 1024, 2048, 1, 0);
    out.instants().add(clock, name(), Ids.NONE, track, Ids.NONE, memory);
    out.instants().add(clock + 1, name(), Ids.NONE, track, args.getFirst(), Ids.NONE);
    int category = out.strings().intern("ac2g");
    out.flows().add(clock, 17, track, category, 's');
    out.flows().add(clock + 5, 17, track, category, 'f');
    out.counters().add(clock, track, name(), out.strings().intern("used"), 1.5e10);
    out.counters().add(clock, track, name(), out.strings().intern("free;\""), -0.25);
    slice(clock, 77, SliceKind.ASYNC, "async", track, Ids.NONE);
    slice(clock, 78, SliceKind.CPU, "custom", track, Ids.NONE);
    slice(clock + 1, 7, SliceKind.OVERHEAD, "overhead", track, Ids.NONE);
  }

  private void slice(long start, long dur, SliceKind kind, String category, int track, int detail) {
    int argsId = random.nextBoolean() ? Ids.NONE : args.get(random.nextInt(args.size()));
    int categoryId = out.strings().intern(category);
    out.countEvent(categoryId);
    out.slices().add(start, dur, kind, name(), categoryId, track, argsId, detail);
  }

  private int name() {
    return names.get(random.nextInt(names.size()));
  }
}
