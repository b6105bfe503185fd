package dev.plumb.importers.nvprof;

import dev.plumb.importers.cuda.NvtxName;
import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;

/**
 * Ranges and marks of NVTX. A range is two rows of the same id, of which the first has its name.
 */
final class MarkerRows {
  private static final String TABLE = "CUPTI_ACTIVITY_KIND_MARKER";
  private static final int INSTANT = 1;
  private static final int START = 2;
  private static final int END = 4;
  private static final int LONGEST = 1 << 16;

  /** What names of default domains are, which say nothing. */
  private static final String DEFAULT = "<unnamed>";

  private final Database database;
  private final TraceBuilder out;
  private final NvtxName name = new NvtxName();
  private final ArgsText args = new ArgsText();
  private final int category;

  /** Rows that wait for their other half, by their id. */
  private final LongMap open = new LongMap();

  private final LongColumn times = new LongColumn();
  private final LongColumn offsets = new LongColumn();
  private final IntColumn names = new IntColumn();
  private final IntColumn domains = new IntColumn();
  private final IntColumn tracks = new IntColumn();
  private final IntColumn begins = new IntColumn();
  private final IntColumn done = new IntColumn();
  private int shortName;

  MarkerRows(Database database) {
    this.database = database;
    this.out = database.out;
    this.category = database.strings.intern(TABLE);
  }

  void read() {
    Rows rows =
        database.file.rows(
            TABLE, "flags", "timestamp", "id", "objectKind", "objectId", "name", "domain");
    long count = 0;
    while (rows.next()) {
      count++;
      row(rows);
    }
    database.counts.add(TABLE, count);
    for (int at = 0; at < times.size(); at++) {
      if (done.get(at) == 0) {
        boolean start = begins.get(at) != 0;
        out.problems()
            .add(
                start ? ProblemCode.BEGIN_WITHOUT_END : ProblemCode.END_WITHOUT_BEGIN,
                offsets.get(at));
      }
    }
  }

  private void row(Rows rows) {
    long flags = rows.integer(0, 0);
    long time = rows.integer(1, Ids.ABSENT);
    if (!database.timeline.usable(time, time, rows.offset())) {
      return;
    }
    int text = database.texts.id(rows.integer(5, 0));
    int domain = database.texts.id(rows.integer(6, 0));
    int track = database.thread(rows.integer(3, 0), rows.blob(4));
    if ((flags & INSTANT) != 0) {
      int argsId = describe(text, domain);
      out.instants().add(time, shortName, category, track, argsId, Ids.NONE);
    } else if ((flags & (START | END)) != 0) {
      half(rows, time, (flags & START) != 0, text, domain, track);
    } else {
      out.problems().add(ProblemCode.ROW_UNUSABLE, rows.offset());
    }
  }

  private void half(Rows rows, long time, boolean starts, int text, int domain, int track) {
    long id = rows.integer(2, 0);
    int other = open.get(id);
    if (other >= 0 && done.get(other) == 0 && (begins.get(other) != 0) != starts) {
      done.set(other, 1);
      if (starts) {
        range(time, times.get(other), text, domain, track, tracks.get(other), rows.offset());
      } else {
        range(
            times.get(other),
            time,
            names.get(other),
            domains.get(other),
            tracks.get(other),
            track,
            offsets.get(other));
      }
      return;
    }
    open.put(id, times.add(time));
    offsets.add(rows.offset());
    begins.add(starts ? 1 : 0);
    names.add(text);
    domains.add(domain);
    tracks.add(track);
    done.add(0);
  }

  /** What ends on another thread than it began on does not nest in what that thread did. */
  private void range(
      long start, long end, int text, int domain, int track, int endTrack, long offset) {
    int argsId = describe(text, domain);
    SliceKind kind = track == endTrack ? name.kind() : SliceKind.ASYNC;
    int detail =
        kind == SliceKind.ASYNC
            ? Ids.NONE
            : out.operators()
                .add(Ids.ABSENT, name.operation(), name.sequence(), Ids.ABSENT, Ids.NONE);
    database.timeline.slice(start, end, kind, shortName, category, track, argsId, detail, offset);
  }

  /** Takes a name apart; answers its arguments. */
  private int describe(int text, int domain) {
    byte[] bytes = database.strings.get(text).getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, LONGEST);
    name.parse(bytes, 0, length);
    shortName = database.strings.intern(bytes, 0, name.end());
    args.clear();
    if (name.sizesEnd() > 0) {
      int from = name.sizesStart();
      args.raw(
          "Input Dims", new String(bytes, from, name.sizesEnd() - from, StandardCharsets.UTF_8));
    }
    String domainName = database.strings.get(domain);
    return args.text("domain", domainName.equals(DEFAULT) ? "" : domainName).intern(out);
  }
}
