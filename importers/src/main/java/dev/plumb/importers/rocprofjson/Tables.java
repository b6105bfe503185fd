package dev.plumb.importers.rocprofjson;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What the records of one process refer to: names of operations, kernels, counters, marks. */
final class Tables {
  private final JsonParser in;
  private final TraceBuilder out;

  /** String ids of the operations by kind. */
  private final List<int[]> operations = new ArrayList<>();

  private final LongMap marks = new LongMap();
  private final LongMap counters = new LongMap();
  private final LongMap kernels = new LongMap();

  /** By kernel row. */
  private final IntColumn kernelNames = new IntColumn();

  private final LongColumn vgprs = new LongColumn();
  private final LongColumn accumVgprs = new LongColumn();
  private final LongColumn sgprs = new LongColumn();

  /** String ids of disassembled instructions, and of their places in the source. */
  final IntColumn instructions = new IntColumn();

  final IntColumn comments = new IntColumn();

  Tables(JsonParser in, TraceBuilder out) {
    this.in = in;
    this.out = out;
  }

  /** {@code strings}: names by number. */
  void readStrings() {
    Values.members(
        in,
        name -> {
          switch (name) {
            case "buffer_records" -> Values.elements(in, this::readOperations);
            case "marker_api" -> Values.elements(in, this::readMark);
            case "pc_sample_instructions" -> Values.elements(in, () -> readText(instructions));
            case "pc_sample_comments" -> Values.elements(in, () -> readText(comments));
            default -> in.skipChildren();
          }
        });
  }

  private void readOperations() {
    IntColumn names = new IntColumn();
    Values.members(
        in,
        name -> {
          if (name.equals("operations")) {
            Values.elements(in, () -> readText(names));
          } else {
            in.skipChildren();
          }
        });
    int[] ids = new int[names.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = names.get(i);
    }
    operations.add(ids);
  }

  private void readMark() {
    long[] key = {Ids.ABSENT};
    int[] value = {Ids.NONE};
    Values.members(
        in,
        name -> {
          switch (name) {
            case "key" -> key[0] = Values.number(in);
            case "value" -> value[0] = intern(Values.text(in));
            default -> in.skipChildren();
          }
        });
    if (key[0] != Ids.ABSENT && value[0] >= 0) {
      marks.put(key[0], value[0]);
    }
  }

  private void readText(IntColumn into) {
    into.add(intern(Values.text(in)));
  }

  /** {@code counters}: names by handle. */
  void readCounters() {
    Values.elements(
        in,
        () -> {
          long[] id = {Ids.ABSENT};
          int[] counter = {Ids.NONE};
          Values.members(
              in,
              name -> {
                switch (name) {
                  case "id" -> Values.members(in, inner -> id[0] = Values.number(in));
                  case "name" -> counter[0] = intern(Values.text(in));
                  default -> in.skipChildren();
                }
              });
          if (id[0] != Ids.ABSENT && counter[0] >= 0) {
            counters.put(id[0], counter[0]);
          }
        });
  }

  /** {@code kernel_symbols}. */
  void readKernels() {
    Values.elements(in, this::readKernel);
  }

  private void readKernel() {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      return;
    }
    long id = Ids.ABSENT;
    int symbol = Ids.NONE;
    int formatted = Ids.NONE;
    long[] registers = {Ids.ABSENT, Ids.ABSENT, Ids.ABSENT};
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "kernel_id" -> id = Values.number(in);
        case "kernel_name" -> symbol = intern(Values.text(in));
        case "formatted_kernel_name" -> formatted = intern(Values.text(in));
        case "arch_vgpr_count" -> registers[0] = Values.number(in);
        case "accum_vgpr_count" -> registers[1] = Values.number(in);
        case "sgpr_count" -> registers[2] = Values.number(in);
        default -> in.skipChildren();
      }
    }
    if (id != Ids.ABSENT) {
      kernels.put(id, kernelNames.add(formatted >= 0 ? formatted : symbol));
      vgprs.add(registers[0]);
      accumVgprs.add(registers[1]);
      sgprs.add(registers[2]);
    }
  }

  /** A text that is not empty. */
  private int intern(@Nullable String text) {
    return text == null || text.isEmpty() ? Ids.NONE : out.strings().intern(text);
  }

  /** String id of an operation; {@link Ids#NONE} if the file does not name it. */
  int operation(long kind, long operation) {
    if (kind < 0 || kind >= operations.size()) {
      return Ids.NONE;
    }
    int[] names = operations.get((int) kind);
    return operation < 0 || operation >= names.length ? Ids.NONE : names[(int) operation];
  }

  /** String id of the message of a mark or range; {@link Ids#NONE} if it has none. */
  int mark(long correlation) {
    return marks.get(correlation);
  }

  /** String id of a counter; its number if the file does not name it. */
  int counter(long id) {
    int name = counters.get(id);
    return name >= 0 ? name : out.strings().intern("counter " + id);
  }

  /** Row of a kernel; {@link Ids#NONE} if the file does not describe it. */
  int kernel(long id) {
    return kernels.get(id);
  }

  /** String id of a kernel's name; its number if the file does not name it. */
  int kernelName(long id) {
    int row = kernels.get(id);
    int name = row < 0 ? Ids.NONE : kernelNames.get(row);
    return name >= 0 ? name : out.strings().intern(id == Ids.ABSENT ? "?" : Long.toString(id));
  }

  long vgprs(int row) {
    return row < 0 ? Ids.ABSENT : vgprs.get(row);
  }

  long accumVgprs(int row) {
    return row < 0 ? Ids.ABSENT : accumVgprs.get(row);
  }

  long sgprs(int row) {
    return row < 0 ? Ids.ABSENT : sgprs.get(row);
  }
}
