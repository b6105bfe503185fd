package dev.plumb.present.tables;

import static dev.plumb.present.tables.Column.integer;
import static dev.plumb.present.tables.Column.real;
import static dev.plumb.present.tables.Column.text;

import dev.plumb.trace.InstantTable;
import dev.plumb.trace.MemoryTable;
import dev.plumb.trace.TrackTable;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** The tables of each input that are not about slices. */
final class OtherTables {
  private OtherTables() {}

  private static Table table(
      String name, String doc, ToIntFunction<InputData> rows, List<Column<InputData>> columns) {
    return Table.of(name, doc, RunData::inputs, rows, columns);
  }

  static Column<InputData> input() {
    return integer("input", "", "Row of inputs.", in -> at -> in.index);
  }

  private static Column<InputData> rank(Function<InputData, ToTrack> track) {
    return integer(
        "rank",
        "",
        "Rank; NULL if the trace does not say.",
        in -> {
          ToTrack of = track.apply(in);
          return at -> in.rank(of.track(at));
        });
  }

  private static List<Column<InputData>> thread(Function<InputData, ToTrack> track) {
    return List.of(
        integer(
            "track",
            "",
            "Row of tracks.",
            in -> {
              ToTrack of = track.apply(in);
              return at -> in.track(of.track(at));
            }),
        text(
            "pid",
            "Process as the trace writes it.",
            in -> {
              ToTrack of = track.apply(in);
              return at -> in.pid(of.track(at));
            }),
        text(
            "tid",
            "Thread as the trace writes it.",
            in -> {
              ToTrack of = track.apply(in);
              return at -> in.tid(of.track(at));
            }));
  }

  /** Row of the track of a row. */
  private interface ToTrack {
    int track(int row);
  }

  static Table tracks() {
    return table(
        "tracks",
        "Threads, streams and other lines on which slices lie.",
        in -> in.trace.tracks().size(),
        List.of(
            integer("track", "", "Id of the track, unique in the run.", in -> in::track),
            input(),
            rank(in -> at -> at),
            text("pid", "Process as the trace writes it.", in -> in::pid),
            text("tid", "Thread as the trace writes it.", in -> in::tid),
            text(
                "process_name",
                "Name of the process; NULL if not given.",
                in -> at -> in.text(tracks(in).processNameId(at))),
            text(
                "thread_name",
                "Name of the thread; NULL if not given.",
                in -> at -> in.text(tracks(in).threadNameId(at)))));
  }

  private static TrackTable tracks(InputData in) {
    return in.trace.tracks();
  }

  static Table instants() {
    Function<InputData, ToTrack> track = in -> in.trace.instants()::trackRow;
    List<Column<InputData>> thread = thread(track);
    return table(
        "instants",
        "Events without a duration; those of the allocator also stand in memory.",
        in -> in.trace.instants().size(),
        List.of(
            integer("instant", "", "Id of the instant, unique in the run.", in -> in::instant),
            input(),
            rank(track),
            text(
                "name",
                "Name as the profiler wrote it.",
                in -> at -> in.text(in.trace.instants().nameId(at))),
            text(
                "category",
                "Category; NULL if it wrote none.",
                in -> at -> in.text(in.trace.instants().categoryId(at))),
            integer("time_ns", "ns", "When.", in -> in.trace.instants()::timeNs),
            thread.get(0),
            thread.get(1),
            thread.get(2),
            text(
                "args",
                "Arguments that have no column, as a JSON object; NULL if there are none.",
                in -> at -> in.args(in.trace.instants().argsId(at)))));
  }

  /** Instants that are allocator events: rows of memory with the instant that each belongs to. */
  private static final class Memory {
    final InputData in;
    private final int[] instants;

    Memory(InputData in) {
      this.in = in;
      InstantTable table = in.trace.instants();
      instants =
          IntStream.range(0, table.size()).filter(row -> table.memoryRow(row) >= 0).toArray();
    }

    int count() {
      return instants.length;
    }

    int instant(int at) {
      return instants[at];
    }

    int row(int at) {
      return in.trace.instants().memoryRow(instants[at]);
    }

    int track(int at) {
      return in.trace.instants().trackRow(instants[at]);
    }

    MemoryTable table() {
      return in.trace.memory();
    }
  }

  static Table memory() {
    return Table.<Memory>of(
        "memory",
        "Allocations and frees.",
        run -> run.inputs().stream().map(Memory::new).toList(),
        Memory::count,
        List.of(
            integer("instant", "", "Row of instants.", m -> at -> m.in.instant(m.instant(at))),
            integer("input", "", "Row of inputs.", m -> at -> m.in.index),
            integer(
                "rank",
                "",
                "Rank; NULL if the trace does not say.",
                m -> at -> m.in.rank(m.track(at))),
            integer(
                "time_ns", "ns", "When.", m -> at -> m.in.trace.instants().timeNs(m.instant(at))),
            integer(
                "bytes",
                "bytes",
                "Bytes allocated; negative when freed.",
                m -> at -> m.table().bytes(m.row(at))),
            integer(
                "address",
                "",
                "Address; NULL if not given.",
                m -> at -> m.table().address(m.row(at))),
            integer(
                "total_allocated",
                "bytes",
                "Allocated on the device after the event; NULL if not given.",
                m -> at -> m.table().totalAllocated(m.row(at))),
            integer(
                "total_reserved",
                "bytes",
                "Held by the allocator after the event; NULL if not given.",
                m -> at -> m.table().totalReserved(m.row(at))),
            integer(
                "device_type",
                "",
                "PyTorch's type of device: 0 CPU, 1 CUDA or HIP; NULL if not given.",
                m -> at -> InputData.orNull(m.table().deviceType(m.row(at)))),
            integer(
                "device",
                "",
                "Index of the device; NULL for the CPU or if not given.",
                m -> at -> InputData.orNull(m.table().deviceId(m.row(at)))),
            integer(
                "owner",
                "",
                "Slice that was the innermost of the thread; NULL if there was none.",
                m -> at -> m.in.slice(m.in.links.memoryOwner(m.row(at)))),
            integer("track", "", "Row of tracks.", m -> at -> m.in.track(m.track(at)))));
  }

  static Table counters() {
    Function<InputData, ToTrack> track = in -> in.trace.counters()::trackRow;
    List<Column<InputData>> thread = thread(track);
    return table(
        "counters",
        "Samples of counters, one row for each series.",
        in -> in.trace.counters().size(),
        List.of(
            input(),
            rank(track),
            text("name", "The counter.", in -> at -> in.text(in.trace.counters().nameId(at))),
            text(
                "series",
                "Which of the counter's values.",
                in -> at -> in.text(in.trace.counters().seriesId(at))),
            integer("time_ns", "ns", "When.", in -> in.trace.counters()::timeNs),
            real("value", "", "Value in the unit of the trace.", in -> in.trace.counters()::value),
            thread.get(0),
            thread.get(1),
            thread.get(2)));
  }

  static Table flows() {
    Function<InputData, ToTrack> track = in -> in.trace.flows()::trackRow;
    List<Column<InputData>> thread = thread(track);
    return table(
        "flows",
        "Ends of the arrows between slices.",
        in -> in.trace.flows().size(),
        List.of(
            input(),
            rank(track),
            text(
                "category",
                "Kind of arrow (ac2g, fwdbwd, …); NULL if not given.",
                in -> at -> in.text(in.trace.flows().categoryId(at))),
            integer(
                "flow",
                "",
                "Id that the ends of one arrow share within their category; NULL if not given.",
                in -> in.trace.flows()::flowId),
            text(
                "phase",
                "s begins an arrow, t continues it, f ends it.",
                in -> at -> String.valueOf(in.trace.flows().phase(at))),
            integer("time_ns", "ns", "When.", in -> in.trace.flows()::timeNs),
            thread.get(0),
            thread.get(1),
            thread.get(2)));
  }
}
