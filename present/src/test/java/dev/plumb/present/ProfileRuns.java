package dev.plumb.present;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Linked runs that have rows in every table of stacks, samples, metrics, snapshots and graphs. */
public final class ProfileRuns {
  private static final long NOW = 1_700_000_000_123_456_789L;
  private static final List<String> PLAIN = List.of("main", "forward", "gemm", "memcpy", "loop");

  private final Random random;
  private final TraceBuilder out;
  private final List<Integer> names = new ArrayList<>();

  private ProfileRuns(long seed, String name) {
    random = new Random(seed);
    out = new TraceBuilder(name, "test", new Problems());
  }

  /** One input with plain names. */
  public static Run plain(long seed) {
    return Run.of(List.of(new ProfileRuns(seed, "profile.json").fill(60, PLAIN)));
  }

  /** One input whose names are what nobody expects. */
  public static Run hostile(long seed) {
    return Run.of(
        List.of(new ProfileRuns(seed, "hostile.json").fill(80, SampleRuns.HOSTILE_NAMES)));
  }

  /** Two inputs, ranks of one run. */
  public static Run ranks(long seed) {
    List<Links> inputs = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      ProfileRuns one = new ProfileRuns(seed + rank, "rank" + rank + ".json");
      one.out.setRank(rank);
      one.out.setBaseTimeNs(1_000_000_000L * (rank + 1));
      inputs.add(one.fill(30, PLAIN));
    }
    return Run.of(inputs);
  }

  private Links fill(int rows, List<String> texts) {
    for (String text : texts) {
      names.add(out.strings().intern(text));
    }
    int gpu = 0;
    for (String thread : List.of("7", "100", "worker")) {
      int track = out.tracks().add(out.strings().intern("4242"), out.strings().intern(thread));
      out.tracks().setThreadNameId(track, name());
    }
    out.devices().row("0");
    byte[] args = "\"n\": 1".getBytes(StandardCharsets.UTF_8);
    out.args().intern(args, 0, args.length);
    for (int i = 0; i < rows; i++) {
      launchAndKernel(i, gpu);
    }
    slice(5, SliceKind.ASYNC, 1, Ids.NONE);
    slice(6, SliceKind.CPU, 1, Ids.NONE);
    for (int i = 0; i < rows; i++) {
      stack();
    }
    for (int i = 0; i < rows * 3; i++) {
      sample();
      metric();
    }
    for (int i = 0; i < rows / 4; i++) {
      out.sliceStacks().add(i * 3, random.nextInt(out.stacks().size()));
      snapshotAndGraph(i);
    }
    Trace trace = out.seal();
    return Linker.link(trace, out.problems());
  }

  private void launchAndKernel(int i, int gpu) {
    slice(i * 1000L, SliceKind.RUNTIME, 1, out.launches().add(i, Ids.ABSENT));
    int work = out.deviceWork().add(i, Ids.ABSENT, 0, out.strings().intern("7"), Ids.ABSENT);
    slice(i * 1000L + 300, SliceKind.KERNEL, gpu, work);
  }

  private void slice(long at, SliceKind kind, int track, int detail) {
    out.countEvent(Ids.NONE);
    out.slices().add(NOW + at, 100, kind, name(), Ids.NONE, track, Ids.NONE, detail);
  }

  private void stack() {
    int frame =
        out.frames()
            .row(
                CodeKind.of(random.nextInt(CodeKind.values().length)),
                name(),
                nameOrNone(),
                random.nextInt(3),
                nameOrNone(),
                random.nextBoolean() ? Ids.ABSENT : random.nextInt(64));
    out.stacks().row(random.nextInt(-1, out.stacks().size()), frame);
  }

  private void sample() {
    String[] units = {"ns", "", "bytes"};
    int measure =
        out.measures()
            .row(
                Quantity.of(random.nextInt(Quantity.values().length)),
                name(),
                out.strings().intern(units[random.nextInt(3)]));
    out.samples()
        .add(
            random.nextInt(4) == 0 ? Times.NONE : NOW + random.nextInt(100_000),
            random.nextInt(-1, out.tracks().size()),
            random.nextInt(-1, out.stacks().size()),
            measure,
            // Beyond what a double has exactly; but sixteen of one quantity stay below 2^58, where
            // values are left out so that sums fit (two inputs become one file).
            random.nextInt(9) == 0 ? random.nextLong() >> 9 : random.nextInt(1, 1000),
            nameOrNone(),
            random.nextInt(-1, out.slices().size()));
  }

  private void metric() {
    boolean timed = random.nextBoolean();
    double[] values = {1.5, -0.0, 1e300, Double.POSITIVE_INFINITY, Double.NaN, 12};
    double value = values[random.nextInt(values.length)];
    out.kernelMetrics()
        .add(
            timed ? random.nextInt(out.slices().size()) : Ids.NONE,
            timed ? Ids.NONE : random.nextInt(out.samples().size()),
            name(),
            nameOrNone(),
            value,
            Double.isNaN(value) ? nameOrNone() : Ids.NONE,
            random.nextInt(-1, 3));
  }

  private void snapshotAndGraph(int i) {
    int stack = random.nextInt(-1, out.stacks().size());
    int segment =
        out.segments().add(0, 0x7f00_0000L + i, 4096, 512, 1024, name(), nameOrNone(), 1, stack);
    out.blocks().add(segment, 0x7f00_0000L + i, 512, Ids.ABSENT, name(), stack);
    out.nodes().add(i, name(), nameOrNone(), Ids.ABSENT, NOW, 7, 1, Ids.ABSENT, 0);
    out.edges().add(i, i + 1, EdgeTable.Kind.of(i % 3));
  }

  private int name() {
    return names.get(random.nextInt(names.size()));
  }

  private int nameOrNone() {
    return random.nextBoolean() ? Ids.NONE : name();
  }
}
