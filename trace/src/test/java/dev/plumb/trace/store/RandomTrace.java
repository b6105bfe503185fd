package dev.plumb.trace.store;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Traces that obey the tables' rules and nothing else: any name, any time, any mixture. */
final class RandomTrace {
  private static final String[] NAMES = {
    "",
    "aten::mm",
    "a;b\nc",
    "quote\"back\\slash",
    "\u0000nul",
    "naïve",
    "日本語",
    "🙂",
    "ProfilerStep#7"
  };

  private final Random random;
  private final TraceBuilder out;

  private RandomTrace(long seed, String name) {
    random = new Random(seed);
    out = new TraceBuilder(name, "chrome", new Problems());
  }

  /** A trace of about {@code rows} slices. */
  static TraceBuilder of(long seed, int rows) {
    return new RandomTrace(seed, "trace-" + seed + ".json").fill(rows);
  }

  private TraceBuilder fill(int rows) {
    out.setBytes(random.nextLong(1L << 40));
    out.setFileBytes(random.nextLong(-1, 1L << 30));
    out.setBaseTimeNs(random.nextBoolean() ? 0 : random.nextLong());
    out.setRank(random.nextInt(-1, 8));
    out.setWorldSize(random.nextInt(-1, 9));
    for (String name : NAMES) {
      out.strings().intern(name);
    }
    out.strings().intern(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, 0, 3); // half a pair
    out.strings().intern(new byte[] {(byte) 0xFF, 'x'}, 0, 2);
    for (int i = 0; i < rows / 3; i++) {
      out.strings().intern("name " + i);
      byte[] args = ("\"Input Dims\": [[" + i + "]]").getBytes(StandardCharsets.UTF_8);
      out.args().intern(args, 0, args.length);
    }
    for (int i = 0; i < 3; i++) {
      int device = out.devices().row(i == 2 ? "npu;0" : Integer.toString(i));
      if (i == 1) {
        out.devices().setName(device, "NVIDIA \"H100\"");
      }
    }
    for (int i = 0; i < 5; i++) {
      int track = out.tracks().add(string(), string());
      out.tracks().setProcessNameId(track, stringOrNone());
      out.tracks().setThreadNameId(track, stringOrNone());
      out.tracks().setRank(track, random.nextInt(-1, 4));
    }
    for (int i = 0; i < rows; i++) {
      slice();
    }
    for (int i = 0; i < rows / 4; i++) {
      others();
    }
    out.countEvents(Ids.NONE, 1 + random.nextInt(9));
    for (int i = 0; i < Math.min(4, out.strings().size()); i++) {
      out.countEvents(i, 1 + random.nextInt(1000));
    }
    new RandomProfile(random, out).fill(rows / 3);
    out.putMetadata("distributedInfo", "{\"rank\": 0}");
    out.putMetadata("tra\"ce", "[1, 2]");
    out.problems().add(ProblemCode.INVALID_UTF8, 17, 3, "first detail");
    out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    return out;
  }

  private void slice() {
    SliceKind kind = SliceKind.of(random.nextInt(SliceKind.values().length));
    int detail =
        switch (kind) {
          case PYTHON, MODULE -> out.python().add(id(), id(), random.nextInt(-1, 9));
          case OPERATOR, ANNOTATION, STEP ->
              out.operators().add(id(), id(), id(), id(), stringOrNone());
          case RUNTIME -> out.launches().add(id(), id());
          case KERNEL, MEMCPY, MEMSET, DEVICE_OTHER, GPU_ANNOTATION, SYNC ->
              out.deviceWork().add(id(), id(), random.nextInt(3), string(), id());
          case CPU, OVERHEAD, ASYNC -> Ids.NONE;
        };
    out.slices()
        .add(
            random.nextLong(-1L << 60, 1L << 60),
            random.nextInt(3) == 0 ? random.nextLong(1L << 50) : random.nextInt(100_000),
            kind,
            string(),
            stringOrNone(),
            random.nextInt(5),
            argsOrNone(),
            detail);
  }

  private void others() {
    int memory =
        random.nextBoolean()
            ? Ids.NONE
            : out.memory()
                .add(
                    random.nextInt(),
                    id(),
                    id(),
                    id(),
                    random.nextInt(-1, 3),
                    random.nextInt(-1, 8));
    int track = random.nextInt(5);
    out.instants().add(random.nextLong(), string(), stringOrNone(), track, argsOrNone(), memory);
    char phase = "stf".charAt(random.nextInt(3));
    out.flows().add(random.nextLong(), id(), track, stringOrNone(), phase);
    double value = random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian();
    out.counters().add(random.nextLong(), track, string(), string(), value);
  }

  private int string() {
    return random.nextInt(out.strings().size());
  }

  private int stringOrNone() {
    return random.nextInt(-1, out.strings().size());
  }

  private int argsOrNone() {
    return random.nextInt(-1, out.args().size());
  }

  private long id() {
    return switch (random.nextInt(4)) {
      case 0 -> Ids.ABSENT;
      case 1 -> random.nextLong();
      default -> random.nextInt(10_000);
    };
  }
}
