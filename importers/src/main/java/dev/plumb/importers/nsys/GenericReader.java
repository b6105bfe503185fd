package dev.plumb.importers.nsys;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.json.JsonText;
import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Decimal;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code GENERIC_EVENTS}: what plugins and the operating system report, whose fields the export
 * describes. Numbers that are read again and again (power, network) become counters, one for each
 * field; events of ftrace and ETW instants with their fields as arguments. Until 2023 the fields
 * were JSON, since then they are rows.
 */
final class GenericReader {
  private static final String TABLE = "GENERIC_EVENTS";
  private static final String DATA = "GENERIC_EVENT_DATA";
  private static final long FTRACE = 1;
  private static final long ETW = 3;

  private final Export export;
  private final ArgsText args = new ArgsText();

  /** Of a type's id, an index of the columns below; kind 1 is what is traced, not measured. */
  private final LongMap types = new LongMap();

  private final LongColumn typeIds = new LongColumn();
  private final IntColumn typeNames = new IntColumn();
  private final IntColumn typeTracks = new IntColumn();
  private final IntColumn typeKinds = new IntColumn();

  /** String ids of fields, by type and number. */
  private final LongMap fields = new LongMap();

  // Events whose fields are rows of another table.
  private final LongMap events = new LongMap();
  private final LongColumn times = new LongColumn();
  private final IntColumn eventTypes = new IntColumn();
  private final LongColumn threads = new LongColumn();

  GenericReader(Export export) {
    this.export = export;
  }

  void read() {
    if (!export.file.has(TABLE)) {
      return;
    }
    readTypes();
    Rows names = export.file.rows("GENERIC_EVENT_TYPE_FIELDS", "typeId", "fieldIdx", "fieldNameId");
    while (names.next()) {
      int name = export.texts.id(names.integer(2, -1));
      if (name >= 0) {
        fields.put(key(names.integer(0, 0), names.integer(1, 0)), name);
      }
    }
    readEvents();
    readData();
  }

  private static long key(long type, long field) {
    return type * 0x9E3779B97F4A7C15L + field;
  }

  private void readTypes() {
    LongMap groups = new LongMap();
    LongMap sourceNames = new LongMap();
    Rows sources =
        export.file.rows("GENERIC_EVENT_SOURCES", "sourceId", "nameId", "sourceGroupId", "data");
    while (sources.next()) {
      String json = sources.string(3);
      int name = export.texts.id(sources.integer(1, -1));
      name = name >= 0 ? name : name(json);
      long group = sources.integer(2, -1);
      String text = name < 0 ? "" : export.strings.get(name).toLowerCase(Locale.ROOT);
      boolean traced = group == FTRACE || group == ETW || text.contains("ftrace");
      groups.put(sources.integer(0, 0), traced ? 1 : 0);
      if (name >= 0) {
        sourceNames.put(sources.integer(0, 0), name);
      }
    }
    int none = export.strings.intern("");
    Rows rows = export.file.rows("GENERIC_EVENT_TYPES", "typeId", "sourceId", "nameId", "data");
    while (rows.next()) {
      int name = export.texts.id(rows.integer(2, -1));
      name = name >= 0 ? name : name(rows.string(3));
      long source = rows.integer(1, 0);
      int sourceName = sourceNames.get(source);
      int line = sourceName >= 0 ? sourceName : export.strings.intern("generic events");
      types.put(rows.integer(0, 0), typeIds.add(rows.integer(0, 0)));
      typeNames.add(name >= 0 ? name : export.strings.intern("type " + rows.integer(0, 0)));
      typeTracks.add(export.out.tracks().add(none, line));
      typeKinds.add(groups.get(source));
    }
  }

  /** The name in a description of old; −1 if it has none. */
  private int name(@Nullable String json) {
    int[] found = {Ids.NONE};
    if (json != null && !json.isEmpty()) {
      JsonText.read(
          json,
          export.problems,
          in -> {
            if (in.enterObject()) {
              while (in.nextName()) {
                if (in.name().equalsIgnoreCase("name") && in.isText()) {
                  found[0] = export.strings.intern(in.text(""));
                } else {
                  in.skip();
                }
              }
            }
          });
    }
    return found[0];
  }

  private void readEvents() {
    Rows rows =
        export.file.rows(TABLE, "genericEventId", "timestamp", "typeId", "globalTid", "data");
    boolean inRows = export.file.has(DATA);
    long count = 0;
    while (rows.next()) {
      count++;
      long time = rows.integer(1, Ids.ABSENT);
      if (export.duration(time, time, rows) < 0) {
        continue;
      }
      int type = types.get(rows.integer(2, Ids.ABSENT));
      if (type < 0) {
        export.problems.add(ProblemCode.ROW_UNUSABLE, rows.offset());
        continue;
      }
      String json = rows.string(4);
      if (json != null && !json.isEmpty()) {
        fromJson(json, time, type, rows.integer(3, Ids.ABSENT), rows.offset());
      } else if (inRows) {
        events.put(rows.integer(0, Ids.ABSENT), times.add(time));
        eventTypes.add(type);
        threads.add(rows.integer(3, Ids.ABSENT));
      }
    }
    export.counted(TABLE, count);
  }

  private void fromJson(String json, long time, int type, long thread, long offset) {
    args.clear();
    boolean traced = typeKinds.get(type) == 1;
    boolean whole =
        JsonText.read(json, export.problems, in -> members(in, time, type, traced, offset));
    if (!whole) {
      export.problems.add(ProblemCode.EVENT_BROKEN, offset);
    }
    if (traced) {
      instant(time, type, thread);
    }
  }

  private void members(JsonIn in, long time, int type, boolean traced, long offset) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      String name = in.name();
      if (in.isNumber()) {
        Decimal number = in.number();
        if (number != null && traced && number.exponent() >= 0) {
          args.number(name, number.scaled(0));
        } else if (number != null && traced && Double.isFinite(real(number))) {
          args.raw(name, Double.toString(real(number)));
        } else if (number != null && !traced) {
          counter(time, type, name, real(number), offset);
        }
      } else if (traced && in.isText()) {
        args.text(name, in.text(""));
      } else {
        in.skip();
      }
    }
  }

  private static double real(Decimal number) {
    return number.mantissa() * Math.pow(10, number.exponent());
  }

  private void counter(long time, int type, String field, double value, long offset) {
    if (!Double.isFinite(value)) {
      export.problems.add(ProblemCode.COUNTER_NOT_A_NUMBER, offset);
      return;
    }
    int series = export.strings.intern(field);
    export.out.counters().add(time, typeTracks.get(type), typeNames.get(type), series, value);
  }

  private void instant(long time, int type, long thread) {
    int track = thread == Ids.ABSENT ? typeTracks.get(type) : export.threads.row(thread);
    int category = export.strings.intern(TABLE);
    export
        .out
        .instants()
        .add(time, typeNames.get(type), category, track, args.intern(export.out), Ids.NONE);
  }

  /** Fields of one event follow each other. */
  private void readData() {
    Rows rows =
        export.file.rows(
            DATA, "genericEventId", "fieldIdx", "intVal", "uintVal", "floatVal", "doubleVal");
    int last = Ids.NONE;
    args.clear();
    while (rows.next()) {
      int event = events.get(rows.integer(0, Ids.ABSENT));
      if (event < 0) {
        continue;
      }
      if (event != last) {
        end(last);
        last = event;
      }
      field(rows, event);
    }
    end(last);
  }

  private void field(Rows rows, int event) {
    int type = eventTypes.get(event);
    int name = fields.get(key(typeIds.get(type), rows.integer(1, 0)));
    String field = name >= 0 ? export.strings.get(name) : "field " + rows.integer(1, 0);
    boolean real = rows.isNull(2) && rows.isNull(3);
    if (typeKinds.get(type) != 1) {
      double value =
          real
              ? rows.real(rows.isNull(4) ? 5 : 4, Double.NaN)
              : (double) rows.integer(rows.isNull(2) ? 3 : 2, 0);
      counter(times.get(event), type, field, value, rows.offset());
    } else if (real) {
      double value = rows.real(rows.isNull(4) ? 5 : 4, Double.NaN);
      if (Double.isFinite(value)) {
        args.raw(field, Double.toString(value));
      }
    } else {
      args.number(field, rows.integer(rows.isNull(2) ? 3 : 2, 0));
    }
  }

  private void end(int event) {
    if (event >= 0 && typeKinds.get(eventTypes.get(event)) == 1) {
      instant(times.get(event), eventTypes.get(event), threads.get(event));
    }
    args.clear();
  }
}
