package dev.plumb.bench.xplane;

import dev.plumb.trace.io.ProtoWriter;
import java.util.Random;

/**
 * An XSpace like those of JAX: a GPU whose kernels name their HLO instructions, a TPU core whose
 * times are finer than nanoseconds, and host threads. The same for the same seed.
 */
final class SyntheticXPlane {
  private static final int TYPES = 400;
  private static final String[] STATS = {
    "",
    "correlation_id",
    "kernel_details",
    "tf_op",
    "hlo_op",
    "hlo_module",
    "program_id",
    "theoretical_occupancy_pct",
    "occupancy_min_grid_size",
    "occupancy_suggested_block_size",
    "device_offset_ps",
    "device_duration_ps",
    "_pt",
    "_p",
    "id",
    "kernel_name",
    "jit_step"
  };

  private final Random random = new Random(7);
  private final ProtoWriter stat = new ProtoWriter();
  private final ProtoWriter event = new ProtoWriter();

  /** Picoseconds of all kernels. */
  long kernelPs;

  /** Makes a file of so many events. */
  byte[] make(int events) {
    ProtoWriter space = new ProtoWriter();
    space.message(1, plane("/device:GPU:0", "Stream #7(Compute)", events * 4 / 10, 0));
    space.message(1, plane("/device:TPU:0", "XLA Ops", events * 3 / 10, 1));
    space.message(1, plane("/host:CPU", "python3", events * 3 / 10, 2));
    return space.text(4, "host").toBytes();
  }

  private ProtoWriter plane(String name, String lineName, int events, int kind) {
    ProtoWriter line = new ProtoWriter().number(1, 7).text(2, lineName).number(3, 1_000_000_000L);
    long at = 0;
    for (int i = 0; i < events; i++) {
      long dur = 500_000L + random.nextInt(20_000) * (kind == 1 ? 78L : 1000L);
      dur = kind == 1 ? dur : dur / 1000 * 1000;
      kernelPs += kind < 2 ? dur : 0;
      int type = random.nextInt(TYPES);
      event.clear().number(1, type + 1).number(2, at).number(3, dur);
      stats(kind, i, type, at, dur);
      line.message(4, event);
      at += dur + 1_000_000;
    }
    ProtoWriter plane = new ProtoWriter().number(1, kind + 1).text(2, name).message(3, line);
    for (int type = 0; type < TYPES; type++) {
      ProtoWriter described =
          new ProtoWriter().number(1, type + 1).text(2, "loop_fusion_kernel_" + type);
      plane.message(4, new ProtoWriter().number(1, type + 1).message(2, described));
    }
    for (int id = 1; id < STATS.length; id++) {
      name(plane, id, STATS[id]);
    }
    for (int type = 0; type < TYPES; type++) {
      name(plane, 1000 + type, "regs:38 static_shared:0 grid:" + type + ",1,1 block:1024,1,1");
      name(plane, 2000 + type, "jit(step)/jit(main)/layer_" + type % 24 + "/dot_general:");
      name(plane, 3000 + type, "fusion." + type);
    }
    return plane;
  }

  private static void name(ProtoWriter plane, int id, String text) {
    plane.message(
        5,
        new ProtoWriter().number(1, id).message(2, new ProtoWriter().number(1, id).text(2, text)));
  }

  private void stats(int kind, int i, int type, long at, long dur) {
    switch (kind) {
      case 0 -> {
        add(1, 3, 100_000L + i);
        add(2, 7, 1000 + type);
        add(3, 7, 2000 + type);
        add(4, 7, 3000 + type);
        add(5, 7, 16);
        add(6, 4, 15);
        event.message(4, stat.clear().number(1, 7).decimal(2, 100.0));
        add(8, 4, 2112);
        add(9, 4, 1024);
      }
      case 1 -> {
        add(10, 3, at - 14_617_000);
        add(11, 3, dur);
      }
      default -> {
        if (i % 3 == 0) {
          add(12, 4, 5);
          add(13, 4, i);
        } else if (i % 3 == 1) {
          add(14, 4, -5507777931146068289L);
          event.message(4, stat.clear().number(1, 15).text(5, "Identity_" + type));
        }
      }
    }
  }

  private void add(int id, int valueField, long value) {
    event.message(4, stat.clear().number(1, id).number(valueField, value));
  }
}
