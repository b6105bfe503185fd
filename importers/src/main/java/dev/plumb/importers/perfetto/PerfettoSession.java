package dev.plumb.importers.perfetto;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.records.Counted;
import dev.plumb.importers.wire.WireException;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;

/** One trace: a sequence of packets. */
final class PerfettoSession extends PullSession {
  /** Writers make packets of at most a few hundred kilobytes. */
  private static final int LONGEST_PACKET = 1 << 26;

  private static final int PACKET = 1;

  private final TraceBuilder out;
  private final PacketReader packets;

  PerfettoSession(TraceBuilder out) {
    this.out = out;
    this.packets = new PacketReader(out);
  }

  @Override
  protected void read(InputStream stream) throws IOException {
    Counted counted = new Counted(stream);
    WireReader in = new WireReader(counted);
    try {
      while (in.next(Long.MAX_VALUE)) {
        if (in.field() == PACKET && in.type() == WireReader.BYTES) {
          packet(in);
        } else {
          in.skip();
        }
      }
    } catch (WireException e) {
      ProblemCode code = e.truncated() ? ProblemCode.TEXT_TRUNCATED : ProblemCode.TEXT_DAMAGED;
      out.problems().add(code, e.offset());
    }
    packets.finish();
    if (out.slices().size() + out.instants().size() + out.counters().size() + out.samples().size()
        == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
    counted.drain();
    out.setBytes(counted.count());
  }

  private void packet(WireReader in) throws IOException {
    long offset = in.offset();
    int length = in.bytes(LONGEST_PACKET);
    if (length == LONGEST_PACKET) {
      out.problems().add(ProblemCode.EVENT_TOO_LARGE, offset);
      return;
    }
    packets.read(in.buffer(), in.start(), in.start() + length, offset);
  }
}
