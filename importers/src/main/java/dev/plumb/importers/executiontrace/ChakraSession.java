package dev.plumb.importers.executiontrace;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.records.Counted;
import dev.plumb.importers.stacks.Units;
import dev.plumb.importers.wire.WireException;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Messages one behind the other, each with its length before it: metadata, then nodes. */
final class ChakraSession extends PullSession {
  private static final int MAX_TEXT = 1 << 14;

  private final TraceBuilder out;
  private final GraphWriter graph;

  ChakraSession(TraceBuilder out) {
    this.out = out;
    this.graph = new GraphWriter(out);
  }

  @Override
  protected void read(InputStream stream) throws IOException {
    Counted counted = new Counted(stream);
    WireReader in = new WireReader(counted);
    try {
      boolean first = true;
      while (in.message()) {
        if (first) {
          metadata(in, in.end());
        } else {
          node(in, in.end());
        }
        first = false;
      }
    } catch (WireException e) {
      out.problems()
          .add(e.truncated() ? ProblemCode.TEXT_TRUNCATED : ProblemCode.EVENT_BROKEN, e.offset());
    }
    counted.drain();
    out.setBytes(counted.count());
    if (out.nodes().size() == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, -1);
    }
  }

  private void metadata(WireReader in, long end) throws IOException {
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        out.putMetadata("version", Units.quoted(text(in)));
      } else {
        in.skip();
      }
    }
  }

  private void node(WireReader in, long end) throws IOException {
    graph.begin();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> graph.id = in.number();
        case 2 -> graph.name = text(in);
        case 3 -> graph.type = NodeTypes.name(in.number());
        case 4 -> dependencies(in, true);
        case 5 -> dependencies(in, false);
        case 6 -> graph.startMicros = in.number();
        case 7 -> graph.durationMicros = in.number();
        case 10 -> attribute(in);
        default -> in.skip();
      }
    }
    graph.end(in.offset());
  }

  /** Packed or one by one. */
  private void dependencies(WireReader in, boolean control) throws IOException {
    if (in.type() != WireReader.BYTES) {
      dependency(in.number(), control);
      return;
    }
    long end = in.enter();
    while (in.offset() < end) {
      dependency(in.varint(), control);
    }
  }

  private void dependency(long id, boolean control) {
    graph.dependency(id, control);
    if (control && graph.parent == Ids.ABSENT) {
      graph.parent = id;
    }
  }

  /** The attributes that have a column, and short scalars. */
  private void attribute(WireReader in) throws IOException {
    String name = "";
    String value = "";
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> name = text(in);
        case 7, 9, 11, 13, 19, 21, 23, 25 -> value = Long.toString(in.number());
        case 15, 17 -> value = Long.toString(WireReader.zigzag(in.number()));
        case 27 -> value = in.number() != 0 ? "true" : "false";
        case 29 -> value = text(in);
        default -> in.skip();
      }
    }
    graph.attribute(name, value);
  }

  private static String text(WireReader in) throws IOException {
    int length = in.bytes(MAX_TEXT);
    return new String(in.buffer(), in.start(), length, StandardCharsets.UTF_8);
  }
}
