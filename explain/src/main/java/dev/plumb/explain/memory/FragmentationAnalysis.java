package dev.plumb.explain.memory;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Recordable;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Texts;
import dev.plumb.profile.Links;
import dev.plumb.profile.timeline.MemoryTimeline;
import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code memory.fragmentation}: memory that the allocator holds and nobody uses. */
public final class FragmentationAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final String MIN_MIB = "min_unused_mib";

  @Override
  public String id() {
    return "memory.fragmentation";
  }

  @Override
  public String title() {
    return "Memory reserved and not in use";
  }

  @Override
  public String description() {
    return "At the moment of most use, holds what the allocator has reserved against what is in use."
        + " In snapshots, counts the free blocks that share a segment with blocks in use (they"
        + " cannot be given back) apart from segments that are free as a whole.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.MEMORY_EVENTS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(
            MIN_SHARE,
            0.2,
            "of what is reserved at the peak; a caching allocator rounds sizes up and keeps some"),
        new Threshold(MIN_MIB, 256, "unused; less never keeps a batch from fitting"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    List<Finding> findings = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    OfDevice.together(id() + "/devices", atPeaks(facts, limits, seen), findings);
    OfDevice.together(id() + "/snapshots", inSnapshots(facts, limits, seen), findings);
    if (seen.isEmpty()) {
      return new NotApplicable(
          "bytes that the allocator has reserved", Recordable.RESERVED.howToRecord(facts));
    }
    return Found.orClean(findings, "reserved and not in use: " + String.join("; ", seen));
  }

  private List<OfDevice> atPeaks(Facts facts, Limits limits, List<String> seen) {
    List<OfDevice> devices = new ArrayList<>();
    for (MemoryTimeline each : MemoryFacts.of(facts).timelines()) {
      String label = each.blocks().label();
      long reserved = each.reservedBytes(each.peak());
      long used = each.allocatedBytes(each.peak());
      // Allocators of hosts reserve nothing, and some say 0 for what they do not know.
      if (reserved != Ids.ABSENT && reserved >= used && reserved > 0) {
        seen.add(label + " " + Texts.share(reserved - used, reserved));
        if (isMuch(reserved - used, reserved, limits)) {
          long capacity = MemoryFacts.of(facts).capacity(each);
          // A device that is half empty has room for both.
          boolean tight = capacity == 0 || reserved >= capacity / 2;
          FindingSeverity severity = tight ? FindingSeverity.MEDIUM : FindingSeverity.LOW;
          devices.add(
              new OfDevice(label, reserved - used, atPeak(facts, label, used, reserved, severity)));
        }
      }
    }
    return devices;
  }

  private List<OfDevice> inSnapshots(Facts facts, Limits limits, List<String> seen) {
    List<OfDevice> devices = new ArrayList<>();
    for (int input = 0; input < facts.inputs().size(); input++) {
      Links links = facts.inputs().get(input);
      if (links.trace().segments().size() > 0) {
        for (SegmentUse use : SegmentUse.of(links.trace())) {
          String label = facts.run().label(input) + ", device " + use.device();
          seen.add(label + " " + Texts.share(use.splitFree(), use.reserved()) + " in free pieces");
          if (isMuch(use.splitFree(), use.reserved(), limits)) {
            devices.add(new OfDevice(label, use.splitFree(), inSnapshot(label, use)));
          }
        }
      }
    }
    return devices;
  }

  private static boolean isMuch(long unused, long reserved, Limits limits) {
    return unused >= limits.get(MIN_SHARE) * reserved && unused >= limits.get(MIN_MIB) * (1 << 20);
  }

  private Finding atPeak(
      Facts facts, String label, long used, long reserved, FindingSeverity severity) {
    EvidenceTable table =
        EvidenceTable.of("at the peak", "bytes")
            .row("reserved", Texts.bytes(reserved))
            .row("in use", Texts.bytes(used))
            .row("not in use", Texts.bytes(reserved - used))
            .build();
    return finding(
        label,
        label
            + ": at the peak "
            + Texts.bytes(reserved - used)
            + " are reserved and not in use, "
            + Texts.share(reserved - used, reserved)
            + " of what is reserved",
        table,
        severity,
        Confidence.INFERRED,
        Recordable.FREE_PIECES.howToRecord(facts));
  }

  private Finding inSnapshot(String label, SegmentUse use) {
    EvidenceTable table =
        EvidenceTable.of("snapshot", "bytes")
            .row("reserved", Texts.bytes(use.reserved()))
            .row("in use", Texts.bytes(use.used()))
            .row("free pieces of segments in use", Texts.bytes(use.splitFree()))
            .row("largest free piece", Texts.bytes(use.largestFree()))
            .row("free segments", Texts.bytes(use.wholeFree()))
            .build();
    return finding(
        label,
        label
            + ": "
            + Texts.bytes(use.splitFree())
            + " lie free in pieces between blocks in use, "
            + Texts.share(use.splitFree(), use.reserved())
            + " of what is reserved; the largest has "
            + Texts.bytes(use.largestFree()),
        table,
        FindingSeverity.MEDIUM,
        Confidence.EXACT,
        null);
  }

  private Finding finding(
      String label,
      String title,
      EvidenceTable table,
      FindingSeverity severity,
      Confidence confidence,
      @Nullable String next) {
    return new Finding(
        OfDevice.id(id(), label),
        title,
        severity,
        List.of(),
        table,
        MemoryFacts.NO_TIME,
        null,
        confidence,
        new Advice(
            "Let segments grow instead of adding ones that fit nothing else; pad inputs to a few"
                + " sizes, so that blocks can be used again; free large temporaries before large"
                + " allocations. Reserved memory may also be left from an earlier, higher peak.",
            "PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True"),
        next);
  }
}
