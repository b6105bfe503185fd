package dev.plumb.present.view;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Links;
import dev.plumb.profile.SourceFrame;
import dev.plumb.profile.timeline.CounterSeries;
import dev.plumb.profile.timeline.MemoryBlocks;
import dev.plumb.profile.timeline.TimeAxis;
import dev.plumb.profile.timeline.Track;
import dev.plumb.profile.timeline.Window;
import dev.plumb.trace.Ids;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.Times;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code /api/memory}: which devices gave out memory, and what is alive at a moment. */
final class MemoryAnswers {
  private static final int MOST_SHOWN = 100;

  private final Profiles profiles;

  MemoryAnswers(Profiles profiles) {
    this.profiles = profiles;
  }

  /** The devices. */
  Answer devices(Question question) {
    Profile profile = profiles.of(question);
    List<MemoryBlocks> devices = profile.memory().blocks();
    Range range = question.range();
    Json json = new Json();
    return json.object(() ->
            json.list(
                "devices",
                () -> {
                  for (int at = 0; at < devices.size(); at++) {
                    int number = at;
                    json.object(() -> device(json, profile, number, devices.get(number), range));
                  }
                }))
        .answer();
  }

  private static void device(
      Json json, Profile profile, int number, MemoryBlocks blocks, @Nullable Range range) {
    TimeAxis axis = profile.axis();
    long from = range == null ? Long.MIN_VALUE : axis.inInput(blocks.input(), range.fromNs());
    long to = range == null ? Long.MAX_VALUE : axis.inInput(blocks.input(), range.toNs());
    json.number("device", number);
    json.text("label", blocks.label());
    List<Track> tracks = profile.timeline().tracks();
    int allocated = track(tracks, blocks, MemoryBlocks.ALLOCATED);
    int reserved = track(tracks, blocks, MemoryBlocks.RESERVED);
    json.object(
        "tracks",
        () -> {
          json.numberOrNull("allocated", allocated >= 0, allocated);
          json.numberOrNull("reserved", reserved >= 0, reserved);
        });
    CounterSeries counter = allocated < 0 ? null : tracks.get(allocated).counter();
    long peak =
        counter == null || counter.size() == 0
            ? Times.NONE
            : range == null ? counter.firstAtMaxNs() : counter.firstAtMaxNs(from, to);
    if (counter == null || peak == Times.NONE) {
      json.nothing("peak_bytes");
      json.nothing("peak_t");
    } else {
      json.real("peak_bytes", counter.at(peak));
      json.number("peak_t", axis.onAxis(blocks.input(), peak));
    }
    json.number(
        "allocations",
        IntStream.range(0, blocks.size())
            .filter(block -> blocks.startNs(block) >= from && blocks.startNs(block) < to)
            .count());
    json.number("events", blocks.events());
    json.number("frees_of_unseen", blocks.unmatchedFrees());
  }

  private static int track(List<Track> tracks, MemoryBlocks blocks, String name) {
    for (int at = 0; at < tracks.size(); at++) {
      Track track = tracks.get(at);
      if (track.input() == blocks.input()
          && track.name().equals(name)
          && (track.rank() + ", " + track.group()).equals(blocks.label())) {
        return at;
      }
    }
    return -1;
  }

  /** What is alive at a moment. */
  Answer alive(Question question) {
    Profile profile = profiles.of(question);
    List<MemoryBlocks> devices = profile.memory().blocks();
    int device = (int) question.number("device", 0, 0, Integer.MAX_VALUE);
    if (device >= devices.size()) {
      throw WrongQuestion.notFound("no-device", "device: there is no device " + device);
    }
    long time = question.requiredNumber("t", -Window.MOST_NS, Window.MOST_NS);
    MemoryBlocks blocks = devices.get(device);
    Alive alive = new Alive(profile, blocks, profile.axis().inInput(blocks.input(), time));
    Json json = new Json();
    return json.object(
            () -> {
              json.number("t", time);
              alive.write(json);
            })
        .answer();
  }

  /** The blocks that are alive at a moment, by who asked for them. */
  private static final class Alive {
    private final Profile profile;
    private final MemoryBlocks blocks;
    private final long timeNs;
    private final List<Integer> found = new ArrayList<>();
    private final Map<Integer, long[]> byNode = new HashMap<>();
    private long bytes;

    /** Of each node: blocks, bytes, and when the oldest was allocated. */
    private static final int BLOCKS = 0;

    private static final int BYTES = 1;
    private static final int OLDEST = 2;

    Alive(Profile profile, MemoryBlocks blocks, long timeNs) {
      this.profile = profile;
      this.blocks = blocks;
      this.timeNs = timeNs;
      for (int block = 0; block < blocks.size(); block++) {
        if (blocks.isAlive(block, timeNs)) {
          found.add(block);
          bytes += blocks.bytes(block);
          long start = blocks.startNs(block);
          long[] sum =
              byNode.computeIfAbsent(node(block), each -> new long[] {0, 0, Long.MAX_VALUE});
          sum[BLOCKS]++;
          sum[BYTES] += blocks.bytes(block);
          sum[OLDEST] = Math.min(sum[OLDEST], start);
        }
      }
    }

    private int node(int block) {
      return profile.memory().node(blocks.input(), blocks.instant(block));
    }

    private long onAxis(long time) {
      return profile.axis().onAxis(blocks.input(), time);
    }

    void write(Json json) {
      json.number("blocks", found.size());
      json.number("bytes", bytes);
      json.number("addressless", blocks.addressless());
      total(json);
      List<Map.Entry<Integer, long[]>> nodes = new ArrayList<>(byNode.entrySet());
      nodes.sort(
          Comparator.comparingLong((Map.Entry<Integer, long[]> each) -> each.getValue()[BYTES])
              .reversed()
              .thenComparing(Map.Entry::getKey));
      json.number("contexts_total", nodes.size());
      json.objects(
          "contexts",
          nodes.subList(0, Math.min(MOST_SHOWN, nodes.size())),
          each -> {
            json.number("node", each.getKey());
            json.texts("path", path(each.getKey(), CallingContextTree::name));
            json.texts("kinds", path(each.getKey(), (tree, at) -> tree.kind(at).label()));
            json.texts("places", path(each.getKey(), Alive::place));
            json.number("blocks", each.getValue()[BLOCKS]);
            json.number("bytes", each.getValue()[BYTES]);
            json.number("oldest_t", onAxis(each.getValue()[OLDEST]));
          });
      found.sort(Comparator.comparingLong(blocks::bytes).reversed());
      json.objects(
          "largest",
          found.subList(0, Math.min(MOST_SHOWN, found.size())),
          block -> block(json, block));
    }

    /** What the allocator itself says, where it does. */
    private void total(Json json) {
      List<Track> tracks = profile.timeline().tracks();
      int track = track(tracks, blocks, MemoryBlocks.ALLOCATED);
      CounterSeries counter = track < 0 ? null : tracks.get(track).counter();
      double total = counter == null || !blocks.saysTotals() ? Double.NaN : counter.at(timeNs);
      json.real("total_allocated", total);
      json.real("unknown_bytes", total - bytes);
    }

    /** "net.py:12", "" where file or line is not known. */
    private static String place(CallingContextTree tree, int node) {
      SourceFrame place = SourceFrame.of(tree, tree.frame(node));
      return place.file() == null || place.line() <= 0 ? "" : place.file() + ":" + place.line();
    }

    private interface Word {
      String of(CallingContextTree tree, int node);
    }

    private List<String> path(int node, Word word) {
      CallingContextTree tree = profile.run().tree();
      List<String> path = new ArrayList<>();
      if (node >= 0) {
        for (int at : tree.path(node)) {
          path.add(word.of(tree, at));
        }
      }
      return path;
    }

    private void block(Json json, int block) {
      Links links = profile.run().inputs().get(blocks.input());
      InstantTable instants = links.trace().instants();
      int instant = blocks.instant(block);
      int owner = links.memoryOwner(instants.memoryRow(instant));
      json.number("instant", profile.memory().instantId(blocks.input(), instant));
      json.number("bytes", blocks.bytes(block));
      json.number("t", onAxis(blocks.startNs(block)));
      long end = blocks.endNs(block);
      json.numberOrNull("freed_t", end != Times.NONE, end == Times.NONE ? 0 : onAxis(end));
      json.number("node", node(block));
      json.number("slice", owner < 0 ? Ids.NONE : profile.ids().id(blocks.input(), owner));
    }
  }
}
