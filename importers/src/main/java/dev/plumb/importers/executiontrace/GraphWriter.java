package dev.plumb.importers.executiontrace;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The node at hand, and the tables that it goes to. */
final class GraphWriter {
  /** Arguments of one node beyond this are cut off: they hold tensors' values in some traces. */
  private static final int MAX_ARGUMENTS = 16 << 10;

  /** Ids that mean "nothing": the root of PyTorch's traces is node 1, its caller 0. */
  private static final long ROOT = 1;

  private final TraceBuilder out;

  /** Whether ids 0 and 1 are PyTorch's "nothing" and "process" rather than nodes like others. */
  boolean pytorch;

  private final Map<Long, Integer> threads = new HashMap<>();

  /** The node that last wrote a tensor. */
  private final Map<Long, Long> writers = new HashMap<>();

  private final StringBuilder arguments = new StringBuilder();
  private String process = "";
  private long[] before = new long[8];
  private boolean[] control = new boolean[8];
  private int dependencies;
  private long[] reads = new long[8];
  private int readCount;
  private long[] writes = new long[8];
  private int writeCount;

  long id;
  String name = "";
  String type = "";
  long parent;
  long recordFunction;
  long thread;
  long startMicros;
  long durationMicros;

  /** 1 on the host, 0 on a device, {@link Ids#NONE} if not said. */
  int onHost;

  GraphWriter(TraceBuilder out) {
    this.out = out;
  }

  void process(String pid) {
    process = pid;
  }

  void begin() {
    id = Ids.ABSENT;
    name = "";
    type = "";
    parent = Ids.ABSENT;
    recordFunction = Ids.ABSENT;
    thread = Ids.ABSENT;
    startMicros = Ids.ABSENT;
    durationMicros = Ids.ABSENT;
    onHost = Ids.NONE;
    arguments.setLength(0);
    dependencies = 0;
    readCount = 0;
    writeCount = 0;
  }

  void dependency(long node, boolean isControl) {
    if (node == Ids.ABSENT) {
      return;
    }
    if (dependencies == before.length) {
      before = Arrays.copyOf(before, dependencies * 2);
      control = Arrays.copyOf(control, dependencies * 2);
    }
    before[dependencies] = node;
    control[dependencies++] = isControl;
  }

  void attribute(String key, String value) {
    switch (key) {
      case "rf_id" -> recordFunction = number(value);
      case "tid" -> thread = number(value);
      case "op_schema" -> schema(value);
      case "is_cpu_op" -> onHost = value.equals("true") || value.equals("1") ? 1 : 0;
      default -> {
        if (!value.isEmpty()) {
          separate(key);
          arguments.append(Units.quoted(value));
        }
      }
    }
  }

  /** PyTorch's nodes have no type but a schema, which ranges that the program marked lack. */
  void schema(String text) {
    type = text.isEmpty() ? "range" : "operator";
    if (!text.isEmpty()) {
      separate("op_schema");
      arguments.append(Units.quoted(text));
    }
  }

  private static long number(String text) {
    return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : Ids.ABSENT;
  }

  private void separate(String key) {
    arguments.append(arguments.isEmpty() ? "" : ", ").append(Units.quoted(key)).append(": ");
  }

  /**
   * Keeps a value as JSON.
   *
   * @param tensors whether to look for tensors in it: {@code [tensor, storage, offset, elements,
   *     bytes of an element, "device"]}
   * @param written whether the node writes them
   */
  void argument(String key, JsonIn in, boolean tensors, boolean written) {
    int from = arguments.length();
    separate(key);
    boolean whole = value(in, tensors, written);
    if (!whole) {
      arguments.setLength(from);
      out.problems().add(ProblemCode.ARGUMENTS_CUT, in.offset());
    }
  }

  /** Copies a value; false if it was too long to keep all of it. */
  private boolean value(JsonIn in, boolean tensors, boolean written) {
    if (in.isNumber()) {
      arguments.append(in.text("0"));
    } else if (in.isText()) {
      arguments.append(Units.quoted(in.text("")));
    } else if (in.isArray()) {
      return list(in, tensors, written);
    } else {
      arguments.append("null");
      in.skip();
    }
    return arguments.length() <= MAX_ARGUMENTS;
  }

  private boolean list(JsonIn in, boolean tensors, boolean written) {
    in.enterArray();
    arguments.append('[');
    long first = Ids.ABSENT;
    int numbers = 0;
    int elements = 0;
    boolean whole = true;
    boolean device = false;
    while (in.nextElement()) {
      if (elements > 0 && whole) {
        arguments.append(", ");
      }
      boolean number = in.isNumber();
      device = in.isText();
      int from = arguments.length();
      if (whole) {
        whole = value(in, tensors, written);
      } else if (tensors && in.isArray()) {
        list(in, true, written);
        arguments.setLength(from);
      } else {
        in.skip();
      }
      if (number && elements == 0 && whole) {
        first = number(arguments.substring(from));
      }
      numbers += number ? 1 : 0;
      elements++;
    }
    arguments.append(']');
    if (tensors && elements == 6 && numbers == 5 && device && first != Ids.ABSENT) {
      tensor(first, written);
    }
    return whole;
  }

  private void tensor(long tensor, boolean written) {
    if (written) {
      writes = writeCount == writes.length ? Arrays.copyOf(writes, writeCount * 2) : writes;
      writes[writeCount++] = tensor;
    } else {
      reads = readCount == reads.length ? Arrays.copyOf(reads, readCount * 2) : reads;
      reads[readCount++] = tensor;
    }
  }

  void end(long offset) {
    out.countEvent(out.strings().intern("node"));
    if (id == Ids.ABSENT) {
      out.problems().add(ProblemCode.EVENT_BROKEN, offset, "a node without an id");
      return;
    }
    out.nodes()
        .add(
            id,
            out.strings().intern(name),
            type.isEmpty() ? Ids.NONE : out.strings().intern(type),
            parent == id || pytorch && parent <= 0 ? Ids.ABSENT : parent,
            nanos(startMicros),
            nanos(durationMicros),
            track(),
            recordFunction,
            arguments.isEmpty() ? Ids.NONE : out.args().intern(arguments.toString()));
    if (onHost >= 0) {
      out.nodes().setOnDevice(out.nodes().size() - 1, 1 - onHost);
    }
    edges();
  }

  private static long nanos(long micros) {
    return micros < 0 || micros > Long.MAX_VALUE / 1_000_000 ? Times.NONE : micros * 1000;
  }

  private int track() {
    if (thread == Ids.ABSENT) {
      return Ids.NONE;
    }
    return threads.computeIfAbsent(
        thread,
        key ->
            out.tracks()
                .add(out.strings().intern(process), out.strings().intern(Long.toString(key))));
  }

  private void edges() {
    boolean given = false;
    for (int i = 0; i < dependencies; i++) {
      given |= !control[i];
      if (!control[i] || !pytorch || before[i] > ROOT) {
        EdgeTable.Kind kind = control[i] ? EdgeTable.Kind.CONTROL : EdgeTable.Kind.DATA;
        out.edges().add(before[i], id, kind);
      }
    }
    for (int i = 0; i < readCount && !given; i++) {
      Long writer = writers.get(reads[i]);
      if (writer != null && writer != id && !repeated(i)) {
        out.edges().add(writer, id, EdgeTable.Kind.DATA);
      }
    }
    for (int i = 0; i < writeCount; i++) {
      writers.put(writes[i], id);
    }
  }

  /** Whether a tensor was read before by the same node, as far as the first few go. */
  private boolean repeated(int read) {
    for (int i = 0; i < Math.min(read, 16); i++) {
      if (reads[i] == reads[read]) {
        return true;
      }
    }
    return false;
  }
}
