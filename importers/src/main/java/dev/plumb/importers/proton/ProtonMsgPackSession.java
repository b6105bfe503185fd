package dev.plumb.importers.proton;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.msgpack.MsgPackDamage;
import dev.plumb.importers.msgpack.MsgPackIn;
import dev.plumb.importers.records.Counted;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A profile as MessagePack; several of them follow each other where it was flushed now and then.
 */
final class ProtonMsgPackSession extends PullSession {
  private final TraceBuilder out;
  private final ProtonReader reader;

  ProtonMsgPackSession(TraceBuilder out) {
    this.out = out;
    this.reader = new ProtonReader(out);
  }

  @Override
  protected void read(InputStream stream) throws IOException {
    Counted counted = new Counted(stream);
    MsgPackIn in = new MsgPackIn(counted);
    long damage = -1;
    try {
      while (in.nextDocument()) {
        reader.document(in);
      }
    } catch (MsgPackDamage e) {
      damage = e.offset();
      out.problems()
          .add(e.truncated() ? ProblemCode.INPUT_TRUNCATED : ProblemCode.EVENT_BROKEN, damage);
    }
    counted.drain();
    out.setBytes(counted.count());
    if (!reader.complete() && damage >= 0) {
      throw new UnreadableInputException(
          out.name(),
          damage,
          "the profile holds nothing that can be used",
          "Let the profiler finish writing, then copy the file again.");
    }
  }
}
