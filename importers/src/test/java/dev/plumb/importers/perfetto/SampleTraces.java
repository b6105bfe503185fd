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
    trace.message(1, message().number(10, 8).message(1, message().number(1, 3)));
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
}
