package dev.plumb.importers.rocprofcsv;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.rocm.Domain;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/** API calls, marks, copies, allocations, scratch memory: what has a domain, a start and an end. */
final class RecordRows implements RowWriter {
  private final TraceBuilder out;
  private final StringPool strings;
  private final Timeline timeline;
  private final Row row;
  private final ArgsText args = new ArgsText();

  /** Rows of memory by address: a free names the address only. */
  private final LongMap allocations = new LongMap();

  /** The domain of the last row: most files have one. */
  private int lastCategory = Ids.NONE;

  private Domain lastDomain = Domain.OTHER;

  RecordRows(TraceBuilder out, Timeline timeline, Row row) {
    this.out = out;
    this.strings = out.strings();
    this.timeline = timeline;
    this.row = row;
  }

  @Override
  public void write() {
    int category = row.text(Field.KIND, strings);
    out.countEvent(category);
    if (!timeline.usable(row.time(Field.START), row.time(Field.END), row.offset())) {
      return;
    }
    switch (domain(category)) {
      case COPY -> copy(category);
      case ALLOCATION -> allocation(category);
      case MARKER -> marker(category);
      case SCRATCH -> scratch(category);
      case API -> {
        int launch = out.launches().add(row.correlation(), Ids.ABSENT);
        slice(SliceKind.RUNTIME, name(category), category, thread(), Ids.NONE, launch);
      }
      case KERNEL, OTHER ->
          slice(SliceKind.ASYNC, name(category), category, thread(), Ids.NONE, Ids.NONE);
    }
  }

  private Domain domain(int category) {
    if (category != lastCategory) {
      lastCategory = category;
      lastDomain = Domain.of(strings.get(category));
    }
    return lastDomain;
  }

  private void copy(int category) {
    String direction = row.string(Field.DIRECTION);
    String source = row.string(Field.SOURCE);
    String destination = row.string(Field.DESTINATION);
    String device = direction.endsWith("DEVICE_TO_HOST") ? source : destination;
    boolean bare = !device.isEmpty() && Character.isDigit(device.charAt(0));
    device = bare ? "Agent " + device : device;
    String number = row.string(Field.STREAM);
    int stream = strings.intern(number.isEmpty() ? "copies" : number);
    int detail =
        out.deviceWork()
            .add(
                row.correlation(),
                Ids.ABSENT,
                out.devices().row(device),
                stream,
                row.number(Field.ALLOCATION_SIZE));
    int track =
        timeline.deviceTrack(
            timeline.id(row.number(Field.PROCESS)),
            strings.intern(device),
            number.isEmpty() ? stream : strings.intern("stream " + number));
    args.clear().text("from", source).text("to", destination);
    slice(SliceKind.MEMCPY, name(category), category, track, args.intern(out), detail);
  }

  /** A mark is a range without a length. */
  private void marker(int category) {
    long start = row.time(Field.START);
    if (start == row.time(Field.END)) {
      out.instants().add(start, name(category), category, thread(), Ids.NONE, Ids.NONE);
      return;
    }
    int detail = out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    slice(SliceKind.ANNOTATION, name(category), category, thread(), Ids.NONE, detail);
  }

  private void allocation(int category) {
    int name = name(category);
    long address = address();
    long bytes = Math.max(0, row.number(Field.ALLOCATION_SIZE)); // ABSENT is below 0
    boolean free = strings.get(name).contains("FREE");
    if (free) {
      int known = address == Ids.ABSENT ? Ids.NONE : allocations.get(address);
      bytes = bytes == 0 && known >= 0 ? -out.memory().bytes(known) : -bytes;
    }
    int memory = out.memory().add(bytes, address, Ids.ABSENT, Ids.ABSENT, Ids.NONE, Ids.NONE);
    if (!free && address != Ids.ABSENT) {
      allocations.put(address, memory);
    }
    long start = row.time(Field.START);
    args.clear()
        .text("agent", row.string(Field.AGENT))
        .number("dur ns", row.time(Field.END) - start)
        .number("correlation", row.correlation());
    out.instants().add(start, name, category, thread(), args.intern(out), memory);
  }

  private long address() {
    String text = row.string(Field.ADDRESS);
    try {
      return text.startsWith("0x")
          ? Long.parseUnsignedLong(text, 2, text.length(), 16)
          : row.number(Field.ADDRESS);
    } catch (NumberFormatException e) {
      return Ids.ABSENT;
    }
  }

  private void scratch(int category) {
    args.clear()
        .text("agent", row.string(Field.AGENT))
        .number("queue", row.number(Field.QUEUE))
        .number("flags", row.number(Field.FLAGS))
        .number("bytes", row.number(Field.ALLOCATION_SIZE));
    slice(SliceKind.ASYNC, name(category), category, thread(), args.intern(out), Ids.NONE);
  }

  private void slice(SliceKind kind, int name, int category, int track, int argsId, int detail) {
    long start = row.time(Field.START);
    long end = row.time(Field.END);
    timeline.slice(start, end, kind, name, category, track, argsId, detail, row.offset());
  }

  private int thread() {
    return timeline.thread(row.number(Field.PROCESS), row.number(Field.THREAD));
  }

  /** What happened; the domain where the table does not say. */
  private int name(int category) {
    for (Field field : new Field[] {Field.FUNCTION, Field.DIRECTION, Field.OPERATION}) {
      int name = row.text(field, strings);
      if (name >= 0) {
        return name;
      }
    }
    return category < 0 ? strings.intern("?") : category;
  }
}
