package dev.plumb.explain.kernels;

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
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Texts;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.ReasonTable;
import dev.plumb.profile.RunSummary.KernelName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code kernel.stalls}: what the warps of a kernel wait for, and at which line or instruction. */
public final class StallAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final int KERNELS = 8;
  private static final int PLACES = 10;

  @Override
  public String id() {
    return "kernel.stalls";
  }

  @Override
  public String title() {
    return "What the warps of a kernel wait for";
  }

  @Override
  public String description() {
    return "Samples of program counters by stall reason, for each kernel, with the lines and"
        + " instructions at which they were taken, what the reason means and what usually helps.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.STALL_SAMPLES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MIN_SHARE, 0.25, "of a kernel's samples that stall for the same reason"));
  }

  private static final class Kernel {
    private final String name;
    private long samples;
    private final Map<String, Long> reasons = new LinkedHashMap<>();
    private final Map<String, Map<Integer, Long>> nodes = new HashMap<>();

    Kernel(String name) {
      this.name = name;
    }
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    CallingContextTree tree = facts.tree();
    ReasonTable reasons = tree.reasons();
    Map<String, Kernel> kernels = new LinkedHashMap<>();
    for (int row = 0; row < reasons.size(); row++) {
      if (reasons.metric(row) == Metric.PC_SAMPLES) {
        Kernel kernel = kernels.computeIfAbsent(kernel(tree, reasons.node(row)), Kernel::new);
        String reason = reasons.reason(row);
        kernel.samples += reasons.value(row);
        kernel.reasons.merge(reason, reasons.value(row), Long::sum);
        kernel
            .nodes
            .computeIfAbsent(reason, key -> new HashMap<>())
            .merge(reasons.node(row), reasons.value(row), Long::sum);
      }
    }
    Map<String, Long> times = new HashMap<>();
    for (KernelName each : facts.summary().topKernels(Integer.MAX_VALUE)) {
      times.put(each.name(), each.sumNs());
    }
    List<Kernel> sorted = new ArrayList<>(kernels.values());
    sorted.sort(Comparator.comparingLong((Kernel each) -> each.samples).reversed());
    List<Finding> findings = new ArrayList<>();
    for (Kernel each : sorted.subList(0, Math.min(KERNELS, sorted.size()))) {
      String worst = worst(each);
      if (worst != null
          && each.reasons.getOrDefault(worst, 0L) >= limits.get(MIN_SHARE) * each.samples) {
        findings.add(finding(facts, each, worst, times.getOrDefault(each.name, 0L)));
      }
    }
    return Found.orClean(
        findings,
        "no kernel stalls for one reason in "
            + Texts.percent(limits.get(MIN_SHARE))
            + " of its samples");
  }

  /** The reason with the most samples that is a stall; null if no sample is of one. */
  private static @Nullable String worst(Kernel kernel) {
    return kernel.reasons.entrySet().stream()
        .filter(each -> {
          StallReason known = StallReason.of(each.getKey());
          return known == null || !known.harmless();
        })
        .max(
            Comparator.comparingLong((Map.Entry<String, Long> each) -> each.getValue())
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private static String kernel(CallingContextTree tree, int node) {
    for (int at = node; at > 0; at = tree.parent(at)) {
      if (tree.kind(at) == FrameKind.KERNEL) {
        return tree.name(at);
      }
    }
    return tree.name(node);
  }

  private Finding finding(Facts facts, Kernel kernel, String reason, long kernelNs) {
    long stalled = kernel.reasons.getOrDefault(reason, 0L);
    StallReason known = StallReason.of(reason);
    Map<Integer, Long> nodes = kernel.nodes.getOrDefault(reason, Map.of());
    List<Integer> places = new ArrayList<>(nodes.keySet());
    places.sort(
        Comparator.comparingLong((Integer node) -> -nodes.getOrDefault(node, 0L))
            .thenComparing(node -> node));
    EvidenceTable.Builder table = EvidenceTable.of("where", "reason", "samples", "share");
    kernel.reasons.entrySet().stream()
        .sorted(Comparator.comparingLong((Map.Entry<String, Long> each) -> -each.getValue()))
        .limit(PLACES)
        .forEach(each ->
            table.row(
                "the kernel",
                each.getKey(),
                String.valueOf(each.getValue()),
                Texts.share(each.getValue(), kernel.samples)));
    List<Context> contexts = new ArrayList<>();
    for (int node : places.subList(0, Math.min(PLACES, places.size()))) {
      long samples = nodes.getOrDefault(node, 0L);
      long ns = kernelNs == 0 ? 0 : Math.round((double) samples / kernel.samples * kernelNs);
      Context context = context(facts, node, ns);
      contexts.add(context);
      table.row(
          context.text(), reason, String.valueOf(samples), Texts.share(samples, kernel.samples));
    }
    double share = (double) stalled / kernel.samples;
    Impact impact = facts.deviceImpact(Math.round(share * kernelNs));
    return new Finding(
        id() + "/" + kernel.name,
        Texts.share(stalled, kernel.samples)
            + " of the samples of "
            + Texts.kernel(kernel.name)
            + " stall: "
            + reason
            + (known == null ? "" : ", " + known.meaning()),
        kernelNs == 0 ? FindingSeverity.LOW : FindingSeverity.ofShare(impact.share()),
        contexts,
        table.build(),
        impact,
        kernelNs == 0
            ? null
            : new Ceiling(impact.ns(), "the kernel's time by the share of samples: no such stall"),
        Confidence.HEURISTIC,
        new Advice(
            known == null || known.remedy().isEmpty()
                ? "The profiler's manual says what this reason means."
                : known.remedy()),
        null);
  }

  /** The innermost source line of the kernel's own code, before the program that launched it. */
  private static Context context(Facts facts, int node, long ns) {
    CallingContextTree tree = facts.tree();
    for (int at = node; at > 0 && tree.kind(at) != FrameKind.KERNEL; at = tree.parent(at)) {
      String file = tree.frameFile(tree.frame(at));
      if (file != null) {
        return new Context(node, file, tree.frameLine(tree.frame(at)), tree.name(node), ns);
      }
    }
    return facts.sources().context(node, ns);
  }
}
