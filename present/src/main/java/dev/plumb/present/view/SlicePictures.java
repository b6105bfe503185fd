package dev.plumb.present.view;

import dev.plumb.profile.timeline.MarkedSlices;
import dev.plumb.profile.timeline.SliceSearch;
import dev.plumb.profile.timeline.Stretches;
import dev.plumb.profile.timeline.Timeline;
import dev.plumb.profile.timeline.Track;
import dev.plumb.profile.timeline.TrackType;
import dev.plumb.profile.timeline.Window;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes tracks of slices as columns of boxes; names stand once for all tracks of an answer. */
final class SlicePictures {
  private final Json json;
  private final Profile profile;
  private final Timeline timeline;
  private final Window window;
  private final @Nullable SliceSearch search;

  /** Nodes of the tree that a finding points at; null without one. */
  private final @Nullable BitSet litNodes;

  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** By input: number of each name id + 1; 0 while it has none. */
  private final Map<Integer, int[]> byId = new HashMap<>();

  SlicePictures(
      Json json,
      Profile profile,
      Window window,
      @Nullable SliceSearch search,
      @Nullable BitSet litNodes) {
    this.json = json;
    this.profile = profile;
    this.timeline = profile.timeline();
    this.window = window;
    this.search = search;
    this.litNodes = litNodes;
  }

  /** Names of all boxes written so far. */
  List<String> names() {
    return names;
  }

  /** Columns of the boxes of one track. */
  private static final class Columns {
    private final IntColumn row = new IntColumn();
    private final LongColumn start = new LongColumn();
    private final LongColumn dur = new LongColumn();
    private final IntColumn count = new IntColumn();
    private final LongColumn busy = new LongColumn();
    private final LongColumn slice = new LongColumn();
    private final IntColumn name = new IntColumn();
    private final IntColumn kind = new IntColumn();
    private final IntColumn match = new IntColumn();
    private final IntColumn lit = new IntColumn();
    private long slices;
    private long allBusy;
  }

  /** Writes the members of a track. */
  void write(int number) {
    Track track = timeline.tracks().get(number);
    if (track.type() == TrackType.COUNTER) {
      throw WrongQuestion.parameter("tracks", "must not be counters");
    }
    Columns columns = new Columns();
    Stretches stretches = track.stretches();
    MarkedSlices matches = stretches == null ? marked(track.input()) : null;
    timeline.draw(
        track,
        window,
        matches,
        (lane, start, end, count, busy, row, longest, match) -> {
          columns.row.add(lane);
          columns.start.add(start);
          columns.dur.add(end - start);
          columns.count.add(count);
          columns.busy.add(busy);
          columns.match.add(match);
          columns.slices += count;
          columns.allBusy += busy;
          if (stretches == null) {
            slice(track.input(), row, columns);
          } else {
            columns.slice.add(profile.ids().id(track.input(), stretches.slice(row)));
            columns.name.add(number(stretches.label(row)));
            columns.kind.add(-1);
            columns.lit.add(0);
          }
        });
    write(number, columns);
  }

  private @Nullable MarkedSlices marked(int input) {
    return search == null ? null : search.matching(input);
  }

  private void slice(int input, int row, Columns columns) {
    Trace trace = profile.run().inputs().get(input).trace();
    SliceTable slices = trace.slices();
    columns.slice.add(profile.ids().id(input, row));
    int[] known = byId.computeIfAbsent(input, each -> new int[trace.strings().size()]);
    int id = slices.nameId(row);
    if (known[id] == 0) {
      known[id] = number(trace.strings().get(id)) + 1;
    }
    columns.name.add(known[id] - 1);
    columns.kind.add(slices.kindOrdinal(row));
    columns.lit.add(litNodes != null && isLit(litNodes, input, row) ? 1 : 0);
  }

  private boolean isLit(BitSet nodes, int input, int row) {
    int node = profile.ranges().node(input, row);
    return node >= 0 && nodes.get(node);
  }

  private int number(String name) {
    return numbers.computeIfAbsent(
        name,
        each -> {
          names.add(each);
          return names.size() - 1;
        });
  }

  private void write(int number, Columns columns) {
    int size = columns.row.size();
    json.number("track", number);
    json.number("slices", columns.slices);
    json.number("busy", columns.allBusy);
    json.numbers("row", size, columns.row::get);
    json.numbers("t", size, columns.start::get);
    json.numbers("d", size, columns.dur::get);
    json.numbers("n", size, columns.count::get);
    json.numbers("busy_ns", size, columns.busy::get);
    json.numbers("slice", size, columns.slice::get);
    json.numbers("name", size, columns.name::get);
    json.numbers("kind", size, columns.kind::get);
    if (search != null) {
      json.numbers("match", size, columns.match::get);
    }
    if (litNodes != null) {
      json.numbers("lit", size, columns.lit::get);
    }
  }
}
