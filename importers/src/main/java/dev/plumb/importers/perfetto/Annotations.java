package dev.plumb.importers.perfetto;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The debug annotations of one event, as arguments; those of rocprofv3 have places of their own.
 */
final class Annotations {
  private static final int DEEPEST = 8;
  private static final int LONGEST_TEXT = 1 << 16;

  private final StringPool strings;
  private final ArgsText args = new ArgsText();

  // What rocprofv3 says of its records.
  long correlation;
  long tid;
  long stream;
  long queue;
  long bytes;
  String agent = "";
  String source = "";
  String destination = "";

  /** Whether the event is a call of a GPU's API, and the id of what it submitted. */
  boolean gpuCall;

  long submitted;

  Annotations(StringPool strings) {
    this.strings = strings;
  }

  void clear() {
    args.clear();
    correlation = Ids.ABSENT;
    tid = Ids.ABSENT;
    stream = Ids.ABSENT;
    queue = Ids.ABSENT;
    bytes = Ids.ABSENT;
    agent = "";
    source = "";
    destination = "";
    gpuCall = false;
    submitted = Ids.ABSENT;
  }

  int intern(TraceBuilder out) {
    return args.intern(out);
  }

  /** Reads one annotation. */
  void read(WireReader in, Sequence sequence) throws IOException {
    read(in, sequence, "", 0);
  }

  /** A value may stand before its name, so both are read before either is used. */
  private void read(WireReader in, Sequence sequence, String prefix, int depth) throws IOException {
    long end = in.enter();
    String name = prefix;
    String text = null;
    long number = Ids.ABSENT;
    double real = Double.NaN;
    int index = 0;
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> name = child(prefix, strings.get(sequence.annotationNames.get(in.number())));
        case 10 -> name = child(prefix, text(in));
        case 2, 3, 4 -> number = in.number();
        case 5 -> real = Double.longBitsToDouble(in.number());
        case 6, 9 -> text = text(in);
        case 7 -> text = "0x" + Long.toHexString(in.number());
        case 17 -> text = strings.get(sequence.annotationTexts.get(in.number()));
        case 11, 12 -> {
          if (depth == DEEPEST) {
            in.skip();
          } else {
            String inner = in.field() == 12 ? name + "[" + index++ + "]" : name;
            read(in, sequence, inner, depth + 1);
          }
        }
        default -> in.skip();
      }
    }
    if (text != null) {
      text(name, text);
    } else if (number != Ids.ABSENT) {
      number(name, number);
    } else if (Double.isFinite(real)) {
      args.raw(name, Double.toString(real));
    }
  }

  private static String child(String prefix, String name) {
    return prefix.isEmpty() || prefix.endsWith("]") ? prefix + name : prefix + "." + name;
  }

  private static String text(WireReader in) throws IOException {
    int length = in.bytes(LONGEST_TEXT);
    return new String(in.buffer(), in.start(), length, StandardCharsets.UTF_8);
  }

  private void number(String name, long value) {
    switch (name) {
      case "corr_id" -> correlation = value;
      case "tid" -> tid = value;
      case "stream_ID" -> stream = value;
      case "queue" -> queue = value;
      case "copy_bytes" -> bytes = value;
      case "begin_ns", "end_ns", "delta_ns", "kind", "operation" -> {} // said by the slice itself
      default -> args.number(name, value);
    }
  }

  private void text(String name, String value) {
    switch (name) {
      case "agent" -> agent = value.replace("Agent-", "Agent ");
      case "src_agent" -> source = value.replace("Agent-", "Agent ");
      case "dst_agent" -> destination = value.replace("Agent-", "Agent ");
      default -> args.text(name, value);
    }
  }
}
