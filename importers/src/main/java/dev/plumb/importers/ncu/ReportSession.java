package dev.plumb.importers.ncu;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.records.Counted;
import dev.plumb.importers.wire.WireException;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;

/** Reads one report, block by block. A message that is damaged costs nothing but itself. */
final class ReportSession extends PullSession {
  private static final int SMALL = 1 << 16;

  private final TraceBuilder out;
  private final Executions executions;
  private final Names names;
  private final Functions functions;
  private final SessionReader session;
  private final ProfiledProcess process;
  private final ResultReader results;
  private final int blockCategory;
  private final int sourceCategory;

  private long sources;
  private long resultsLeft;
  private long sourcesLeft;
  private long payload;
  private long blocks;

  /** Why reading stopped before the end of the input, if it did. */
  private boolean lost;

  ReportSession(TraceBuilder out) {
    this.out = out;
    this.executions = new Executions(out);
    this.functions = new Functions(out.problems());
    this.names = new Names(out);
    this.session = new SessionReader(executions);
    this.process = new ProfiledProcess(out.strings());
    this.results = new ResultReader(out, names, functions, executions, new Facts(out));
    this.blockCategory = out.strings().intern("block");
    this.sourceCategory = out.strings().intern("source");
  }

  @Override
  protected void read(InputStream stream) throws IOException {
    Counted counted = new Counted(stream);
    Part in = new Part(counted);
    header(in);
    long offset = in.offset();
    long length;
    while (!lost && (length = length(in, Long.MAX_VALUE)) >= 0) {
      block(in, offset, length);
      offset = in.offset();
    }
    results.finish();
    session.put("blocks", blocks);
    session.put("sources", sources);
    session.put("strings", names.size());
    session.put("functions", functions.size());
    session.writeTo(out);
    if (executions.count() == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
    counted.drain();
    out.setBytes(counted.count());
  }

  private void header(Part in) throws IOException {
    in.begin(4);
    byte[] magic = in.readAllBytes();
    if (!NcuReportImporter.isReport(magic, magic.length)) {
      throw new UnreadableInputException(
          out.name(),
          0,
          "not a report of Nsight Compute",
          "Pass a file that 'ncu --export' or 'ncu -o' wrote.");
    }
    long length = length(in, Long.MAX_VALUE);
    in.begin(Math.max(length, 0));
    message(
        in,
        length,
        wire -> {
          while (wire.next(Long.MAX_VALUE)) {
            if (wire.field() == 1 && wire.type() == WireReader.VARINT) {
              session.put("file_version", wire.varint());
            } else {
              wire.skip();
            }
          }
        });
  }

  /** The four bytes before a message; −1 at the end of the input. */
  private long length(Part in, long most) throws IOException {
    long offset = in.offset();
    in.begin(4);
    byte[] four = in.readNBytes(4);
    if (four.length < 4) {
      if (four.length > 0) {
        out.problems().add(ProblemCode.INPUT_TRUNCATED, in.offset());
      }
      lost = true;
      return -1;
    }
    long length = 0;
    for (int i = 3; i >= 0; i--) {
      length = length << 8 | four[i] & 0xFF;
    }
    if (length > most - 4) {
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
      return -1;
    }
    return length;
  }

  private void block(Part in, long offset, long length) throws IOException {
    sourcesLeft = 0;
    resultsLeft = 0;
    payload = 0;
    message(in, length, this::blockHeader);
    blocks++;
    out.countEvent(blockCategory);
    long left = payload;
    while (!lost && left > 0) {
      if (sourcesLeft <= 0 && resultsLeft <= 0) {
        out.problems().add(ProblemCode.PART_UNKNOWN, in.offset());
        pass(in, left);
        return;
      }
      long start = in.offset();
      long entry = length(in, left);
      if (entry < 0) {
        pass(in, left - (in.offset() - start));
        return;
      }
      entry(in, entry);
      left -= 4 + entry;
    }
    if (!lost && (sourcesLeft > 0 || resultsLeft > 0)) {
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
    }
  }

  private void entry(Part in, long length) throws IOException {
    long offset = in.offset();
    if (sourcesLeft > 0) {
      sourcesLeft--;
      sources++;
      out.countEvent(sourceCategory);
      message(in, length, wire -> functions.readSource(wire, offset));
    } else {
      resultsLeft--;
      message(in, length, wire -> results.read(wire, process, offset));
    }
  }

  private void blockHeader(WireReader in) throws IOException {
    while (in.next(Long.MAX_VALUE)) {
      switch (in.field() << 3 | in.type()) {
        case 1 << 3 | WireReader.VARINT -> sourcesLeft = in.varint();
        case 2 << 3 | WireReader.VARINT -> resultsLeft = in.varint();
        case 3 << 3 | WireReader.BYTES -> session.read(in);
        case 4 << 3 | WireReader.BYTES -> names.read(in);
        case 5 << 3 | WireReader.VARINT -> payload = in.varint();
        case 6 << 3 | WireReader.BYTES -> process.read(in);
        default -> in.skip();
      }
    }
  }

  private interface Message {
    void read(WireReader in) throws IOException;
  }

  /** Reads a message of known length; whatever happens in it, its end is where reading goes on. */
  private void message(Part in, long length, Message message) throws IOException {
    long offset = in.offset();
    in.begin(Math.max(length, 0));
    try {
      message.read(reader(in, length));
    } catch (WireException e) {
      if (!in.isCut()) {
        out.problems().add(ProblemCode.EVENT_BROKEN, offset + e.offset());
      }
    }
    in.drain();
    checkCut(in);
  }

  /** A small message is read at once: its reader needs no buffer of its own. */
  private static WireReader reader(Part in, long length) throws IOException {
    if (length > SMALL) {
      return new WireReader(in);
    }
    byte[] bytes = in.readNBytes((int) Math.max(length, 0));
    return new WireReader(bytes, 0, bytes.length);
  }

  private void pass(Part in, long length) throws IOException {
    in.begin(Math.max(length, 0));
    in.drain();
    checkCut(in);
  }

  private void checkCut(Part in) {
    if (in.isCut() && !lost) {
      lost = true;
      out.problems().add(ProblemCode.INPUT_TRUNCATED, in.offset());
    }
  }
}
