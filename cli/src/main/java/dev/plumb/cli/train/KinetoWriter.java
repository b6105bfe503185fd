package dev.plumb.cli.train;

import dev.plumb.cli.train.SyntheticTrace.Flavour;
import dev.plumb.cli.train.SyntheticTrace.Layout;
import dev.plumb.cli.train.SyntheticTrace.Options;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes items as PyTorch's exporter would. Templates are written in the {@link Layout#LINE} layout
 * with marks where {@link Layout#PRETTY} breaks a line, and converted once.
 */
final class KinetoWriter {
  static final int PID = 21587;

  private static final long BASE_NS = 1_767_189_312_000_000_000L;

  /** Line breaks of the pretty layout and how far the next line is indented. */
  private static final String AT_KEYS = "\u0001";

  private static final String AT_ARGS = "\u0002";
  private static final String AT_CLOSE = "\u0003";

  private final Layout layout;
  private final Flavour flavour;
  private final OutputStream out;
  private byte[] buffer = new byte[1 << 16];
  private int size;
  private boolean first = true;
  private long eventIndex;
  private long events;
  private final long[] byType = new long[Item.Type.values().length];
  private final Map<String, Long> others = new TreeMap<>();
  private long firstNs = Long.MAX_VALUE;
  private long lastNs = Long.MIN_VALUE;

  /** Text that does not depend on the flavour. */
  private enum Piece {
    TS(", " + AT_KEYS + "\"ts\": "),
    DUR(", \"dur\": "),
    ARGS(", " + AT_KEYS + "\"args\": {" + AT_ARGS),
    END(AT_KEYS + "}" + AT_CLOSE + "}"),
    COMMA(", "),
    EXTERNAL_ID("\"External id\": "),
    SEQUENCE("\"Sequence number\": "),
    FORWARD_THREAD(", \"Fwd thread id\": "),
    RECORD_FUNCTION("\"Record function id\": 0, "),
    EV_IDX("\"Ev Idx\": "),
    PYTHON_PARENT("\"Python parent id\": "),
    NONE("null"),
    PYTHON_ID(", \"Python id\": "),
    MODULE_ID(", \"Python module id\": "),
    TOTAL_RESERVED("\"Total Reserved\": "),
    TOTAL_ALLOCATED(", \"Total Allocated\": "),
    SIZE1(", \"Bytes\": "),
    ADDRESS(", \"Addr\": "),
    DEVICE_TYPE(", \"Device Id\": 0, \"Device Type\": 1, "),
    HOST_TYPE(", \"Device Id\": -1, \"Device Type\": 0, "),
    OLD_MEMORY("\"Device Type\": 1, \"Device Id\": 0, \"Bytes\": "),
    OLD_OPERATOR("\"Device\": " + PID + ", \"External id\": "),
    OLD_TRACE_NAME(
        ", "
            + AT_ARGS
            + "\"Trace name\": \"PyTorch Profiler\", \"Trace iteration\": 0, "
            + AT_ARGS),
    OLD_EXTERNAL(", " + AT_ARGS + "\"external id\": "),
    CORRELATION("\"correlation\": "),
    STREAM(", \"stream\": "),
    MOVED(", \"bytes\": "),
    BANDWIDTH(", \"memory bandwidth (GB/s)\": "),
    COUNTER("\"Total Allocated\": "),
    START_HEAD("{" + AT_KEYS + "\"ph\": \"s\", \"id\": "),
    END_HEAD("{" + AT_KEYS + "\"ph\": \"f\", \"id\": "),
    FLOW_PID(", \"pid\": " + PID + ", \"tid\": "),
    FLOW_TS(", \"ts\": "),
    START_BACKWARD(", " + AT_KEYS + "\"cat\": \"fwdbwd\", \"name\": \"fwdbwd\"" + AT_CLOSE + "}"),
    END_BACKWARD(
        ", "
            + AT_KEYS
            + "\"cat\": \"fwdbwd\", \"name\": \"fwdbwd\", \"bp\": \"e\""
            + AT_CLOSE
            + "}");

    final String line;

    Piece(String line) {
      this.line = line;
    }
  }

  private final byte[][] pieces = new byte[Piece.values().length][];
  private final byte[][] heads = new byte[Item.Type.values().length][];
  private final byte[] between;
  private final byte[] host;
  private final byte[] hostEnd;
  private final byte[] device;
  private final byte[] deviceEnd;
  private final byte[] queued;
  private final byte[] startLaunch;
  private final byte[] endLaunch;
  private final String flowCategory;

  KinetoWriter(Options options, OutputStream out) {
    this.layout = options.layout();
    this.flavour = options.flavour();
    this.out = out;
    for (Piece piece : Piece.values()) {
      pieces[piece.ordinal()] = bytes(piece.line);
    }
    boolean old = flavour == Flavour.OLD;
    for (Item.Type type : Item.Type.values()) {
      heads[type.ordinal()] =
          bytes("{" + AT_KEYS + "\"ph\": \"X\", \"cat\": \"" + category(type) + "\", \"name\": \"");
    }
    String memory = old ? "" : "\"cat\": \"cpu_instant_event\", ";
    heads[Item.Type.MEMORY.ordinal()] =
        bytes("{" + AT_KEYS + "\"ph\": \"i\", " + memory + "\"s\": \"t\", \"name\": \"");
    heads[Item.Type.COUNTER.ordinal()] = bytes("{" + AT_KEYS + "\"ph\": \"C\", \"name\": \"");
    between = bytes("\", \"pid\": ");
    host = bytes(PID + ", \"tid\": " + (old ? "\"" : ""));
    hostEnd = bytes(old ? "\"" : "");
    device = bytes(deviceId() + ", \"tid\": " + (old ? "\"stream " : ""));
    deviceEnd = hostEnd;
    queued =
        bytes(
            flavour == Flavour.HIP
                ? "\"device\": " + deviceId()
                : "\"queued\": 0, \"device\": 0, \"context\": 1");
    flowCategory = old ? "async" : "ac2g";
    String names =
        ", "
            + AT_KEYS
            + "\"cat\": \""
            + flowCategory
            + "\", \"name\": \""
            + (old ? "launch" : "ac2g");
    startLaunch = bytes(names + "\"" + AT_CLOSE + "}");
    endLaunch = bytes(names + "\", \"bp\": \"e\"" + AT_CLOSE + "}");
  }

  /** Text in the line layout, with marks, as bytes in the layout of this writer. */
  byte[] bytes(String line) {
    String text = line;
    if (layout == Layout.PRETTY) {
      text =
          text.replace(", " + AT_CLOSE, ",\n  ")
              .replace(", " + AT_KEYS, ",\n    ")
              .replace(", " + AT_ARGS, ",\n      ")
              .replace(AT_KEYS, "\n    ")
              .replace(AT_ARGS, "\n      ")
              .replace(AT_CLOSE, "\n  ");
    } else {
      text = text.replace(AT_KEYS, "").replace(AT_ARGS, "").replace(AT_CLOSE, "");
      if (layout == Layout.COMPACT) {
        text = text.replace(", ", ",").replace("\": ", "\":");
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private int deviceId() {
    return flavour == Flavour.HIP ? 2 : 0;
  }

  private String category(Item.Type type) {
    boolean old = flavour == Flavour.OLD;
    return switch (type) {
      case ANNOTATION -> old ? "Operator" : "user_annotation";
      case OPERATOR -> old ? "Operator" : "cpu_op";
      case PYTHON, MODULE -> "python_function";
      case MEMORY -> old ? "None" : "cpu_instant_event";
      case RUNTIME -> old ? "Runtime" : "cuda_runtime";
      case DRIVER -> old ? "Runtime" : "cuda_driver";
      case KERNEL -> old ? "Kernel" : "kernel";
      case MEMCPY -> old ? "Memcpy" : "gpu_memcpy";
      case MEMSET -> old ? "Memset" : "gpu_memset";
      case GPU_ANNOTATION -> "gpu_user_annotation";
      case FLOW_START, FLOW_END -> flowCategory == null ? "" : flowCategory;
      case COUNTER -> "None";
    };
  }

  /** Everything before the first event. */
  void begin() throws IOException {
    boolean hip = flavour == Flavour.HIP;
    String name =
        hip ? "AMD Instinct MI300X" : flavour == Flavour.OLD ? "Tesla V100" : "NVIDIA H100 80GB";
    String properties =
        "\"deviceProperties\": ["
            + AT_KEYS
            + "{\"id\": "
            + deviceId()
            + ", \"name\": \""
            + name
            + "\", \"totalGlobalMem\": 85018279936, \"computeMajor\": 9, \"computeMinor\": 0, "
            + "\"maxThreadsPerBlock\": 1024, \"warpSize\": "
            + (hip ? 64 : 32)
            + ", \"numSms\": 132}"
            + AT_CLOSE
            + "], ";
    put(bytes("{" + AT_CLOSE + "\"schemaVersion\": 1, " + AT_CLOSE + properties));
    if (flavour != Flavour.OLD) {
      put(
          bytes(
              AT_CLOSE
                  + "\"distributedInfo\": {\"backend\": \"nccl\", \"rank\": 3, \"world_size\": 8}, "
                  + AT_CLOSE
                  + "\"record_shapes\": 1, \"with_stack\": 1, \"profile_memory\": 1, "));
    }
    put(bytes(AT_CLOSE + "\"traceEvents\": ["));
    metadata("process_name", 0, "\"name\": \"python3\"");
    metadata("process_labels", 0, "\"labels\": \"CPU\"");
    metadata("process_sort_index", 0, "\"sort_index\": 21587");
    metadata("thread_name", PID, "\"name\": \"thread 21587 (python3)\"");
    metadata("thread_name", PID + 129, "\"name\": \"thread 21716 (pt_autograd_0)\"");
  }

  private void metadata(String what, int tid, String member) throws IOException {
    event("None");
    put(
        bytes(
            "{"
                + AT_KEYS
                + "\"name\": \""
                + what
                + "\", \"ph\": \"M\", \"ts\": 0, \"pid\": 21587, \"tid\": "
                + tid
                + ", "
                + AT_KEYS
                + "\"args\": {"
                + AT_ARGS
                + member
                + AT_KEYS
                + "}"
                + AT_CLOSE
                + "}"));
  }

  /** Everything after the last step. */
  void end(long firstTime, long lastTime) throws IOException {
    event("Trace");
    put(
        bytes(
            "{"
                + AT_KEYS
                + "\"ph\": \"X\", \"cat\": \"Trace\", \"ts\": "
                + time(firstTime)
                + ", \"dur\": "
                + time(lastTime - firstTime)
                + ", "
                + AT_KEYS
                + "\"pid\": \"Spans\", \"tid\": \"PyTorch Profiler\", \"name\": \"PyTorch Profiler (0)\", "
                + AT_KEYS
                + "\"args\": {"
                + AT_ARGS
                + "\"Op count\": 0"
                + AT_KEYS
                + "}"
                + AT_CLOSE
                + "}"));
    span(firstTime, lastTime);
    for (String name : new String[] {"Iteration Start: PyTorch Profiler", "Record Window End"}) {
      event("None");
      put(
          bytes(
              "{"
                  + AT_KEYS
                  + "\"name\": \""
                  + name
                  + "\", \"ph\": \"i\", \"s\": \"g\", "
                  + AT_KEYS
                  + "\"pid\": \"Traces\", \"tid\": \"\", \"ts\": "
                  + time(name.startsWith("R") ? lastTime : firstTime)
                  + AT_CLOSE
                  + "}"));
    }
    String tail = AT_CLOSE + "], " + AT_CLOSE + "\"traceName\": \"/tmp/trace.json\", ";
    if (flavour != Flavour.OLD) {
      tail += AT_CLOSE + "\"displayTimeUnit\": \"ms\", \"baseTimeNanoseconds\": " + BASE_NS;
    } else {
      tail += "\"displayTimeUnit\": \"ms\"";
    }
    put(bytes(tail + AT_CLOSE + "}"));
    put((byte) '\n');
    flush();
    out.flush();
  }

  private String time(long ns) {
    return flavour == Flavour.OLD
        ? Long.toString(ns / 1000)
        : ns / 1000 + "." + String.valueOf(1000 + ns % 1000).substring(1);
  }

  void write(Items items) throws IOException {
    for (int i = 0; i < items.size(); i++) {
      write(items.get(i));
    }
  }

  private void write(Item item) throws IOException {
    separate();
    byType[item.type.ordinal()]++;
    switch (item.type) {
      case FLOW_START, FLOW_END -> flow(item);
      case KERNEL, MEMCPY, MEMSET, GPU_ANNOTATION -> {
        head(item, device, deviceEnd);
        duration(item);
        put(Piece.ARGS);
        deviceArgs(item);
        put(Piece.END);
      }
      case MEMORY, COUNTER -> {
        head(item, host, hostEnd);
        put(Piece.ARGS);
        memoryArgs(item);
        put(Piece.END);
      }
      default -> {
        head(item, host, hostEnd);
        duration(item);
        put(Piece.ARGS);
        hostArgs(item);
        put(Piece.END);
      }
    }
  }

  private void head(Item item, byte[] pidTid, byte[] afterTid) throws IOException {
    put(heads[item.type.ordinal()]);
    put(item.name);
    put(between);
    put(pidTid);
    put(item.thread);
    put(afterTid);
    put(Piece.TS);
    putTime(item.timeNs);
  }

  private void duration(Item item) throws IOException {
    put(Piece.DUR);
    putTime(item.durNs);
    span(item.timeNs, item.timeNs + item.durNs);
  }

  private void span(long from, long to) {
    firstNs = Math.min(firstNs, from);
    lastNs = Math.max(lastNs, to);
  }

  private void hostArgs(Item item) throws IOException {
    switch (item.type) {
      case PYTHON, MODULE -> {
        put(Piece.PYTHON_PARENT);
        if (item.other < 0) {
          put(Piece.NONE);
        } else {
          put(item.other);
        }
        put(Piece.PYTHON_ID);
        put(item.id);
        if (item.type == Item.Type.MODULE) {
          put(Piece.MODULE_ID);
          put(item.detail);
        }
        put(Piece.COMMA);
        put(Piece.EV_IDX);
        put(eventIndex++);
      }
      case RUNTIME, DRIVER -> {
        if (flavour != Flavour.OLD && item.id > 0) {
          put(Piece.EXTERNAL_ID);
          put(item.id);
          put(Piece.COMMA);
        }
        put(item.args);
        put(Piece.COMMA);
        put(Piece.CORRELATION);
        put(item.correlation);
        if (flavour == Flavour.OLD) {
          put(Piece.OLD_EXTERNAL);
          put(item.id);
        }
      }
      default -> operatorArgs(item);
    }
  }

  private void operatorArgs(Item item) throws IOException {
    boolean old = flavour == Flavour.OLD;
    put(old ? Piece.OLD_OPERATOR : Piece.EXTERNAL_ID);
    put(item.id);
    put(old ? Piece.OLD_TRACE_NAME : Piece.COMMA);
    if (item.other >= 0) {
      put(Piece.SEQUENCE);
      put(item.other);
      put(Piece.FORWARD_THREAD);
      put(item.detail);
      if (!old || item.args.length > 0) {
        put(Piece.COMMA);
      }
    }
    if (old) {
      put(item.args);
      return;
    }
    put(Piece.RECORD_FUNCTION);
    if (item.args.length > 0) {
      put(item.args);
      put(Piece.COMMA);
    }
    put(Piece.EV_IDX);
    put(eventIndex++);
  }

  private void memoryArgs(Item item) throws IOException {
    if (item.type == Item.Type.COUNTER) {
      put(Piece.COUNTER);
      put(item.other);
      return;
    }
    if (flavour == Flavour.OLD) {
      put(Piece.OLD_MEMORY);
      put(item.detail);
      return;
    }
    put(Piece.TOTAL_RESERVED);
    put(40L << 30);
    put(Piece.TOTAL_ALLOCATED);
    put(item.other);
    put(Piece.SIZE1);
    put(item.detail);
    put(Piece.ADDRESS);
    put(item.id);
    put(item.device < 0 ? Piece.HOST_TYPE : Piece.DEVICE_TYPE);
    put(Piece.EV_IDX);
    put(eventIndex++);
  }

  private void deviceArgs(Item item) throws IOException {
    if (item.id > 0 && flavour != Flavour.OLD) {
      put(Piece.EXTERNAL_ID);
      put(item.id);
      if (item.type == Item.Type.GPU_ANNOTATION) {
        return;
      }
      put(Piece.COMMA);
    }
    put(queued);
    put(Piece.STREAM);
    put(item.thread);
    put(Piece.COMMA);
    put(Piece.CORRELATION);
    put(item.correlation);
    if (flavour == Flavour.OLD && item.id > 0) {
      put(Piece.OLD_EXTERNAL);
      put(item.id);
    }
    if (item.type == Item.Type.KERNEL) {
      put(Piece.COMMA);
      put(item.args);
      return;
    }
    put(Piece.MOVED);
    put(item.detail);
    put(Piece.BANDWIDTH);
    put(item.detail / Math.max(1, item.durNs));
    put((byte) '.');
    put(1 + item.detail % Math.max(1, item.durNs));
  }

  private void flow(Item item) throws IOException {
    boolean start = item.type == Item.Type.FLOW_START;
    put(start ? Piece.START_HEAD : Piece.END_HEAD);
    put(item.correlation);
    put(Piece.FLOW_PID);
    put(item.thread);
    put(Piece.FLOW_TS);
    putTime(item.timeNs);
    if (item.launchFlow) {
      put(start ? startLaunch : endLaunch);
    } else {
      byType[item.type.ordinal()]--;
      others.merge("fwdbwd", 1L, Long::sum);
      put(start ? Piece.START_BACKWARD : Piece.END_BACKWARD);
    }
  }

  private void event(String category) throws IOException {
    separate();
    others.merge(category, 1L, Long::sum);
  }

  private void separate() throws IOException {
    events++;
    if (!first) {
      put((byte) ',');
      if (layout == Layout.LINE) {
        put((byte) ' ');
      }
    }
    first = false;
    if (layout == Layout.PRETTY) {
      put((byte) '\n');
      put((byte) ' ');
      put((byte) ' ');
    }
  }

  long events() {
    return events;
  }

  long spanNs() {
    return lastNs - firstNs;
  }

  Map<String, Long> categories() {
    Map<String, Long> counts = new TreeMap<>(others);
    for (Item.Type type : Item.Type.values()) {
      if (byType[type.ordinal()] > 0) {
        counts.merge(category(type), byType[type.ordinal()], Long::sum);
      }
    }
    return counts;
  }

  private void putTime(long ns) throws IOException {
    put(ns / 1000);
    if (flavour == Flavour.OLD) {
      return;
    }
    int below = (int) (ns % 1000);
    put((byte) '.');
    put((byte) ('0' + below / 100));
    put((byte) ('0' + below / 10 % 10));
    put((byte) ('0' + below % 10));
  }

  private void put(long number) throws IOException {
    if (size + 24 > buffer.length) {
      flush();
    }
    int from = size;
    long rest = number;
    do {
      buffer[size++] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    for (int low = from, high = size - 1; low < high; low++, high--) {
      byte swap = buffer[low];
      buffer[low] = buffer[high];
      buffer[high] = swap;
    }
  }

  private void put(Piece piece) throws IOException {
    put(pieces[piece.ordinal()]);
  }

  private void put(byte b) throws IOException {
    if (size == buffer.length) {
      flush();
    }
    buffer[size++] = b;
  }

  private void put(byte[] text) throws IOException {
    if (size + text.length > buffer.length) {
      flush();
      if (text.length > buffer.length) {
        buffer = Arrays.copyOf(buffer, text.length * 2);
      }
    }
    System.arraycopy(text, 0, buffer, size, text.length);
    size += text.length;
  }

  private void flush() throws IOException {
    out.write(buffer, 0, size);
    size = 0;
  }
}
