package dev.plumb.explain.memory;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Context;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Step;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.memory.MemoryFacts.Place;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HeldMemory;
import dev.plumb.profile.timeline.MemoryTimeline;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code memory.peak}: when a device held most, and who had allocated what was alive then. */
public final class PeakAnalysis implements Analysis {
  private static final String NEAR_FULL = "near_full";

  @Override
  public String id() {
    return "memory.peak";
  }

  @Override
  public String title() {
    return "Peak of memory, by who allocated it";
  }

  @Override
  public String description() {
    return "Finds the moment at which each device had most memory in use, and adds up the blocks that"
        + " were alive then by the context that allocated them. Without events of the allocator,"
        + " what a memory snapshot holds stands for the peak.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.MEMORY_EVENTS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(
            NEAR_FULL, 0.9, "of the device's memory in use or reserved; torch_tb_profiler"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    MemoryFacts memory = MemoryFacts.of(facts);
    List<Finding> findings = new ArrayList<>();
    List<OfDevice> devices = new ArrayList<>();
    for (MemoryTimeline each : memory.timelines()) {
      long bytes = each.allocatedBytes(each.peak());
      if (bytes > 0) {
        Finding finding = peak(facts, memory, each, limits.get(NEAR_FULL));
        devices.add(new OfDevice(each.blocks().label(), bytes, finding));
      }
    }
    OfDevice.together(id() + "/devices", devices, findings);
    OfDevice.together(id() + "/snapshots", inSnapshots(facts, memory), findings);
    return findings.isEmpty()
        ? new NotApplicable("memory in use", Evidence.MEMORY_EVENTS.howToRecord(facts))
        : new Found(findings);
  }

  private List<OfDevice> inSnapshots(Facts facts, MemoryFacts memory) {
    List<OfDevice> devices = new ArrayList<>();
    for (int input = 0; input < facts.inputs().size(); input++) {
      Trace trace = facts.inputs().get(input).trace();
      List<List<HeldMemory>> byDevice =
          trace.blocks().size() == 0 ? List.of() : HeldMemory.byDevice(facts.run(), input);
      for (int device = 0; device < byDevice.size(); device++) {
        long bytes = byDevice.get(device).stream().mapToLong(HeldMemory::bytes).sum();
        if (bytes > 0) {
          String label = facts.run().label(input) + ", device " + trace.devices().id(device);
          List<Place> places = memory.places(byDevice.get(device));
          Finding finding =
              finding(
                  facts,
                  id() + "/snapshot",
                  label
                      + ": when the snapshot was taken, "
                      + Texts.bytes(bytes)
                      + " were in use"
                      + largest(facts, places),
                  places,
                  bytes,
                  FindingSeverity.INFO);
          devices.add(new OfDevice(label, bytes, finding));
        }
      }
    }
    return devices;
  }

  private Finding peak(Facts facts, MemoryFacts memory, MemoryTimeline timeline, double nearFull) {
    int at = timeline.peak();
    long bytes = timeline.allocatedBytes(at);
    long reserved = timeline.reservedBytes(at);
    List<Place> places =
        memory.places(timeline.aliveAt(timeline.timeNs(at), memory.nodes(timeline)));
    String when = "";
    for (Step step : facts.steps()) {
      boolean covers = step.startNs() <= timeline.timeNs(at) && timeline.timeNs(at) < step.endNs();
      if (step.input() == timeline.blocks().input() && covers) {
        when = " in " + step.name();
      }
    }
    long capacity = memory.capacity(timeline);
    long taken = Math.max(bytes, reserved);
    boolean full = capacity > 0 && taken >= nearFull * capacity;
    return finding(
        facts,
        OfDevice.id(id(), timeline.blocks().label()),
        timeline.blocks().label()
            + ": at most "
            + Texts.bytes(bytes)
            + " in use"
            + (timeline.saysTotals() ? "" : ", as far as the recording saw it")
            // Allocators of hosts reserve nothing, and some say 0 for what they do not know.
            + (reserved > 0 ? ", " + Texts.bytes(reserved) + " reserved" : "")
            + (capacity == 0
                ? ""
                : ", " + Texts.share(taken, capacity) + " of the device's " + Texts.bytes(capacity))
            + when
            + largest(facts, places),
        places,
        bytes,
        full ? FindingSeverity.HIGH : FindingSeverity.INFO);
  }

  private static String largest(Facts facts, List<Place> places) {
    if (places.isEmpty()) {
      return "";
    }
    Context first = places.getFirst().context();
    boolean unknown =
        first.node() >= 0 && facts.tree().kind(first.node()) == FrameKind.UNATTRIBUTED;
    return "; "
        + Texts.bytes(places.getFirst().bytes())
        + (unknown ? " without a stack" : " allocated by " + first.text());
  }

  private Finding finding(
      Facts facts,
      String id,
      String title,
      List<Place> places,
      long bytes,
      FindingSeverity severity) {
    return new Finding(
        id,
        title,
        severity,
        MemoryFacts.contexts(places),
        MemoryFacts.table(places, bytes),
        MemoryFacts.NO_TIME,
        null,
        Confidence.EXACT,
        new Advice(
            severity == FindingSeverity.INFO
                ? "To lower the peak, see memory.savings: what lives longest and is cheap to make."
                : "A longer input or another process ends this run. See memory.savings for what can be"
                    + " recomputed, and memory.fragmentation for what is reserved and not in use."),
        places.stream().allMatch(each -> each.context().file() == null)
            ? Evidence.PYTHON.howToRecord(facts)
            : null);
  }
}
