package dev.plumb.importers.mindspore;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.json.JsonText;
import dev.plumb.importers.records.Decimal;
import dev.plumb.importers.records.Sums;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;

/**
 * {@code hccl_raw_*.csv}: a row for each step; its last column is JSON with an array for each
 * operation: step, milliseconds of communication, milliseconds of waiting, and what went over each
 * link ({@code {"1-0": {"SDMA": [milliseconds, kilobytes, kilobytes per second]}}}).
 */
final class CommunicationRows implements MindSporeSession.TableRows {
  /** Powers of ten from milliseconds to nanoseconds, and from kilobytes to bytes. */
  private static final int NS_DIGITS = 6;

  private static final int BYTE_DIGITS = 3;

  private final TraceBuilder out;
  private final CsvReader reader;
  private final Sums sums;
  private final int operations;

  CommunicationRows(TraceBuilder out, CsvReader reader) {
    this.out = out;
    this.reader = reader;
    this.sums = new Sums(out);
    this.operations = reader.column("communication_operator_cost");
  }

  @Override
  public void read() {
    int step = frame(Ids.NONE, "step " + reader.string(0).strip());
    String document = reader.string(operations);
    if (!JsonText.read(document, out.problems(), in -> operations(in, step))) {
      out.problems().add(ProblemCode.EVENT_BROKEN, reader.offset());
    }
  }

  private void operations(JsonIn in, int step) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      int stack = frame(step, in.name());
      if (!in.enterArray()) {
        continue;
      }
      for (int index = 0; in.nextElement(); index++) {
        switch (index) {
          case 1 -> sums.add(stack, "transit_time", "ns", scaled(in, NS_DIGITS));
          case 2 -> sums.add(stack, "wait_time", "ns", scaled(in, NS_DIGITS));
          case 3 -> links(in, stack);
          default -> in.skip();
        }
      }
    }
  }

  private void links(JsonIn in, int stack) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      int link = frame(stack, in.name());
      if (!in.enterObject()) {
        continue;
      }
      while (in.nextName()) {
        link(in, frame(link, in.name()));
      }
    }
  }

  private void link(JsonIn in, int stack) {
    if (!in.enterArray()) {
      return;
    }
    for (int index = 0; in.nextElement(); index++) {
      switch (index) {
        case 0 -> sums.add(stack, "link_transit_time", "ns", scaled(in, NS_DIGITS));
        case 1 -> sums.add(stack, "link_transit_size", "bytes", scaled(in, BYTE_DIGITS));
        default -> in.skip();
      }
    }
  }

  private static long scaled(JsonIn in, int digits) {
    Decimal number = in.number();
    return number == null ? Ids.ABSENT : number.scaled(digits);
  }

  private int frame(int stack, String name) {
    int nameId = out.strings().intern(name);
    return out.stacks().row(stack, out.frames().row(CodeKind.SCOPE, nameId));
  }
}
