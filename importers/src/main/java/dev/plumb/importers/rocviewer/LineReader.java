package dev.plumb.importers.rocviewer;

import dev.plumb.importers.rocm.SourcePlace;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;

/**
 * Reads the rows: {@code [instruction, _, line, source, code object, address, hit, latency, stall,
 * idle, issued, stalled, [stalled by reason]]}; the last three since version 3. A row whose
 * instruction is a comment begins a kernel: its source is the kernel's name.
 */
final class LineReader {
  /** In the order of ROCprofiler-SDK's enumeration. */
  private static final String[] REASONS = {
    "NONE",
    "NO_INSTRUCTION_AVAILABLE",
    "ALU_DEPENDENCY",
    "WAITCNT",
    "INTERNAL_INSTRUCTION",
    "BARRIER_WAIT",
    "ARBITER_NOT_WIN",
    "ARBITER_WIN_EX_STALL",
    "OTHER_WAIT",
    "SLEEP_WAIT"
  };

  private static final int ADDRESS = 5;
  private static final int HIT = 6;
  private static final int ISSUED = 10;
  private static final int STALLED = 11;
  private static final int COLUMNS = 12;

  /** Of the columns from {@link #HIT} on. */
  private static final String[] MEASURES = {"Hit", "Latency", "Stall", "Idle"};

  private final JsonParser in;
  private final TraceBuilder out;
  private final StringPool strings;
  private final int category;
  private final int pcSamples;
  private final int[] measures = new int[MEASURES.length];
  private final int[] reasonIds = new int[REASONS.length];
  private final int issuedId;
  private final int stalledId;

  /** Stack of the kernel that the rows belong to. */
  private int kernel = Ids.NONE;

  // The row at hand.
  private final long[] numbers = new long[COLUMNS];
  private final long[] reasons = new long[REASONS.length];
  private String instruction = "";
  private String source = "";

  LineReader(JsonParser in, TraceBuilder out) {
    this.in = in;
    this.out = out;
    this.strings = out.strings();
    this.category = strings.intern("instruction");
    int none = strings.intern("");
    this.pcSamples = out.measures().row(Quantity.PC_SAMPLES, strings.intern("PC samples"), none);
    for (int i = 0; i < measures.length; i++) {
      int name = strings.intern(MEASURES[i]);
      measures[i] =
          i == 0
              ? out.measures().row(Quantity.SAMPLES, name, none)
              : out.measures().row(Quantity.OTHER, name, strings.intern("cycles"));
    }
    for (int i = 0; i < REASONS.length; i++) {
      reasonIds[i] = strings.intern(REASONS[i]);
    }
    this.issuedId = strings.intern("ISSUED");
    this.stalledId = strings.intern("STALLED");
  }

  void readAll() {
    JsonToken token;
    while ((token = in.nextToken()) != null && token != JsonToken.END_ARRAY) {
      if (token == JsonToken.START_ARRAY) {
        readRow();
        out.countEvent(category);
        use();
      } else {
        in.skipChildren();
        out.problems()
            .add(ProblemCode.VALUE_NOT_AN_EVENT, in.currentTokenLocation().getByteOffset());
      }
    }
  }

  private void readRow() {
    Arrays.fill(numbers, 0);
    numbers[ADDRESS] = Ids.ABSENT;
    Arrays.fill(reasons, 0);
    instruction = "";
    source = "";
    int column = 0;
    JsonToken token;
    while ((token = in.nextToken()) != null && token != JsonToken.END_ARRAY) {
      if (token == JsonToken.VALUE_STRING && column == 0) {
        instruction = in.getString();
      } else if (token == JsonToken.VALUE_STRING && column == 3) {
        source = in.getString();
      } else if (token == JsonToken.VALUE_NUMBER_INT && column < COLUMNS) {
        numbers[column] = in.getNumberType() == NumberType.BIG_INTEGER ? 0 : in.getLongValue();
      } else if (token == JsonToken.START_ARRAY && column == COLUMNS) {
        readReasons();
      } else {
        in.skipChildren();
      }
      column++;
    }
  }

  private void readReasons() {
    int at = 0;
    JsonToken token;
    while ((token = in.nextToken()) != null && token != JsonToken.END_ARRAY) {
      if (at < reasons.length
          && token == JsonToken.VALUE_NUMBER_INT
          && in.getNumberType() == NumberType.INT) {
        reasons[at] = in.getIntValue();
      } else {
        in.skipChildren();
      }
      at++;
    }
  }

  private void use() {
    if (instruction.startsWith(";")) {
      String name = source.isEmpty() ? instruction.substring(1).strip() : source;
      int frame = out.frames().row(CodeKind.KERNEL, strings.intern(name));
      kernel = out.stacks().row(Ids.NONE, frame);
      return;
    }
    int frame = SourcePlace.frame(out, strings.intern(instruction), source, numbers[ADDRESS]);
    int stack = out.stacks().row(kernel, frame);
    for (int i = 0; i < measures.length; i++) {
      add(stack, measures[i], numbers[HIT + i], Ids.NONE);
    }
    add(stack, pcSamples, numbers[ISSUED], issuedId);
    long rest = numbers[STALLED];
    for (int i = 0; i < reasons.length; i++) {
      add(stack, pcSamples, reasons[i], reasonIds[i]);
      rest -= Math.max(0, reasons[i]);
    }
    add(stack, pcSamples, rest, stalledId); // stalled, and no reason given
  }

  private void add(int stack, int measure, long value, int reason) {
    if (value > 0) {
      out.samples().add(Times.NONE, Ids.NONE, stack, measure, value, reason, Ids.NONE);
    }
  }
}
