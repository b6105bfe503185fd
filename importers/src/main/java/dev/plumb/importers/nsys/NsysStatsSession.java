package dev.plumb.importers.nsys;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.csv.CsvReader;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one or several reports that follow each other. */
final class NsysStatsSession extends PullSession {
  private static final long MAX_DURATION_NS = 7L * 24 * 3600 * 1_000_000_000L;
  private static final int MOST_TRACKS = 1 << 20;

  private static final byte[] GRID = Args.name("grid");
  private static final byte[] BLOCK = Args.name("block");
  private static final byte[] REGISTERS = Args.name("registers per thread");
  private static final byte[] SIZE = Args.name("size");
  private static final byte[] RESULT = Args.name("return value");

  private final TraceBuilder out;
  private final StringPool strings;
  private final Problems problems;
  private final Args args = new Args();
  private final Map<String, Integer> tracks = new HashMap<>();
  private @Nullable StatsHead head;
  private final List<Sum> sums = new ArrayList<>();
  private long rows;

  NsysStatsSession(TraceBuilder out) {
    this.out = out;
    strings = out.strings();
    problems = out.problems();
  }

  @Override
  protected void read(InputStream in) throws IOException {
    CsvReader reader = new CsvReader(in, problems);
    while (reader.next()) {
      if (StatsHead.isHead(reader)) {
        head = new StatsHead(reader.takeHead(), reader);
      } else if (head != null) {
        row(reader, head);
      } else if (NsysStatsImporter.isConsole(reader.string(0))) {
        throw new UnreadableInputException(
            out.name(),
            reader.offset(),
            "holds tables for people, which lose digits",
            "Write CSV: nsys stats --format csv --output . report1.nsys-rep");
      }
    }
    writeSums();
    out.setBytes(reader.position());
  }

  @Override
  protected void finished() throws UnreadableInputException {
    if (head == null) {
      throw new UnreadableInputException(
          out.name(),
          Problems.NO_OFFSET,
          "has no head of a report that is read",
          "Write it again: nsys stats --format csv --output . report1.nsys-rep");
    }
    if (rows == 0) {
      problems.add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
  }

  private void row(CsvReader reader, StatsHead columns) {
    rows++;
    switch (columns.kind) {
      case SUM -> sum(reader, columns);
      case GPU_TRACE -> work(reader, columns);
      case API_TRACE -> call(reader, columns);
      case RANGE_TRACE -> range(reader, columns);
    }
  }

  /** Start of the row in nanoseconds; {@link Times#NONE}, and counted, if it has none. */
  private long start(CsvReader reader, StatsHead columns) {
    long start = reader.scaled(columns.start, columns.power, Times.NONE);
    if (start == Times.NONE || start != start << 1 >> 1) {
      problems.add(ProblemCode.TIME_UNUSABLE, reader.offset());
      return Times.NONE;
    }
    return start;
  }

  private long duration(CsvReader reader, StatsHead columns) {
    long duration = reader.scaled(columns.duration, columns.power, Times.NONE);
    if (duration == Times.NONE) {
      problems.add(ProblemCode.DURATION_MISSING, reader.offset());
      return 0;
    }
    if (duration < 0) {
      problems.add(ProblemCode.DURATION_NEGATIVE, reader.offset());
      return 0;
    }
    if (duration > MAX_DURATION_NS) {
      problems.add(ProblemCode.DURATION_OVERFLOW, reader.offset());
      return 0;
    }
    return duration;
  }

  private int name(CsvReader reader, StatsHead columns) {
    int name = reader.text(columns.name, strings);
    return name < 0 ? strings.intern("") : name;
  }

  private int category(String name) {
    int category = strings.intern(name);
    out.countEvent(category);
    return category;
  }

  private void range(CsvReader reader, StatsHead columns) {
    int category = category("nvtx");
    long start = start(reader, columns);
    if (start == Times.NONE) {
      return;
    }
    int track = track(reader, reader.column("PID", "Pid"), reader.column("TID", "Tid"));
    int detail = out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    int name = name(reader, columns);
    boolean nests = reader.column("Lvl") >= 0;
    SliceKind kind = nests ? SliceKind.ANNOTATION : SliceKind.ASYNC;
    out.slices()
        .add(
            start,
            duration(reader, columns),
            kind,
            name,
            category,
            track,
            Ids.NONE,
            nests ? detail : Ids.NONE);
  }

  private void call(CsvReader reader, StatsHead columns) {
    int category = category("cuda_api");
    long start = start(reader, columns);
    if (start == Times.NONE) {
      return;
    }
    int track = track(reader, reader.column("Pid", "PID"), reader.column("Tid", "TID"));
    int detail =
        out.launches()
            .add(reader.integer(reader.column("CorrID", "CorrId"), Ids.ABSENT), Ids.ABSENT);
    long result = reader.integer(reader.column("Result"), 0);
    args.clear().number(RESULT, result == 0 ? Ids.ABSENT : result);
    int argsId = args.intern(out.args());
    int name = name(reader, columns);
    out.slices()
        .add(
            start,
            duration(reader, columns),
            SliceKind.RUNTIME,
            name,
            category,
            track,
            argsId,
            detail);
  }

  private void work(CsvReader reader, StatsHead columns) {
    int name = name(reader, columns);
    String text = strings.get(name);
    SliceKind kind =
        text.startsWith("[CUDA memset")
            ? SliceKind.MEMSET
            : text.startsWith("[CUDA ") || text.startsWith("[Unified")
                ? SliceKind.MEMCPY
                : SliceKind.KERNEL;
    int category =
        category(
            switch (kind) {
              case MEMSET -> "cuda_memset";
              case MEMCPY -> "cuda_memcpy";
              default -> "cuda_kernel";
            });
    long start = start(reader, columns);
    if (start == Times.NONE) {
      return;
    }
    int device = device(reader.string(reader.column("Device")));
    int stream = reader.text(reader.column("Strm"), strings);
    stream = stream < 0 ? strings.intern("") : stream;
    int detail =
        out.deviceWork()
            .add(
                reader.integer(reader.column("CorrId", "CorrID"), Ids.ABSENT),
                Ids.ABSENT,
                device,
                stream,
                Ids.ABSENT);
    int argsId = workArgs(reader);
    String deviceId = out.devices().id(device);
    int track = track("GPU " + deviceId, strings.get(stream));
    out.slices().add(start, duration(reader, columns), kind, name, category, track, argsId, detail);
  }

  /** Sizes in megabytes are rounded: they stay a text, and no bytes are made of them. */
  private int workArgs(CsvReader reader) {
    args.clear();
    args.sizes(
        GRID,
        reader.integer(reader.column("GrdX"), Ids.ABSENT),
        reader.integer(reader.column("GrdY"), 1),
        reader.integer(reader.column("GrdZ"), 1));
    args.sizes(
        BLOCK,
        reader.integer(reader.column("BlkX"), Ids.ABSENT),
        reader.integer(reader.column("BlkY"), 1),
        reader.integer(reader.column("BlkZ"), 1));
    args.number(REGISTERS, reader.integer(reader.column("Reg/Trd"), Ids.ABSENT));
    int size = reader.text(reader.column("Bytes (MB)", "Size (MB)"), strings);
    if (size >= 0) {
      args.json(SIZE, MetadataReader.quoted(strings.get(size) + " MB"));
    }
    return args.intern(out.args());
  }

  /** {@code NVIDIA H100 80GB HBM3 (0)}. */
  private int device(String text) {
    int open = text.lastIndexOf('(');
    int close = text.lastIndexOf(')');
    if (open < 0 || close < open) {
      return out.devices().row(text);
    }
    int row = out.devices().row(text.substring(open + 1, close).strip());
    if (out.devices().name(row) == null && open > 0) {
      out.devices().setName(row, text.substring(0, open).strip());
    }
    return row;
  }

  private int track(CsvReader reader, int pid, int tid) {
    return track(reader.string(pid), reader.string(tid));
  }

  private int track(String process, String thread) {
    if (tracks.size() >= MOST_TRACKS) {
      process = "";
      thread = "";
    }
    String name = process + "\u0000" + thread;
    Integer known = tracks.get(name);
    if (known == null) {
      known = out.tracks().add(strings.intern(process), strings.intern(thread));
      tracks.put(name, known);
    }
    return known;
  }

  /** One row of a summary: a sum and a number, both without a place in time. */
  private void sum(CsvReader reader, StatsHead columns) {
    int name = name(reader, columns);
    String text = strings.get(name);
    CodeKind frame = CodeKind.KERNEL;
    Quantity time = Quantity.KERNEL_NS;
    Quantity number = Quantity.KERNELS;
    if (columns.range) {
      frame = CodeKind.SCOPE;
      time = Quantity.WALL_NS;
      number = Quantity.SAMPLES;
    } else if (columns.operation && text.startsWith("[")) {
      frame = text.startsWith("[CUDA memset") ? CodeKind.MEMSET : CodeKind.MEMCPY;
      time = Quantity.COPY_NS;
      number = Quantity.SAMPLES;
    } else if (columns.call) {
      frame = text.startsWith("cu") ? CodeKind.RUNTIME : CodeKind.NATIVE;
      time = Quantity.WALL_NS;
      number = Quantity.SAMPLES;
    }
    category(columns.range ? "nvtx_sum" : frame.name().toLowerCase(Locale.ROOT) + "_sum");
    long total = reader.scaled(columns.total, columns.power, Ids.ABSENT);
    long count = reader.integer(columns.count, Ids.ABSENT);
    if (total < 0) {
      problems.add(ProblemCode.TIME_UNUSABLE, reader.offset());
      return;
    }
    int stack = out.stacks().row(Ids.NONE, out.frames().row(frame, name));
    sums.add(new Sum(stack, frame, time, total, number, count));
  }

  /** Known in full only at the end: the events may come after their sums. */
  private record Sum(
      int stack, CodeKind frame, Quantity time, long total, Quantity number, long count) {}

  private void writeSums() {
    Set<SliceKind> present = EnumSet.noneOf(SliceKind.class);
    for (int row = 0; row < out.slices().size(); row++) {
      present.add(out.slices().kind(row));
    }
    for (Sum sum : sums) {
      SliceKind events =
          switch (sum.frame) {
            case KERNEL -> SliceKind.KERNEL;
            case MEMCPY -> SliceKind.MEMCPY;
            case MEMSET -> SliceKind.MEMSET;
            case RUNTIME -> SliceKind.RUNTIME;
            case SCOPE -> SliceKind.ANNOTATION;
            default -> SliceKind.CPU;
          };
      if (present.contains(events)) {
        problems.add(ProblemCode.SUMS_LEFT_OUT, Problems.NO_OFFSET);
        continue;
      }
      sample(sum.stack, sum.time, "Total Time", "ns", sum.total);
      if (sum.count >= 0) {
        sample(sum.stack, sum.number, "Instances", "", sum.count);
      }
    }
  }

  private void sample(int stack, Quantity quantity, String name, String unit, long value) {
    int measure = out.measures().row(quantity, strings.intern(name), strings.intern(unit));
    out.samples().add(Times.NONE, Ids.NONE, stack, measure, value, Ids.NONE, Ids.NONE);
  }
}
