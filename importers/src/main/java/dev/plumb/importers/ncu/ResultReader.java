package dev.plumb.importers.ncu;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;

/** Reads {@code ProfileResult} messages: one execution of a kernel each. */
final class ResultReader {
  private static final int LONGEST = 1 << 16;

  private final TraceBuilder out;
  private final Names names;
  private final Executions executions;
  private final Facts facts;
  private final RuleReader rules;
  private final PcSamples samples;
  private final LaterNames later = new LaterNames();
  private final Execution execution = new Execution();
  private final Value value;
  private final Value key;
  private final long[] dims = new long[3];

  private String mangled = "";
  private String function = "";
  private String demangled = "";
  private long base;
  private long device;
  private int deviceNameId;

  ResultReader(
      TraceBuilder out, Names names, Functions functions, Executions executions, Facts facts) {
    this.out = out;
    this.names = names;
    this.executions = executions;
    this.facts = facts;
    this.rules = new RuleReader(out.strings());
    this.samples = new PcSamples(out, functions);
    this.value = new Value(out.strings());
    this.key = new Value(out.strings());
  }

  /**
   * Reads one result and writes what there is of it, also when its end is missing.
   *
   * @param offset of the message in the input
   */
  void read(WireReader in, Process process, long offset) throws IOException {
    clear();
    try {
      while (in.next(Long.MAX_VALUE)) {
        field(in, offset);
      }
    } finally {
      write(process, offset);
    }
  }

  private void clear() {
    execution.clear();
    samples.clear();
    mangled = "";
    function = "";
    demangled = "";
    base = Ids.ABSENT;
    device = 0;
    deviceNameId = Ids.NONE;
  }

  private void field(WireReader in, long offset) throws IOException {
    boolean bytes = in.type() == WireReader.BYTES;
    if (bytes) {
      switch (in.field()) {
        case 5 -> mangled = Texts.read(in, LONGEST);
        case 6 -> function = Texts.read(in, LONGEST);
        case 7 -> demangled = Texts.read(in, LONGEST);
        case 10 -> dims(in, facts.grid);
        case 11 -> dims(in, facts.block);
        case 13 -> metric(in, offset);
        case 19 -> rules.read(in, execution);
        default -> in.skip();
      }
    } else if (in.type() == WireReader.VARINT && (in.field() == 22 || in.field() == 23)) {
      Facts.add(execution, in.field() == 22 ? facts.context : facts.stream, in.varint());
    } else {
      in.skip();
    }
  }

  private void dims(WireReader in, int nameId) throws IOException {
    dims[0] = 0;
    dims[1] = 0;
    dims[2] = 0;
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() <= 3 && in.type() == WireReader.VARINT) {
        dims[in.field() - 1] = in.varint();
      } else {
        in.skip();
      }
    }
    String text = "(" + dims[0] + ", " + dims[1] + ", " + dims[2] + ")";
    execution.text(nameId, Ids.NONE, out.strings().intern(text));
  }

  private void metric(WireReader in, long offset) throws IOException {
    long name = -1;
    value.clear();
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.VARINT) {
        name = in.varint();
      } else if (in.field() == 2 && in.type() == WireReader.BYTES) {
        value.read(in);
      } else if (in.field() == 3 && in.type() == WireReader.BYTES && byAddress(name)) {
        instance(in, name);
      } else {
        in.skip();
      }
    }
    int nameId = names.nameId(name);
    if (nameId == Ids.NONE) {
      later.add(name, value);
      return;
    }
    if (value.textId != Ids.NONE) {
      execution.text(nameId, names.unitId(name), value.textId);
    } else {
      execution.number(nameId, names.unitId(name), value.number);
    }
    remember(names.kind(name), offset);
  }

  /** Keeps what else than a metric a value is. */
  private void remember(int kind, long offset) {
    switch (kind) {
      case Names.DURATION -> duration(offset);
      case Names.FUNCTION_ADDRESS -> base = base == Ids.ABSENT ? value.whole : base;
      case Names.DEVICE -> device = value.whole;
      case Names.DEVICE_NAME -> deviceNameId = value.textId;
      default -> {}
    }
  }

  private void duration(long offset) {
    if (value.whole != Ids.ABSENT && value.whole >= 0) {
      execution.durationNs = value.whole;
    } else if (value.number >= 0 && value.number < Long.MAX_VALUE) {
      execution.durationNs = (long) Math.rint(value.number);
      out.problems().add(ProblemCode.TIME_ROUNDED, offset);
    }
  }

  private boolean byAddress(long name) {
    int kind = names.kind(name);
    return kind == Names.STALL || kind == Names.STALL_NOT_ISSUED || kind == Names.EXECUTED;
  }

  private void instance(WireReader in, long name) throws IOException {
    long address = Ids.ABSENT;
    long count = 0;
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        key.read(in);
        address = key.whole;
      } else if (in.field() == 2 && in.type() == WireReader.BYTES) {
        key.read(in);
        count = key.whole;
      } else {
        in.skip();
      }
    }
    if (address != Ids.ABSENT && count > 0) {
      samples.add(names.kind(name), names.reasonId(name), address, count);
    }
  }

  private void write(Process process, long offset) {
    String name = !demangled.isEmpty() ? demangled : !function.isEmpty() ? function : mangled;
    if (name.isEmpty()) {
      later.assign(Ids.NONE);
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
      return;
    }
    execution.nameId = out.strings().intern(name);
    execution.text(
        facts.function, Ids.NONE, idOf(function.isEmpty() ? Facts.base(name) : function));
    execution.text(facts.mangled, Ids.NONE, idOf(mangled));
    process.addTo(execution, facts);
    if (deviceNameId != Ids.NONE) {
      String id = Long.toString(device == Ids.ABSENT ? 0 : device);
      executions.device(id, out.strings().get(deviceNameId));
    }
    int row = executions.write(execution);
    later.assign(row);
    samples.write(out.samples().stackRow(row), mangled, base);
  }

  /** Writes what waited for the end of the report. */
  void finish() {
    later.write(names, out);
  }

  private int idOf(String text) {
    return text.isEmpty() ? Ids.NONE : out.strings().intern(text);
  }
}
