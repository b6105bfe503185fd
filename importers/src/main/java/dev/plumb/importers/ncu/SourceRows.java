package dev.plumb.importers.ncu;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;

/**
 * The instructions of one execution of a kernel, with their values. They are kept until the last
 * one is known: offsets count from the lowest address.
 */
final class SourceRows {
  private final TraceBuilder out;
  private final SourceLines source;

  private LongMap byAddress = new LongMap();
  private LongColumn addresses = new LongColumn();
  private IntColumn texts = new IntColumn();
  private IntColumn files = new IntColumn();
  private IntColumn lines = new IntColumn();
  private IntColumn lineTexts = new IntColumn();

  private IntColumn instructions = new IntColumn();
  private IntColumn measures = new IntColumn();
  private IntColumn reasons = new IntColumn();
  private LongColumn values = new LongColumn();

  SourceRows(TraceBuilder out) {
    this.out = out;
    this.source = new SourceLines(out);
  }

  /**
   * Begins an instruction.
   *
   * @param fileId string id of the source's path; {@link Ids#NONE} if unknown
   * @param line in it; 0 if unknown
   * @param lineTextId string id of what stands there; {@link Ids#NONE} if unknown
   * @return whether it is a new one; what was inlined is listed under several lines, with the same
   *     values each time
   */
  boolean begin(long address, int textId, int fileId, int line, int lineTextId, long offset) {
    int known = byAddress.get(address);
    if (known != Ids.NONE) {
      if (files.get(known) != fileId || lines.get(known) != line) {
        out.problems().add(ProblemCode.LINE_AMBIGUOUS, offset);
      }
      return false;
    }
    byAddress.put(address, addresses.size());
    addresses.add(address);
    texts.add(textId);
    files.add(fileId);
    lines.add(line);
    lineTexts.add(lineTextId);
    return true;
  }

  /** Adds a value of the instruction that was begun last. */
  void add(int measureRow, int reasonId, long value) {
    if (value != 0) {
      instructions.add(addresses.size() - 1);
      measures.add(measureRow);
      reasons.add(reasonId);
      values.add(value);
    }
  }

  /** Writes all of them under the kernel's stack, and forgets them. */
  void write(int kernelStack) {
    long base = Long.MAX_VALUE;
    for (int i = 0; i < addresses.size(); i++) {
      base = Math.min(base, addresses.get(i));
    }
    for (int i = 0; i < values.size(); i++) {
      int stack = stack(kernelStack, instructions.get(i), base);
      out.samples()
          .add(
              Times.NONE,
              Ids.NONE,
              stack,
              measures.get(i),
              values.get(i),
              reasons.get(i),
              Ids.NONE);
    }
    clear();
  }

  private int stack(int kernelStack, int instruction, long base) {
    long offset = addresses.get(instruction) - base;
    int fileId = files.get(instruction);
    int line = lines.get(instruction);
    String path = fileId == Ids.NONE ? "" : out.strings().get(fileId);
    boolean placed = fileId != Ids.NONE && line > 0;
    int lineTextId = lineTexts.get(instruction);
    String lineText = lineTextId == Ids.NONE ? "" : out.strings().get(lineTextId);
    int stack = placed ? source.line(kernelStack, path, line, lineText) : kernelStack;
    String text = out.strings().get(texts.get(instruction));
    return source.instruction(stack, text, path, line, offset);
  }

  private void clear() {
    byAddress = new LongMap();
    addresses = new LongColumn();
    texts = new IntColumn();
    files = new IntColumn();
    lines = new IntColumn();
    lineTexts = new IntColumn();
    instructions = new IntColumn();
    measures = new IntColumn();
    reasons = new IntColumn();
    values = new LongColumn();
  }
}
