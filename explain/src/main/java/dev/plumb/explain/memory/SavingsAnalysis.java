package dev.plumb.explain.memory;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Context;
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
import dev.plumb.explain.phases.Phase;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.timeline.MemoryBlocks;
import dev.plumb.profile.timeline.MemoryTimeline;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code memory.savings}: what would lower the peak most, and what that costs. */
public final class SavingsAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final int MODULES = 8;

  /** A module that holds more of the activations than this is the model, not a part of it. */
  private static final double WHOLE_MODEL = 0.8;

  @Override
  public String id() {
    return "memory.savings";
  }

  @Override
  public String title() {
    return "Largest savings of memory";
  }

  @Override
  public String description() {
    return "Of what is alive at the peak, takes blocks that forward work allocated and that are freed"
        + " later for activations, by module. Recomputing a module saves up to its activations and"
        + " costs its forward time again; half precision and half the batch save up to half.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.MEMORY_EVENTS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(
            MIN_SHARE, 0.1, "of the peak that activations take; less is not worth a change"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    MemoryFacts memory = MemoryFacts.of(facts);
    Phase[] phases = Phase.ofNodes(facts.tree());
    if (Arrays.stream(phases).noneMatch(Phase.BACKWARD::equals)) {
      return new NotApplicable(
          "a backward pass, for which activations are kept",
          "record steps of training; inference keeps no activations");
    }
    List<OfDevice> devices = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (MemoryTimeline each : memory.timelines()) {
      long peak = each.allocatedBytes(each.peak());
      if (each.blocks().size() == 0 || peak <= 0) {
        continue;
      }
      Activations found = new Activations(facts.tree(), phases, each, memory.nodes(each));
      seen.add(each.blocks().label() + " " + Texts.share(found.bytes, peak));
      if (found.bytes > 0 && found.bytes >= limits.get(MIN_SHARE) * peak) {
        Finding finding = finding(facts, each, found, peak);
        devices.add(new OfDevice(each.blocks().label(), found.bytes, finding));
      }
    }
    if (seen.isEmpty()) {
      return new NotApplicable("blocks with addresses", Recordable.ADDRESSES.howToRecord(facts));
    }
    List<Finding> findings = new ArrayList<>();
    OfDevice.together(id() + "/devices", devices, findings);
    return Found.orClean(findings, "activations at the peak: " + String.join("; ", seen));
  }

  /** Activations alive at the peak of one device. */
  private static final class Activations {
    private long bytes;

    /** By module or, without modules, operator: bytes, kernel time of forward work, a node. */
    private final Map<String, long[]> parts = new HashMap<>();

    Activations(CallingContextTree tree, Phase[] phases, MemoryTimeline timeline, int[] nodes) {
      long[] byNode = new long[tree.size()];
      MemoryBlocks blocks = timeline.blocks();
      long at = timeline.timeNs(timeline.peak());
      for (int block = 0; block < blocks.size(); block++) {
        int node = nodes[blocks.instant(block)];
        // What is never freed is a parameter, a state or a cache.
        if (node >= 0
            && phases[node] == Phase.FORWARD
            && blocks.endNs(block) != Times.NONE
            && blocks.isAlive(block, at)) {
          byNode[node] += blocks.bytes(block);
          bytes += blocks.bytes(block);
        }
      }
      boolean modules = false;
      for (int node = 0; node < byNode.length; node++) {
        modules |= tree.kind(node) == FrameKind.MODULE;
      }
      FrameKind kind = modules ? FrameKind.MODULE : FrameKind.OPERATOR;
      for (int node = 0; node < byNode.length; node++) {
        long kernels = phases[node] == Phase.FORWARD ? tree.exclusive(node, Metric.KERNEL_NS) : 0;
        if (byNode[node] == 0 && kernels == 0) {
          continue;
        }
        Set<String> names = new HashSet<>();
        for (int above = node; above > CallingContextTree.ROOT; above = tree.parent(above)) {
          // A module within one of the same name counts once.
          if (tree.kind(above) == kind && names.add(tree.name(above))) {
            int place = above;
            long[] part = parts.computeIfAbsent(tree.name(above), name -> new long[] {0, 0, place});
            part[0] += byNode[node];
            part[1] += kernels;
          }
        }
      }
    }
  }

  private Finding finding(Facts facts, MemoryTimeline timeline, Activations found, long peak) {
    EvidenceTable.Builder table = EvidenceTable.of("change", "saves up to", "costs", "assumes");
    List<Context> contexts = new ArrayList<>();
    List<Map.Entry<String, long[]>> parts = new ArrayList<>(found.parts.entrySet());
    parts.sort(
        Comparator.comparingLong((Map.Entry<String, long[]> each) -> -each.getValue()[0])
            .thenComparing(Map.Entry::getKey));
    String best = "";
    for (Map.Entry<String, long[]> each : parts) {
      long bytes = each.getValue()[0];
      if (bytes == 0 || bytes > WHOLE_MODEL * found.bytes || contexts.size() == MODULES) {
        continue;
      }
      Context context = facts.sources().context((int) each.getValue()[2], 0);
      contexts.add(context);
      best =
          best.isEmpty()
              ? "; recomputing " + each.getKey() + " saves up to " + Texts.bytes(bytes)
              : best;
      table.row(
          "recompute " + each.getKey(),
          Texts.bytes(bytes),
          Texts.time(each.getValue()[1]) + " of kernels over the recording",
          "its inputs are kept, nothing within it is needed but in the backward pass");
    }
    if (isSinglePrecision(facts)) {
      table.row(
          "half precision",
          Texts.bytes(found.bytes / 2),
          "accuracy, to be checked",
          "all activations are 32 bits wide: no operator has 16-bit inputs");
    }
    table.row(
        "half the batch",
        Texts.bytes(found.bytes / 2),
        "twice as many steps, or accumulation of gradients",
        "activations grow with the batch");
    String label = timeline.blocks().label();
    return new Finding(
        OfDevice.id(id(), label),
        label
            + ": "
            + Texts.share(found.bytes, peak)
            + " of the peak, "
            + Texts.bytes(found.bytes)
            + ", are activations"
            + best,
        FindingSeverity.INFO,
        contexts,
        table.build(),
        MemoryFacts.NO_TIME,
        null,
        Confidence.HEURISTIC,
        new Advice(
            "If memory limits the batch, recompute the cheapest modules that hold most.",
            "y = torch.utils.checkpoint.checkpoint(block, x, use_reentrant=False)"),
        facts.has(Evidence.MODULES) ? null : Evidence.MODULES.howToRecord(facts));
  }

  /**
   * Whether operators took 32-bit floats and none took shorter ones; false if types are unknown.
   */
  private static boolean isSinglePrecision(Facts facts) {
    boolean single = false;
    for (int input = 0; input < facts.inputs().size(); input++) {
      StringPool args = facts.inputs().get(input).trace().args();
      for (int id = 0; id < args.size(); id++) {
        if (args.contains(id, "c10::Half") || args.contains(id, "c10::BFloat16")) {
          return false;
        }
        single |= args.contains(id, "\"float\"");
      }
    }
    return single;
  }
}
