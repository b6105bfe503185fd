package dev.plumb.explain.memory;

import dev.plumb.devices.DeviceModel;
import dev.plumb.explain.Context;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Impact;
import dev.plumb.explain.base.Texts;
import dev.plumb.profile.HeldMemory;
import dev.plumb.profile.timeline.MemoryTimeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The memory timelines of a run, and the contexts that allocated. */
final class MemoryFacts {
  private static final int SHOWN = 20;

  /** Memory costs no time by itself. */
  static final Impact NO_TIME = new Impact(0, 0, "device time");

  private final Facts facts;
  private final List<MemoryTimeline> timelines;

  private MemoryFacts(Facts facts) {
    this.facts = facts;
    List<MemoryTimeline> all = MemoryTimeline.of(facts.run());
    List<MemoryTimeline> devices =
        all.stream().filter(each -> each.blocks().deviceType() != 0).toList();
    // The host's allocator matters where there is no other.
    timelines = devices.isEmpty() ? all : devices;
  }

  static MemoryFacts of(Facts facts) {
    return facts.shared(MemoryFacts.class, MemoryFacts::new);
  }

  /** Of each device. */
  List<MemoryTimeline> timelines() {
    return timelines;
  }

  /** Node of each allocation of a device, by row of its input's instants. */
  int[] nodes(MemoryTimeline timeline) {
    return facts.run().allocationNodes(timeline.blocks().input());
  }

  /** Memory of the devices that the timeline may be of; 0 if unknown, or if they differ. */
  long capacity(MemoryTimeline timeline) {
    long[] found =
        facts.lanes().stream()
            .filter(lane -> lane.input() == timeline.blocks().input())
            .filter(lane -> timeline.blocks().deviceType() != 0)
            .mapToLong(lane -> facts.device(lane).found().map(MemoryFacts::capacity).orElse(0L))
            .distinct()
            .toArray();
    return found.length == 1 ? found[0] : 0;
  }

  private static long capacity(DeviceModel device) {
    return (long) device.memoryBytes().orElse(0);
  }

  /** Adds up by place, the source line first; the most bytes first. */
  List<Place> places(List<HeldMemory> held) {
    Map<String, Place> byText = new LinkedHashMap<>();
    for (HeldMemory each : held) {
      Context context = facts.sources().context(each.node(), 0);
      byText.merge(
          context.text(),
          new Place(context, each.bytes(), each.blocks()),
          (old, one) -> new Place(old.context, old.bytes + one.bytes, old.blocks + one.blocks));
    }
    List<Place> places = new ArrayList<>(byText.values());
    places.sort((a, b) -> Long.compare(b.bytes, a.bytes));
    return places;
  }

  /**
   * A place and what it holds.
   *
   * @param blocks how many
   */
  record Place(Context context, long bytes, long blocks) {}

  /** The largest places as contexts: their bytes stand in the evidence. */
  static List<Context> contexts(List<Place> places) {
    return places.stream().limit(SHOWN).map(Place::context).toList();
  }

  /** A row for each of the largest places, and one for the bytes that none of them holds. */
  static EvidenceTable table(List<Place> places, long allBytes) {
    EvidenceTable.Builder table = EvidenceTable.of("allocated by", "bytes", "of all", "blocks");
    long known = 0;
    for (Place each : places) {
      known += each.bytes;
    }
    for (Place each : places.subList(0, Math.min(SHOWN, places.size()))) {
      table.row(
          each.context.text(),
          Texts.bytes(each.bytes),
          Texts.share(each.bytes, allBytes),
          String.valueOf(each.blocks));
    }
    if (allBytes > known) {
      table.row(
          "[allocated before the recording]",
          Texts.bytes(allBytes - known),
          Texts.share(allBytes - known, allBytes),
          "");
    }
    return table.total(places.size() + (allBytes > known ? 1 : 0)).build();
  }
}
