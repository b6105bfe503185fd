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
import dev.plumb.explain.Step;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Robust;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.memory.MemoryFacts.Place;
import dev.plumb.profile.HeldMemory;
import dev.plumb.profile.timeline.MemoryBlocks;
import dev.plumb.profile.timeline.MemoryTimeline;
import dev.plumb.trace.Times;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code memory.growth}: memory in use that grows from step to step. */
public final class GrowthAnalysis implements Analysis {
  private static final String MIN_STEPS = "min_steps";
  private static final String MIN_KIB = "min_growth_kib";

  @Override
  public String id() {
    return "memory.growth";
  }

  @Override
  public String title() {
    return "Memory that grows from step to step";
  }

  @Override
  public String description() {
    return "Looks at the memory in use at the end of each step. The first step is left out: it makes"
        + " the optimizer's state and fills caches. Where every later end holds more than the one"
        + " before, the middle difference is the growth, and the blocks that outlived the step that"
        + " allocated them are what leaks.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.MEMORY_EVENTS, Evidence.SEVERAL_STEPS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(
            MIN_STEPS,
            4,
            "ends of steps behind the first, each above the one before; fewer rise by" + " chance"),
        new Threshold(MIN_KIB, 64, "a step; lists of losses on the device grow by less"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    MemoryFacts memory = MemoryFacts.of(facts);
    List<OfDevice> devices = new ArrayList<>();
    int compared = 0;
    for (MemoryTimeline each : memory.timelines()) {
      List<Step> steps = steps(facts, each);
      if (steps.size() < limits.get(MIN_STEPS) + 1) {
        continue;
      }
      compared++;
      long[] ends =
          steps.stream()
              .mapToLong(step -> each.allocatedBytes(Math.max(0, each.at(step.endNs()))))
              .toArray();
      long[] growth = new long[ends.length - 2];
      boolean always = true;
      for (int i = 0; i < growth.length; i++) {
        growth[i] = ends[i + 2] - ends[i + 1];
        always &= growth[i] > 0;
      }
      long perStep = Robust.median(growth);
      if (always && perStep >= limits.get(MIN_KIB) * 1024) {
        Finding finding = finding(facts, memory, each, steps, ends, perStep);
        devices.add(new OfDevice(each.blocks().label(), perStep, finding));
      }
    }
    if (compared == 0) {
      return new NotApplicable(
          "enough steps with events of the allocator",
          Recordable.ALLOCATIONS_OF_STEPS.howToRecord(facts));
    }
    List<Finding> findings = new ArrayList<>();
    OfDevice.together(id() + "/devices", devices, findings);
    return Found.orClean(findings, "memory in use at the ends of steps does not keep rising");
  }

  private static List<Step> steps(Facts facts, MemoryTimeline timeline) {
    int rank = timeline.blocks().rank();
    return facts.steps().stream()
        .filter(each -> each.input() == timeline.blocks().input())
        .filter(each -> each.rank() == rank || each.rank() < 0 || rank < 0)
        .filter(each -> each.endNs() >= timeline.timeNs(0))
        .toList();
  }

  private Finding finding(
      Facts facts,
      MemoryFacts memory,
      MemoryTimeline timeline,
      List<Step> steps,
      long[] ends,
      long perStep) {
    List<Place> places = memory.places(outlived(timeline, steps, memory.nodes(timeline)));
    EvidenceTable.Builder table = EvidenceTable.of("step", "in use at its end", "more than before");
    for (int i = 0; i < ends.length; i++) {
      table.row(
          steps.get(i).name(),
          Texts.bytes(ends[i]),
          i == 0 ? "" : Texts.bytes(ends[i] - ends[i - 1]));
    }
    String label = timeline.blocks().label();
    return new Finding(
        OfDevice.id(id(), label),
        label
            + ": memory in use grows by "
            + Texts.bytes(perStep)
            + " a step, over "
            + Texts.count(ends.length - 1, "step")
            + (places.isEmpty()
                ? ""
                : "; most of what stays is allocated by " + places.getFirst().context().text()),
        FindingSeverity.HIGH,
        MemoryFacts.contexts(places),
        table.build(),
        MemoryFacts.NO_TIME,
        null,
        Confidence.INFERRED,
        new Advice(
            "Something keeps tensors of past steps: a list of losses or outputs with their graph, a"
                + " cache without a bound, hooks, a growing key-value cache. Keep numbers instead of"
                + " tensors, or detach them.",
            "losses.append(loss.detach())"),
        places.isEmpty() ? Recordable.ALLOCATION_STACKS.howToRecord(facts) : null);
  }

  /** Blocks allocated within a step behind the first that were alive at the end of the next. */
  private static List<HeldMemory> outlived(MemoryTimeline timeline, List<Step> steps, int[] nodes) {
    MemoryBlocks blocks = timeline.blocks();
    Map<Integer, HeldMemory> byNode = new HashMap<>();
    for (int block = 0; block < blocks.size(); block++) {
      int node = nodes[blocks.instant(block)];
      for (int i = 1; i < steps.size() - 1; i++) {
        long start = blocks.startNs(block);
        boolean own = steps.get(i).startNs() <= start && start < steps.get(i).endNs();
        boolean stays =
            blocks.endNs(block) == Times.NONE || blocks.endNs(block) > steps.get(i + 1).endNs();
        if (own && stays && node >= 0) {
          byNode.merge(
              node,
              new HeldMemory(node, blocks.bytes(block), 1),
              (old, one) ->
                  new HeldMemory(node, old.bytes() + one.bytes(), old.blocks() + one.blocks()));
        }
      }
    }
    return new ArrayList<>(byNode.values());
  }
}
