package dev.plumb.profile.timeline;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Small runs of everything that has a place in time: host slices that nest or overlap or take no
 * time, device work on overlapping streams with and without launches, steps, allocations, samples.
 */
public final class RandomRuns {
  private static final SliceKind[] HOST = {
    SliceKind.ANNOTATION,
    SliceKind.PYTHON,
    SliceKind.MODULE,
    SliceKind.OPERATOR,
    SliceKind.CPU,
    SliceKind.RUNTIME,
    SliceKind.OVERHEAD
  };
  private static final SliceKind[] DEVICE = {
    SliceKind.KERNEL, SliceKind.KERNEL, SliceKind.MEMCPY, SliceKind.MEMSET, SliceKind.DEVICE_OTHER
  };
  private static final SliceKind[] REST = {
    SliceKind.GPU_ANNOTATION, SliceKind.SYNC, SliceKind.ASYNC
  };

  private final Random random;
  private final TraceBuilder out;
  private final long base;
  private final long scale;
  private long correlation;

  private RandomRuns(long seed, String name) {
    random = new Random(seed);
    out = new TraceBuilder(name, "test", new Problems());
    base = random.nextInt(4) == 0 ? 1_700_000_000_000_000_000L : random.nextInt(100) - 50;
    scale = random.nextBoolean() ? 1 : 1 + random.nextInt(1000);
  }

  /** A run of one or several inputs. */
  public static Run of(long seed, int slices) {
    Random random = new Random(seed);
    int inputs = random.nextInt(4) == 0 ? 2 : 1;
    List<Links> links = new ArrayList<>();
    for (int input = 0; input < inputs; input++) {
      links.add(new RandomRuns(seed * 31 + input, "input" + input + ".json").fill(slices));
    }
    return Run.of(links);
  }

  private Links fill(int slices) {
    int process = text("1");
    int[] tracks = new int[3];
    for (int i = 0; i < tracks.length; i++) {
      tracks[i] = out.tracks().add(process, text("t" + i));
    }
    boolean ranks = random.nextInt(5) == 0;
    if (ranks) {
      out.tracks().setRank(tracks[0], 0);
      out.tracks().setRank(tracks[1], 1);
      out.tracks().setRank(tracks[2], 1);
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < slices; i++) {
      order.add(i);
    }
    for (int ignored : order) {
      int kind = random.nextInt(20);
      int track = tracks[random.nextInt(tracks.length)];
      long start = base + random.nextInt(2 * slices + 20) * scale;
      long dur =
          random.nextInt(4) == 0 ? 0 : random.nextInt(random.nextInt(3) == 0 ? 60 : 9) * scale;
      if (kind < 12) {
        host(HOST[random.nextInt(HOST.length)], track, start, dur);
      } else if (kind < 17) {
        device(DEVICE[random.nextInt(DEVICE.length)], track, start, dur);
      } else if (kind < 18) {
        add(SliceKind.STEP, track, start, dur * 3, operator());
      } else {
        SliceKind rest = REST[random.nextInt(REST.length)];
        int detail = rest == SliceKind.ASYNC ? Ids.NONE : work(random.nextInt(20));
        add(rest, track, start, dur, detail);
      }
      if (random.nextInt(3) == 0) {
        allocation(track, base + random.nextInt(2 * slices + 20) * scale);
      }
    }
    if (random.nextBoolean()) {
      samples(tracks, slices);
    }
    return Linker.link(out.seal(), out.problems());
  }

  private void host(SliceKind kind, int track, long start, long dur) {
    int detail =
        switch (kind) {
          case PYTHON, MODULE -> out.python().add(out.python().size(), Ids.ABSENT, Ids.NONE);
          case OPERATOR, ANNOTATION -> operator();
          case RUNTIME -> out.launches().add(correlation++, Ids.ABSENT);
          default -> Ids.NONE;
        };
    add(kind, track, start, dur, detail);
  }

  private int operator() {
    return out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
  }

  private void device(SliceKind kind, int track, long start, long dur) {
    add(kind, track, start, dur, work(random.nextInt(20)));
  }

  private int work(long id) {
    int device = out.devices().row(random.nextBoolean() ? "0" : "1");
    long bytes = random.nextBoolean() ? 1 + random.nextInt(1000) : Ids.ABSENT;
    return out.deviceWork().add(id, Ids.ABSENT, device, text("s" + random.nextInt(2)), bytes);
  }

  private void add(SliceKind kind, int track, long start, long dur, int detail) {
    int name = text(kind.name().charAt(0) + "" + random.nextInt(4));
    out.slices().add(start, dur, kind, name, text("cat"), track, Ids.NONE, detail);
  }

  private void allocation(int track, long time) {
    long bytes = random.nextInt(-700, 1300);
    long total = random.nextBoolean() ? random.nextInt(9000) : Ids.ABSENT;
    int row = out.memory().add(bytes, 16L * random.nextInt(8), total, total, 1, 0);
    out.instants().add(time, text("[memory]"), Ids.NONE, track, Ids.NONE, row);
  }

  private void samples(int[] tracks, int slices) {
    int own = out.measures().row(Quantity.OTHER, text("misses"), text(""));
    int cpu = out.measures().row(Quantity.CPU_NS, text("cpu"), text("ns"));
    int count = out.measures().row(Quantity.SAMPLES, text("samples"), text(""));
    int[] measures = {own, cpu, count};
    for (int i = 0; i < slices; i++) {
      int frame = out.frames().row(CodeKind.NATIVE, text("f" + random.nextInt(4)));
      int stack = out.stacks().row(Ids.NONE, frame);
      out.samples()
          .add(
              base + random.nextInt(2 * slices + 20) * scale,
              tracks[random.nextInt(tracks.length)],
              stack,
              measures[random.nextInt(measures.length)],
              1 + random.nextInt(50),
              Ids.NONE,
              Ids.NONE);
    }
  }

  private int text(String text) {
    return out.strings().intern(text);
  }
}
