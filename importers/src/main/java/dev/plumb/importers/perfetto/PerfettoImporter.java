package dev.plumb.importers.perfetto;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.wire.WireException;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Perfetto traces with track events. */
public final class PerfettoImporter implements Importer {
  /** Fields of a packet that are numbers, and that are not. */
  private static final Set<Integer> NUMBERS =
      Set.of(3, 8, 10, 13, 41, 42, 58, 79, 80, 87, 96, 98, 99);

  private static final Set<Integer> MESSAGES =
      Set.of(
          1, 2, 4, 5, 6, 7, 9, 11, 12, 33, 34, 35, 36, 37, 38, 39, 40, 43, 44, 45, 46, 47, 49, 50,
          51, 52, 53, 54, 57, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75,
          77, 78, 82, 83, 84, 86, 89, 90, 91, 95);

  /** Every writer sends one of them early: sequence id, sync marker, UUID of the trace. */
  private static final Set<Integer> MARKS = Set.of(10, 36, 89);

  @Override
  public String format() {
    return "perfetto";
  }

  @Override
  public String title() {
    return "Perfetto: track events, GPU work and counters, perf samples, scheduling; rocprofv3 on AMD";
  }

  @Override
  public List<String> examples() {
    return List.of("*_results.pftrace", "*.perfetto-trace");
  }

  @Override
  public String howToRecord() {
    return "rocprofv3 --sys-trace -f pftrace -- python train.py";
  }

  @Override
  public Match match(byte[] head, int length) {
    WireReader in = new WireReader(head, 0, length);
    boolean marked = false;
    try {
      while (in.next(length)) {
        if (in.field() != 1 || in.type() != WireReader.BYTES) {
          return Match.NO;
        }
        long size = in.varint();
        boolean whole = size >= 0 && size <= length - in.offset();
        long end = whole ? in.offset() + size : length;
        while (in.next(end)) {
          if (!isPacketField(in.field(), in.type())) {
            return Match.NO;
          }
          marked |= MARKS.contains(in.field());
          in.skip();
        }
        if (marked) {
          return Match.CERTAIN;
        }
      }
    } catch (WireException e) {
      return marked ? Match.CERTAIN : Match.NO; // the head ends within a packet
    } catch (IOException e) {
      throw new AssertionError(e); // from an array
    }
    return Match.NO;
  }

  private static boolean isPacketField(int field, int type) {
    return type == WireReader.VARINT
        ? NUMBERS.contains(field)
        : type == WireReader.BYTES && (MESSAGES.contains(field) || field > 100);
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new PerfettoSession(out);
  }
}
