package dev.plumb.explain.phases;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Context;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Impact;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.NodeSums;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.base.TorchOptimizers;
import dev.plumb.explain.base.Words;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Collectives;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Metric;
import dev.plumb.trace.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code train.phases}: forward against backward, recomputation, the optimizer's share. */
public final class PhaseAnalysis implements Analysis {
  private static final String MIN_RECOMPUTE = "min_recompute_share";
  private static final String MIN_OPTIMIZER = "min_optimizer_share";

  @Override
  public String id() {
    return "train.phases";
  }

  @Override
  public String title() {
    return "Forward, backward, recomputation, optimizer";
  }

  @Override
  public String description() {
    return "Device time by the phase of training that caused it, from the frames above each kernel:"
        + " autograd's functions, torch.utils.checkpoint, Optimizer.step. Of host time where no"
        + " device was recorded.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.OPERATORS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MIN_RECOMPUTE, 0.05, "of device time that is done twice"),
        new Threshold(
            MIN_OPTIMIZER, 0.15, "of device time; a fused optimizer moves each parameter once"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    CallingContextTree tree = facts.tree();
    boolean device = HotSpots.deviceInclusiveNs(tree, CallingContextTree.ROOT) > 0;
    Phase[] phases = Phase.ofNodes(tree);
    boolean[] communicates = communicates(tree);
    long[] sums = new long[Phase.values().length];
    long[] kernels = new long[sums.length];
    long total = 0;
    long collectives = 0;
    for (int node = 0; node < phases.length; node++) {
      long ns = ns(tree, node, device);
      if (communicates[tree.frame(node)]) {
        collectives += ns; // mostly waiting, and no work of the phase that launched it
        total += ns;
        continue;
      }
      sums[phases[node].ordinal()] += ns;
      kernels[phases[node].ordinal()] += tree.exclusive(node, Metric.KERNELS);
      total += ns;
    }
    if (sums[Phase.BACKWARD.ordinal()] == 0 && sums[Phase.OPTIMIZER.ordinal()] == 0) {
      return new NotApplicable(
          "backward operators or an optimizer", "record a training step with its host events");
    }
    String of = device ? "device work" : "host time";
    List<Finding> findings = new ArrayList<>();
    long recompute = sums[Phase.RECOMPUTE.ordinal()];
    if (recompute > 0 && recompute >= limits.get(MIN_RECOMPUTE) * total) {
      findings.add(recompute(facts, phases, device, new Impact(recompute, total, of)));
    }
    long optimizer = sums[Phase.OPTIMIZER.ordinal()];
    if (optimizer > 0 && optimizer >= limits.get(MIN_OPTIMIZER) * total) {
      findings.add(optimizer(facts, phases, device, new Impact(optimizer, total, of)));
    }
    boolean[] inside = inside(tree, device);
    long backward = sums[Phase.BACKWARD.ordinal()];
    if (facts.run().has(ProblemCode.OPERATORS_PARTLY)) {
      // In the rest of the time backward work is known by its functions in Python, forward work is
      // not.
      backward = sum(tree, phases, Phase.BACKWARD, inside, communicates, device);
    }
    long forward = sum(tree, phases, Phase.FORWARD, inside, communicates, device);
    String ratio =
        forward == 0 || backward == 0
            ? ""
            : String.format(Locale.ROOT, ", %.2f times", (double) backward / forward);
    findings.add(split(sums, kernels, collectives, ratio, total, of));
    return new Found(findings);
  }

  private static long ns(CallingContextTree tree, int node, boolean device) {
    return device ? HotSpots.deviceNs(tree, node) : tree.exclusive(node, Metric.CPU_NS);
  }

  /**
   * Forward work that backward work can be held against. What the host does outside of modules and
   * operators (starting, compiling, loading data) is none.
   */
  private static boolean[] inside(CallingContextTree tree, boolean device) {
    boolean[] inside = new boolean[tree.size()];
    for (int node = 0; node < inside.length; node++) {
      FrameKind kind = tree.frameKind(tree.frame(node));
      inside[node] =
          device
              || kind == FrameKind.OPERATOR
              || kind == FrameKind.MODULE
              || node != CallingContextTree.ROOT && inside[tree.parent(node)];
    }
    return inside;
  }

  private static long sum(
      CallingContextTree tree,
      Phase[] phases,
      Phase of,
      boolean[] inside,
      boolean[] communicates,
      boolean device) {
    long sum = 0;
    for (int node = 0; node < phases.length; node++) {
      if (inside[node] && phases[node] == of && !communicates[tree.frame(node)]) {
        sum += ns(tree, node, device);
      }
    }
    return sum;
  }

  private Finding split(
      long[] sums, long[] kernels, long collectives, String ratio, long total, String of) {
    EvidenceTable.Builder table = EvidenceTable.of("phase", "ms", "share", "kernels");
    for (Phase phase : Phase.values()) {
      if (sums[phase.ordinal()] > 0) {
        table.row(
            phase.label(),
            Texts.ms(sums[phase.ordinal()]),
            Texts.share(sums[phase.ordinal()], total),
            String.valueOf(kernels[phase.ordinal()]));
      }
    }
    if (collectives > 0) {
      table.row("communication", Texts.ms(collectives), Texts.share(collectives, total), "");
    }
    long backward = sums[Phase.BACKWARD.ordinal()];
    return new Finding(
        id() + "/split",
        "Backward takes "
            + Texts.share(backward, total)
            + " of "
            + of
            + (ratio.isEmpty() ? "" : ratio + " as long as forward"),
        FindingSeverity.INFO,
        List.of(),
        table.build(),
        new Impact(backward, total, of),
        null,
        Confidence.INFERRED,
        new Advice(
            "Matrix products take twice as long backward as forward; a ratio far above two points"
                + " at backward kernels without a fast form, far below at forward work that needs"
                + " no gradient."),
        null);
  }

  /** How c10d marks what its backends do on the host: {@code gloo:all_reduce}. */
  private static final Words BACKEND = Words.of("gloo:", "nccl:", "mpi:", "ucc:", "hccl:");

  /** Of each frame, whether it is a collective. */
  private static boolean[] communicates(CallingContextTree tree) {
    boolean[] found = new boolean[tree.frames()];
    for (int frame = 0; frame < found.length; frame++) {
      found[frame] =
          tree.frameKind(frame) == FrameKind.KERNEL
              ? Collectives.isCollective(tree.frameName(frame))
              : BACKEND.in(tree.frameName(frame));
    }
    return found;
  }

  private static List<Context> contexts(Facts facts, Phase[] phases, Phase of, boolean device) {
    NodeSums sums = new NodeSums(facts);
    boolean[] communicates = communicates(facts.tree());
    for (int node = 0; node < phases.length; node++) {
      long ns = ns(facts.tree(), node, device);
      if (phases[node] == of && ns > 0 && !communicates[facts.tree().frame(node)]) {
        sums.add(node, ns);
      }
    }
    return sums.contexts();
  }

  private Finding recompute(Facts facts, Phase[] phases, boolean device, Impact impact) {
    List<Context> contexts = contexts(facts, phases, Phase.RECOMPUTE, device);
    return new Finding(
        id() + "/recomputation",
        "Activations are computed twice: "
            + Texts.share(impact.ns(), impact.ofNs())
            + " of "
            + impact.ofWhat(),
        FindingSeverity.ofShare(impact.share()),
        contexts,
        NodeSums.table(contexts),
        impact,
        new Ceiling(impact.ns(), "no activation is recomputed; all of them are kept in memory"),
        Confidence.INFERRED,
        new Advice(
            "Where memory allows, checkpoint fewer layers, or only the cheap operators.",
            "checkpoint(layer, x, use_reentrant=False,\n"
                + "           context_fn=create_selective_checkpoint_contexts)"),
        "profile_memory=True: the peak says how much room there is");
  }

  private Finding optimizer(Facts facts, Phase[] phases, boolean device, Impact impact) {
    List<Context> contexts = contexts(facts, phases, Phase.OPTIMIZER, device);
    return new Finding(
        id() + "/optimizer",
        "The optimizer takes " + Texts.share(impact.ns(), impact.ofNs()) + " of " + impact.ofWhat(),
        FindingSeverity.ofShare(impact.share()),
        contexts,
        NodeSums.table(contexts),
        impact,
        new Ceiling(impact.ns(), "the update takes no time at all; a fused one takes some"),
        Confidence.INFERRED,
        fused(TorchOptimizers.of(facts.tree())),
        null);
  }

  private static Advice fused(Set<String> optimizers) {
    String one = optimizers.isEmpty() ? "AdamW" : optimizers.iterator().next();
    return optimizers.size() < 2 && TorchOptimizers.hasFused(one)
        ? new Advice(
            "Use the fused form, which reads and writes each parameter once; or update less often.",
            "torch.optim." + one + "(params, fused=True)")
        : new Advice(
            "Use a form that reads and writes each parameter once, where "
                + String.join(" and ", optimizers)
                + Texts.word(optimizers.size(), " has one", " have one")
                + "; or update less often.");
  }
}
