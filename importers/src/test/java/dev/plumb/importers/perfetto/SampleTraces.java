package dev.plumb.importers.perfetto;

import dev.plumb.trace.io.ProtoWriter;
import java.util.zip.Deflater;

/** Small traces as rocprofv3 and programs with the Perfetto SDK write them. */
final class SampleTraces {
  private static final int BEGIN = 1;
  private static final int END = 2;
  private static final int INSTANT = 3;
  private static final int COUNTER = 4;

  private SampleTraces() {}

  private static ProtoWriter message() {
    return new ProtoWriter();
  }

  private static ProtoWriter packet(long time) {
    return message().number(8, time).number(10, 1);
  }

  private static ProtoWriter event(int type, long track) {
    return message().number(9, type).number(11, track);
  }

  private static ProtoWriter interned(long iid, String text) {
    return message().number(1, iid).text(2, text);
  }

  /** Its number before its name, as some writers order them. */
  private static ProtoWriter annotation(String name, long value) {
    return message().number(3, value).text(10, name);
  }

  private static ProtoWriter annotation(String name, String value) {
    return message().text(10, name).text(6, value);
  }

  /**
   * An API call, the kernel that it launches, a copy, a range and a counter, in rocprofv3's way.
   */
  static byte[] rocprofv3() {
    ProtoWriter trace = message();
    trace.message(1, message().bytes(36, new byte[16]).number(10, 1));
    trace.message(
        1,
        packet(0)
            .number(41, 1)
            .message(
                60, message().number(1, 70).message(3, message().number(1, 70).text(6, "python"))));
    trace.message(
        1, packet(0).message(60, message().number(1, 71).number(5, 70).text(2, "THREAD 1 (71)")));
    trace.message(
        1,
        packet(0).message(60, message().number(1, 90).text(2, "COMPUTE Agent [1] QUEUE [0] GPU")));
    trace.message(
        1,
        packet(0)
            .message(
                60,
                message()
                    .number(1, 91)
                    .text(2, "COPY BYTES to Agent [1] (GPU)")
                    .message(8, message().number(3, 3).number(4, 1024))));
    // The call lies within the range, and is written before it.
    pair(trace, 2000, 2100, 71, "hip_api", "hipLaunchKernel", 6, annotation("tid", 71));
    pair(trace, 900, 5000, 71, "marker_api", "step 1", 1, annotation("tid", 71));
    pair(
        trace,
        3000,
        3500,
        90,
        "kernel_dispatch",
        "add(float*)",
        6,
        annotation("agent", "Agent-1"),
        annotation("queue", 0),
        annotation("stream_ID", 2),
        annotation("VGPR_Count", 8));
    pair(
        trace,
        3400,
        3700,
        90,
        "kernel_dispatch",
        "overlaps",
        7,
        annotation("agent", "Agent-1"),
        annotation("queue", 0),
        annotation("stream_ID", 2));
    pair(
        trace,
        4000,
        4400,
        90,
        "memory_copy",
        "MEMORY_COPY_HOST_TO_DEVICE",
        8,
        annotation("src_agent", "Agent-0"),
        annotation("dst_agent", "Agent-1"),
        annotation("copy_bytes", 4096),
        annotation("stream_ID", 2));
    trace.message(1, packet(4000).message(11, event(COUNTER, 91).number(30, 4)));
    trace.message(1, packet(4400).message(11, event(COUNTER, 91).decimal(44, 0.5)));
    return trace.toBytes();
  }

  private static void pair(
      ProtoWriter trace,
      long start,
      long end,
      long track,
      String category,
      String name,
      long correlation,
      ProtoWriter... annotations) {
    ProtoWriter begin = event(BEGIN, track).text(22, category).text(23, name);
    begin.message(4, annotation("begin_ns", start)).message(4, annotation("corr_id", correlation));
    for (ProtoWriter annotation : annotations) {
      begin.message(4, annotation);
    }
    trace.message(1, packet(start).message(11, begin));
    trace.message(1, packet(end).message(11, event(END, track)));
  }

  /**
   * Interned texts in the packet that uses them, an incremental clock in microseconds, defaults, a
   * clear of the state, a lost name, nested annotations, a thread, ends without begins, packets of
   * another data source, compressed packets.
   */
  static byte[] sdk() {
    ProtoWriter trace = message();
    ProtoWriter snapshot =
        message()
            .message(1, message().number(1, 6).number(2, 1_000_000))
            .message(1, message().number(1, 1).number(2, 1_700_000_000_000_000_000L))
            .message(1, message().number(1, 64).number(2, 1000).number(3, 1).number(4, 1000));
    trace.message(
        1,
        message()
            .number(10, 5)
            .number(13, 1)
            .message(6, snapshot)
            .message(59, message().number(58, 64).message(11, message().number(11, 33))));
    trace.message(
        1,
        message()
            .number(10, 5)
            .message(
                60,
                message()
                    .number(1, 33)
                    .number(5, 70)
                    .message(4, message().number(1, 70).number(2, 71).text(5, "main"))));
    trace.message(
        1,
        message()
            .number(8, 5)
            .message(
                11,
                message()
                    .number(9, BEGIN)
                    .number(10, 1)
                    .bytes(3, new byte[] {1})
                    .message(4, message().number(1, 1).number(17, 1))
                    .message(
                        4,
                        message()
                            .text(10, "shape")
                            .message(12, message().number(4, 2))
                            .message(12, message().number(4, 3))
                            .message(11, message().text(10, "dtype").text(6, "f32"))))
            .message(
                12,
                message()
                    .message(1, interned(1, "model"))
                    .message(2, interned(1, "forward"))
                    .message(3, interned(1, "phase"))
                    .message(29, interned(1, "train")))
            .number(10, 5));
    trace.message(
        1,
        message()
            .number(8, 2)
            .number(10, 5)
            .message(11, message().number(9, INSTANT).text(23, "tick")));
    trace.message(1, message().number(8, 10).number(10, 5).message(11, message().number(9, END)));
    // Another sequence, the same numbers: its names are not known.
    trace.message(
        1,
        message().number(8, 1_100_000).number(10, 6).message(11, event(BEGIN, 44).number(10, 1)));
    trace.message(1, message().number(8, 1_200_000).number(10, 7).message(11, event(END, 44)));
    trace.message(1, message().number(8, 1_300_000).number(10, 7).message(11, event(END, 44)));
    trace.message(
        1,
        message()
            .number(8, 1_400_000)
            .number(10, 7)
            .message(11, event(BEGIN, 44).text(23, "open")));
    trace.message(1, message().number(10, 8).message(37, message().number(7, 3)));
    ProtoWriter inside =
        message()
            .message(
                1,
                message()
                    .number(8, 1_500_000)
                    .number(10, 9)
                    .message(11, event(INSTANT, 44).text(23, "inside")));
    trace.message(1, message().number(10, 9).bytes(50, deflate(inside.toBytes())));
    return trace.toBytes();
  }

  private static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater();
    deflater.setInput(plain);
    deflater.finish();
    byte[] packed = new byte[1000];
    int length = deflater.deflate(packed);
    deflater.end();
    return java.util.Arrays.copyOf(packed, length);
  }

  private static ProtoWriter sequence(int id, long time) {
    return message().number(8, time).number(10, id);
  }

  private static ProtoWriter spec(long iid, String name, int category) {
    return message().number(1, iid).text(2, name).number(4, category);
  }

  /**
   * A process that uses CUDA: a call that launches a kernel and waits for a copy, written after
   * them; a stage that draws; counters of both ways to describe them; memory; an old writer.
   */
  static byte[] gpu() {
    ProtoWriter trace = message();
    trace.message(
        1,
        sequence(1, 0)
            .number(13, 1)
            .message(128, message().message(1, message().text(1, "NVIDIA H100"))));
    ProtoWriter kernel =
        message().number(1, 1).text(2, "_Z3addPf").text(3, "add(float*)").text(4, "sm_90");
    ProtoWriter counters =
        message()
            .number(1, 1)
            .message(
                2,
                message()
                    .message(
                        1, message().number(1, 5).text(2, "dram read").number(7, 7).number(8, 22)));
    trace.message(
        1,
        sequence(1, 0)
            .message(
                12,
                message()
                    .message(23, message().number(1, 1).number(2, 70).number(3, 4))
                    .message(24, spec(1, "compute 0", 2))
                    .message(24, spec(2, "Kernel", 2))
                    .message(24, spec(3, "Memcpy HtoD", 2))
                    .message(24, spec(4, "graphics", 1))
                    .message(24, spec(5, "Fragment", 1))
                    .message(47, counters)
                    .message(1000, kernel)
                    .message(1001, message().number(1, 1).text(2, "registers_per_thread"))));
    ProtoWriter launch =
        message()
            .message(1, message().number(1, 8).number(2, 2))
            .message(2, message().number(1, 256))
            .message(3, message().number(1, 1).number(4, 32));
    trace.message(
        1,
        sequence(1, 1000)
            .message(53, stage(10, 500, 1, 2).number(5, 1).number(19, 1).message(21, launch)));
    trace.message(
        1,
        sequence(1, 1600)
            .message(
                53,
                stage(11, 100, 1, 3)
                    .number(5, 1)
                    .message(6, message().text(1, "bytes").text(2, "4096"))));
    trace.message(1, sequence(1, 1700).message(53, stage(12, 50, 4, 5)));
    trace.message(
        1,
        sequence(2, 0)
            .number(13, 1)
            .message(
                60,
                message()
                    .number(1, 33)
                    .message(4, message().number(1, 70).number(2, 71).text(5, "main"))));
    trace.message(
        1,
        sequence(2, 900)
            .message(
                11,
                event(BEGIN, 33)
                    .text(23, "cuLaunchKernel")
                    .number(3001, 4)
                    .message(3000, message().number(1, 10).number(1, 11))));
    trace.message(1, sequence(2, 950).message(11, event(END, 33)));
    trace.message(
        1,
        sequence(1, 1000)
            .message(
                52, message().message(2, message().number(1, 5).decimal(3, 1.5)).number(4, 1)));
    trace.message(
        1,
        sequence(3, 1100)
            .message(
                52,
                message()
                    .message(2, message().number(1, 7).number(2, 60))
                    .message(
                        1,
                        message().message(1, message().number(1, 7).text(2, "busy").number(7, 37)))
                    .number(3, 1)));
    trace.message(
        1,
        sequence(3, 1200).message(52, message().message(2, message().number(1, 99).number(2, 1))));
    trace.message(
        1, sequence(3, 1300).message(71, message().number(1, 0).number(2, 70).number(3, 1 << 20)));
    ProtoWriter old =
        message()
            .message(2, message().text(1, "queue A"))
            .message(3, message().text(1, "binning"))
            .message(3, message().text(1, "render"));
    trace.message(
        1,
        sequence(4, 2000)
            .message(53, message().message(7, old).number(1, 50).number(2, 5).number(4, 1)));
    return trace.toBytes();
  }

  private static ProtoWriter stage(long event, long duration, long queue, long stage) {
    return message().number(1, event).number(2, duration).number(13, queue).number(14, stage);
  }

  /**
   * Samples of perf with their stacks, frames before what they refer to, lost samples; samples that
   * a thread takes of itself; threads and processes.
   */
  static byte[] samples() {
    ProtoWriter trace = message();
    ProtoWriter defaults =
        message().message(12, message().message(1, message().number(2, 100).number(4, 10)));
    ProtoWriter interned =
        message()
            .message(5, interned(1, "main"))
            .message(5, interned(2, "gemm"))
            .message(6, message().number(1, 1).number(2, 1).number(3, 1).number(4, 16))
            .message(6, message().number(1, 2).number(2, 2).number(3, 1).number(5, 1).number(6, 12))
            .message(6, message().number(1, 3).number(3, 1).number(4, 0x1234))
            .message(6, message().number(1, 4).number(2, 2).number(3, 2).number(7, 2))
            .message(7, message().number(1, 1).packed(2, 1, 2))
            .message(7, message().number(1, 2).number(2, 1).number(2, 3))
            .message(7, message().number(1, 3).packed(2, 1, 4, 77))
            .message(17, interned(1, "/usr/lib/libblas.so"))
            .message(17, interned(2, "[kernel.kallsyms]"))
            .message(18, interned(1, "/src/gemm.c"))
            .message(19, message().number(1, 1).number(7, 1))
            .message(19, message().number(1, 2).number(7, 2));
    trace.message(1, sequence(1, 0).number(13, 1).message(59, defaults).message(12, interned));
    for (int i = 0; i < 3; i++) {
      trace.message(1, sequence(1, 1000 + i).message(66, sample(1 + i)));
    }
    trace.message(1, sequence(1, 1500).message(66, sample(9)));
    trace.message(1, sequence(1, 1600).message(66, message().number(17, 5)));
    trace.message(1, sequence(1, 1700).message(66, message().number(18, 1)));
    trace.message(1, sequence(1, 1800).message(66, message().message(19, message())));
    trace.message(
        1,
        message()
            .number(10, 1)
            .message(44, message().number(1, 70).number(2, 72).number(6, 5))
            .message(54, message().packed(1, 1, 2).packed(2, 10, 20)));
    trace.message(1, sequence(2, 0).message(2, processTree()));
    return trace.toBytes();
  }

  private static ProtoWriter sample(long stack) {
    return message().number(1, 0).number(2, 70).number(3, 71).number(4, stack).number(6, 100);
  }

  private static ProtoWriter processTree() {
    return message()
        .message(1, message().number(1, 70).text(3, "python").text(3, "train.py"))
        .message(2, message().number(1, 71).number(3, 70).text(2, "loader"));
  }

  /**
   * Switches of two CPUs, of both ways to write them, of which one also says its frequency; an
   * event of another kind; a GPU's frequency.
   */
  static byte[] scheduling() {
    ProtoWriter trace = message();
    trace.message(
        1,
        sequence(1, 0)
            .message(
                1,
                message()
                    .message(
                        2,
                        message()
                            .number(1, 1000)
                            .number(2, 0)
                            .message(4, sched("swapper", 0, 0, "python", 71)))
                    .message(
                        2,
                        message()
                            .number(1, 1100)
                            .message(11, message().number(1, 2400000).number(2, 3)))
                    .message(2, message().number(1, 1200).message(20, message().number(2, 71)))
                    .message(
                        2,
                        message()
                            .number(1, 1300)
                            .message(332, message().number(1, 0).number(2, 900000)))
                    .message(
                        2,
                        message()
                            .number(1, 1500)
                            .number(2, 71)
                            .message(4, sched("python", 71, 1, "swapper", 0)))
                    .number(1, 3)));
    ProtoWriter compact =
        message()
            .packed(1, 2000, 100, 50)
            .packed(2, 0, 2, 0)
            .packed(3, 72, 73, 0)
            .packed(4, 120, 120, 120)
            .text(5, "kworker")
            .text(5, "java")
            .packed(6, 0, 1, 1);
    trace.message(1, sequence(1, 0).message(1, message().number(1, 0).message(4, compact)));
    trace.message(
        1,
        sequence(1, 0)
            .message(
                1,
                message()
                    .number(1, 0)
                    .number(5, 4)
                    .number(6, 100)
                    .number(7, 3000)
                    .message(
                        2,
                        message().number(1, 300).message(4, sched("swapper", 0, 0, "java", 73)))));
    trace.message(1, sequence(2, 0).message(2, processTree()));
    return trace.toBytes();
  }

  private static ProtoWriter sched(String from, long tid, long state, String to, long next) {
    return message().text(1, from).number(2, tid).number(4, state).text(5, to).number(6, next);
  }

  /** The same, compressed within the trace by zstd. */
  static byte[] zstd() {
    byte[] packed = com.github.luben.zstd.Zstd.compress(scheduling());
    return message().message(1, message().number(10, 1).bytes(133, packed)).toBytes();
  }
}
