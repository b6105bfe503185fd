package dev.plumb.importers.nsys;

import dev.plumb.importers.cuda.NvtxName;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.SliceKind;

/** {@code NVTX_EVENTS}: what the program and its libraries marked. */
final class NvtxReader {
  private static final String TABLE = "NVTX_EVENTS";

  // Of ENUM_NSYS_EVENT_TYPE; the second of each pair comes from text files (NVTXT).
  private static final int CATEGORY = 33;
  private static final int MARK = 34;
  private static final int PUSH_POP = 59;
  private static final int START_END = 60;
  private static final int TEXT_MARK = 65;
  private static final int TEXT_PUSH_POP = 70;
  private static final int TEXT_START_END = 71;
  private static final int DOMAIN = 75;

  private static final byte[] SIZES = Args.name("Input Dims");
  private static final byte[] DOMAIN_KEY = Args.name("domain");
  private static final byte[] CATEGORY_KEY = Args.name("category");
  private static final byte[] PAYLOAD = Args.name("payload");
  private static final byte[] JSON = Args.name("payload json");
  private static final byte[] BINARY = Args.name("payload data");
  private static final byte[] END_THREAD = Args.name("end thread");

  private static final String[] COLUMNS = {
    "start",
    "end",
    "eventType",
    "globalTid",
    "endGlobalTid",
    "text",
    "textId",
    "domainId",
    "category",
    "uint64Value",
    "int64Value",
    "uint32Value",
    "int32Value",
    "doubleValue",
    "floatValue",
    "jsonText",
    "jsonTextId",
    "binaryData"
  };

  private final Export export;
  private final Args args = new Args();
  private final NvtxName name = new NvtxName();
  private final LongMap domains = new LongMap();
  private final LongMap categories = new LongMap();
  private final IntColumn open = new IntColumn();
  private byte[] copy = new byte[1024];
  private int nameId;

  NvtxReader(Export export) {
    this.export = export;
  }

  void read() {
    if (!export.file.has(TABLE)) {
      return;
    }
    readNames();
    Rows rows = export.file.rows(TABLE, COLUMNS);
    int category = export.strings.intern(TABLE);
    long count = 0;
    while (rows.next()) {
      count++;
      switch ((int) rows.integer(2, PUSH_POP)) {
        case PUSH_POP, TEXT_PUSH_POP -> range(rows, category, true);
        case START_END, TEXT_START_END -> range(rows, category, false);
        case MARK, TEXT_MARK -> mark(rows, category);
        default -> {} // names of domains and categories, and of what else can be named
      }
    }
    export.counted(TABLE, count);
  }

  /** Domains and categories are named by rows of the same table, which may stand anywhere. */
  private void readNames() {
    Rows rows = export.file.rows(TABLE, "eventType", "domainId", "category", "text", "textId");
    while (rows.next()) {
      long type = rows.integer(0, 0);
      if (type != DOMAIN && type != CATEGORY) {
        continue;
      }
      int text =
          rows.isNull(3) ? export.texts.id(rows.integer(4, -1)) : rows.text(3, export.strings);
      long domain = rows.integer(1, 0);
      if (text >= 0 && type == DOMAIN) {
        domains.put(domain, text);
      } else if (text >= 0) {
        categories.put(categoryKey(domain, rows.integer(2, 0)), text);
      }
    }
  }

  private static long categoryKey(long domain, long category) {
    return domain << 32 ^ category;
  }

  private void range(Rows rows, int category, boolean nested) {
    long start = rows.integer(0, Ids.ABSENT);
    boolean unfinished = rows.isNull(1) && start != Ids.ABSENT;
    long duration = export.duration(start, unfinished ? start : rows.integer(1, Ids.ABSENT), rows);
    if (duration < 0) {
      return;
    }
    args.clear();
    SliceKind kind = text(rows);
    details(rows);
    int argsId = args.intern(export.out.args());
    int detail = Ids.NONE;
    if (nested) {
      detail =
          export
              .out
              .operators()
              .add(Ids.ABSENT, name.operation(), name.sequence(), Ids.ABSENT, Ids.NONE);
    } else {
      kind = SliceKind.ASYNC;
    }
    int track = export.threads.row(rows.integer(3, Ids.ABSENT));
    int row =
        export.out.slices().add(start, duration, kind, nameId, category, track, argsId, detail);
    if (unfinished) {
      open.add(row);
      export.problems.add(ProblemCode.BEGIN_WITHOUT_END, rows.offset());
    }
  }

  private void mark(Rows rows, int category) {
    long time = rows.integer(0, Ids.ABSENT);
    if (export.duration(time, time, rows) < 0) {
      return;
    }
    args.clear();
    text(rows);
    details(rows);
    int track = export.threads.row(rows.integer(3, Ids.ABSENT));
    int argsId = args.intern(export.out.args());
    export.out.instants().add(time, nameId, category, track, argsId, Ids.NONE);
  }

  /** Finds the name, and what PyTorch wrote behind it; answers what kind of range it is. */
  private SliceKind text(Rows rows) {
    byte[] buffer = rows.buffer();
    int from = rows.textStart(5);
    int to = from < 0 ? 0 : rows.textEnd(5);
    if (from < 0) {
      int id = rows.isNull(5) ? export.texts.id(rows.integer(6, -1)) : rows.text(5, export.strings);
      int length = id < 0 ? 0 : export.strings.length(id);
      if (length > copy.length) {
        copy = new byte[length * 2];
      }
      if (id >= 0) {
        export.strings.copy(id, copy, 0);
      }
      buffer = copy;
      from = 0;
      to = length;
    }
    if (to - from > 1 << 16) {
      export.problems.add(ProblemCode.TEXT_CUT, rows.offset());
      to = from + (1 << 16);
    }
    name.parse(buffer, from, to);
    nameId = export.strings.intern(buffer, from, name.end());
    if (name.sizesEnd() > 0) {
      args.raw(SIZES, buffer, name.sizesStart(), name.sizesEnd());
    }
    return name.kind();
  }

  private void details(Rows rows) {
    long domain = rows.integer(7, 0);
    if (domain != 0) {
      int text = domains.get(domain);
      if (text >= 0) {
        args.text(DOMAIN_KEY, export.strings, text);
      } else {
        args.number(DOMAIN_KEY, domain);
      }
    }
    long category = rows.integer(8, 0);
    if (category != 0) {
      int text = categories.get(categoryKey(domain, category));
      if (text >= 0) {
        args.text(CATEGORY_KEY, export.strings, text);
      } else {
        args.number(CATEGORY_KEY, category);
      }
    }
    payload(rows);
    long endThread = rows.integer(4, Ids.ABSENT);
    if (endThread != Ids.ABSENT && endThread != rows.integer(3, Ids.ABSENT)) {
      args.number(END_THREAD, endThread & 0xFFFFFF);
    }
  }

  private void payload(Rows rows) {
    for (int column = 9; column <= 12; column++) {
      args.number(PAYLOAD, rows.integer(column, Ids.ABSENT));
    }
    for (int column = 13; column <= 14; column++) {
      double value = rows.real(column, Double.NaN);
      if (Double.isFinite(value)) {
        args.json(PAYLOAD, Double.toString(value));
      }
    }
    int json =
        rows.isNull(15) ? export.texts.id(rows.integer(16, -1)) : rows.text(15, export.strings);
    args.text(JSON, export.strings, json);
    if (rows.isText(17)) {
      args.text(BINARY, export.strings, rows.text(17, export.strings));
    }
  }

  /** Ends what never ended with the trace. */
  void close() {
    for (int i = 0; i < open.size(); i++) {
      int row = open.get(i);
      export.out.closeSlice(row, Math.max(0, export.endNs - export.out.slices().startNs(row)));
    }
  }
}
