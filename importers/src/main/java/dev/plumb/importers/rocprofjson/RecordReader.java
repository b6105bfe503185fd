package dev.plumb.importers.rocprofjson;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.trace.DoubleColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.TraceBuilder;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the fields of one record, wherever they are nested, into a {@link RecordFields}. */
final class RecordReader {
  private static final int MAX_ARGUMENT_CHARACTERS = 4096;

  private final JsonParser in;
  private final TraceBuilder out;
  private final RecordFields record;
  private final ArgsText args = new ArgsText();

  /** Values of the counters of all dispatches of the process, summed over their instances. */
  final LongColumn counterIds = new LongColumn();

  final DoubleColumn counterValues = new DoubleColumn();

  /** Rows of the counters of the dispatch at hand. */
  private final LongMap counterRows = new LongMap();

  RecordReader(JsonParser in, TraceBuilder out, RecordFields record) {
    this.in = in;
    this.out = out;
    this.record = record;
  }

  /** Reads the object that the parser is at. */
  void read() {
    record.clear();
    members();
  }

  private void members() {
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      member(name);
    }
  }

  private void member(String name) {
    switch (name) {
      case "kind" -> number(RecordFields.KIND);
      case "operation" -> number(RecordFields.OPERATION);
      case "thread_id" -> number(RecordFields.THREAD);
      case "start_timestamp" -> record.set(RecordFields.START, Values.time(in));
      case "end_timestamp" -> record.set(RecordFields.END, Values.time(in));
      case "timestamp" -> record.set(RecordFields.TIME, Values.time(in));
      case "correlation_id", "corr_id" -> inner("internal", RecordFields.CORRELATION);
      case "agent_id" -> inner("handle", RecordFields.AGENT);
      case "src_agent_id" -> inner("handle", RecordFields.SOURCE);
      case "dst_agent_id" -> inner("handle", RecordFields.DESTINATION);
      case "queue_id" -> inner("handle", RecordFields.QUEUE);
      case "stream_id" -> inner("handle", RecordFields.STREAM);
      case "kernel_id" -> number(RecordFields.KERNEL);
      case "dispatch_id" -> number(RecordFields.DISPATCH);
      case "private_segment_size" -> number(RecordFields.SCRATCH_BYTES);
      case "group_segment_size" -> number(RecordFields.LDS_BYTES);
      case "workgroup_size" -> sizes(RecordFields.WORKGROUP);
      case "grid_size" -> sizes(RecordFields.GRID);
      default -> rareMember(name);
    }
  }

  private void rareMember(String name) {
    switch (name) {
      case "bytes", "allocation_size" -> number(RecordFields.BYTES);
      case "address" -> number(RecordFields.ADDRESS);
      case "flags" -> number(RecordFields.FLAGS);
      case "inst_index" -> number(RecordFields.INSTRUCTION);
      case "wave_issued" -> number(RecordFields.ISSUED);
      case "pc" -> inner("code_object_offset", RecordFields.CODE_OFFSET);
      case "stall_reason" -> {
        String text = Values.text(in);
        record.set(
            RecordFields.STALL_REASON, text == null ? Ids.ABSENT : out.strings().intern(text));
      }
      case "args" -> arguments();
      case "records" -> counters();
      case "record", "snapshot", "dispatch_info", "dispatch_data" -> {
        if (in.currentToken() == JsonToken.START_OBJECT) {
          members();
        } else {
          in.skipChildren();
        }
      }
      default -> in.skipChildren();
    }
  }

  private void number(int field) {
    record.set(field, Values.number(in));
  }

  /** One member of a small object, or the number itself, as some versions write it. */
  private void inner(String wanted, int field) {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      number(field);
      return;
    }
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean found = in.currentName().equals(wanted);
      in.nextToken();
      if (found) {
        number(field);
      } else {
        in.skipChildren();
      }
    }
  }

  private void sizes(int field) {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      return;
    }
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      int axis = name.length() == 1 ? name.charAt(0) - 'x' : -1;
      if (axis >= 0 && axis < 3) {
        number(field + axis);
      } else {
        in.skipChildren();
      }
    }
  }

  /** Of API calls: {@code {"dst": "0x7f…", …}}. */
  private void arguments() {
    args.clear();
    Values.members(
        in,
        name -> {
          if (in.currentToken().isScalarValue()) {
            String value = in.getString();
            args.text(name, value.substring(0, Math.min(value.length(), MAX_ARGUMENT_CHARACTERS)));
          } else {
            in.skipChildren();
          }
        });
    int id = args.intern(out);
    record.set(RecordFields.ARGS, id == Ids.NONE ? Ids.ABSENT : id);
  }

  /** Of counter collections: a value for each instance of each counter. */
  private void counters() {
    int from = counterIds.size();
    counterRows.clear();
    Values.elements(
        in,
        () -> {
          if (in.currentToken() == JsonToken.START_OBJECT) {
            counter();
          } else {
            in.skipChildren();
          }
        });
    record.set(RecordFields.COUNTERS_FROM, from);
    record.set(RecordFields.COUNTERS_TO, counterIds.size());
  }

  private void counter() {
    long id = Ids.ABSENT;
    double value = Double.NaN;
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      JsonToken token = in.nextToken();
      if (name.equals("counter_id") || name.equals("id")) {
        id = handle(id);
      } else if (token.isNumeric()) {
        value = in.getDoubleValue();
      } else {
        in.skipChildren();
      }
    }
    if (id == Ids.ABSENT || Double.isNaN(value)) {
      return;
    }
    int row = counterRows.get(id);
    if (row >= 0) {
      counterValues.set(row, counterValues.get(row) + value);
    } else {
      counterRows.put(id, counterIds.add(id));
      counterValues.add(value);
    }
  }

  private long handle(long otherwise) {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return Values.number(in);
    }
    long id = otherwise;
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean found = in.currentName().equals("handle");
      in.nextToken();
      if (found) {
        id = Values.number(in);
      } else {
        in.skipChildren();
      }
    }
    return id;
  }
}
