package dev.plumb.importers.rocprofjson;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.rocm.Domain;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one process of the file: tables, then records; or the other way round. */
final class ProcessReader {
  /** What records refer to. */
  private static final Set<String> TABLES =
      Set.of("metadata", "agents", "strings", "counters", "kernel_symbols");

  private static final String SAMPLES = "pc_sample_";
  private static final String DISPATCHES = "kernel_dispatch";
  private static final String COUNTERS = "counter_collection";

  /** A list of records and what they are. */
  private record RecordList(String name, int categoryId, Domain domain) {
    boolean samples() {
      return name.startsWith(SAMPLES);
    }

    boolean counters() {
      return name.equals(COUNTERS);
    }
  }

  private final JsonParser in;
  private final TraceBuilder out;
  private final Agents agents;
  private final Tables tables;
  private final RecordFields record = new RecordFields();
  private final RecordReader reader;
  private final RecordWriter writer;
  private final SampleWriter samples;
  private final Waiting waiting = new Waiting();
  private final List<RecordList> lists = new ArrayList<>();
  private final Set<String> known = new HashSet<>();

  ProcessReader(JsonParser in, TraceBuilder out, Timeline timeline, int process) {
    this.in = in;
    this.out = out;
    this.agents = new Agents(in, out);
    this.tables = new Tables(in, out);
    this.reader = new RecordReader(in, out, record);
    this.writer = new RecordWriter(out, timeline, tables, agents, record, process);
    this.samples = new SampleWriter(out, tables, writer, record);
  }

  /** Reads the object that the parser is at. */
  void read() {
    Values.members(
        in,
        name -> {
          switch (name) {
            case "metadata" -> metadata();
            case "agents" -> agents.read();
            case "strings" -> tables.readStrings();
            case "counters" -> tables.readCounters();
            case "kernel_symbols" -> tables.readKernels();
            case "buffer_records", "callback_records" -> Values.members(in, this::list);
            default -> in.skipChildren();
          }
          known.add(name);
        });
  }

  /** Writes what still waits: all of it, whatever is missing. */
  void finish() {
    for (int pass = 0; pass < 3; pass++) { // dispatches before what belongs to them
      for (int row = 0; row < waiting.size(); row++) {
        waiting.load(row, record);
        RecordList list = lists.get((int) record.get(RecordFields.LIST));
        int wanted = list.samples() ? 2 : list.counters() ? 1 : 0;
        if (wanted == pass) {
          write(list);
        }
      }
    }
    waiting.clear();
  }

  private void metadata() {
    Values.members(
        in,
        name -> {
          switch (name) {
            case "pid" -> {
              long pid = Values.number(in);
              writer.setPid(pid);
              if (pid != Ids.ABSENT) {
                out.putMetadata("pid", Long.toString(pid));
              }
            }
            case "node" ->
                Values.members(
                    in,
                    member -> {
                      if (member.equals("hostname")
                          && in.currentToken() == JsonToken.VALUE_STRING) {
                        out.putMetadata("hostname", ArgsText.json(in.getString()));
                      } else {
                        in.skipChildren();
                      }
                    });
            case "command" -> command();
            default -> in.skipChildren();
          }
        });
  }

  private void command() {
    StringBuilder words = new StringBuilder();
    Values.elements(
        in,
        () -> {
          if (in.currentToken() == JsonToken.VALUE_STRING) {
            words.append(words.isEmpty() ? "" : " ").append(in.getString());
          } else {
            in.skipChildren();
          }
        });
    out.putMetadata("command", ArgsText.json(words.toString()));
  }

  private void list(String name) {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      in.skipChildren();
      return;
    }
    int category = out.strings().intern(name);
    RecordList list = new RecordList(name, category, Domain.of(name.toUpperCase(Locale.ROOT)));
    lists.add(list);
    boolean ready =
        known.containsAll(TABLES)
            && !list.counters()
            && (!list.samples() || known.contains(DISPATCHES));
    JsonToken token;
    while ((token = in.nextToken()) != null && token != JsonToken.END_ARRAY) {
      if (token == JsonToken.START_OBJECT) {
        record(list, ready);
      } else {
        in.skipChildren();
        out.problems().add(ProblemCode.VALUE_NOT_AN_EVENT, offset());
      }
    }
    known.add(name);
  }

  private void record(RecordList list, boolean ready) {
    long offset = offset();
    reader.read();
    record.set(RecordFields.OFFSET, offset);
    record.set(RecordFields.LIST, lists.size() - 1L);
    out.countEvent(list.categoryId());
    if (ready) {
      write(list);
    } else {
      waiting.add(record);
    }
  }

  private void write(RecordList list) {
    if (list.samples()) {
      samples.write(list.categoryId());
    } else if (list.counters()) {
      counters(list.categoryId());
    } else if (list.domain() == Domain.OTHER && record.get(RecordFields.START) == Ids.ABSENT) {
      writer.instant(list.categoryId()); // events of the kernel driver
    } else {
      writer.write(list.domain(), list.categoryId());
    }
  }

  /** Counters of a dispatch; the dispatch itself, too, if the kernels were not traced. */
  private void counters(int categoryId) {
    int row = writer.dispatchRow(record.get(RecordFields.DISPATCH));
    if (row < 0) {
      writer.write(Domain.KERNEL, categoryId);
      row = writer.dispatchRow(record.get(RecordFields.DISPATCH));
    }
    long to = record.get(RecordFields.COUNTERS_TO);
    for (long at = Math.max(0, record.get(RecordFields.COUNTERS_FROM)); row >= 0 && at < to; at++) {
      int counter = tables.counter(reader.counterIds.get((int) at));
      double value = reader.counterValues.get((int) at);
      out.kernelMetrics().add(row, Ids.NONE, counter, Ids.NONE, value, Ids.NONE, Ids.NONE);
    }
  }

  private long offset() {
    return Math.max(-1, in.currentTokenLocation().getByteOffset());
  }
}
