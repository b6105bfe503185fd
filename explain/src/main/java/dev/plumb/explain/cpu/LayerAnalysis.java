package dev.plumb.explain.cpu;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Confidence;
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
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Metric;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code cpu.layers}: the host's time in Python, framework, native libraries and runtime calls. */
public final class LayerAnalysis implements Analysis {
  private static final String MIN_PYTHON = "min_python_share";

  @Override
  public String id() {
    return "cpu.layers";
  }

  @Override
  public String title() {
    return "Host time by layer";
  }

  @Override
  public String description() {
    return "Splits the time of host threads by the innermost layer that was open: Python, modules,"
        + " operators (the framework's dispatch and CPU kernels), native frames, runtime calls.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of();
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(
            MIN_PYTHON, 0.5, "of host time in Python itself, where the run also has operators"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    Map<FrameKind, Long> layers = new HotSpots(facts.tree()).cpuByLayer();
    long waiting = waitingNs(facts.tree());
    layers.merge(FrameKind.PYTHON, -waiting, Long::sum);
    long total = layers.values().stream().mapToLong(Long::longValue).sum();
    if (total == 0) {
      return new NotApplicable("host events that last", Evidence.OPERATORS.howToRecord(facts));
    }
    long python =
        layers.getOrDefault(FrameKind.PYTHON, 0L) + layers.getOrDefault(FrameKind.MODULE, 0L);
    if (!facts.has(Evidence.PYTHON) || python < limits.get(MIN_PYTHON) * total) {
      StringBuilder why = new StringBuilder("host time:");
      layers.forEach((kind, ns) ->
          why.append(' ').append(kind.label()).append(' ').append(Texts.share(ns, total)));
      return new Clean(why.toString());
    }
    EvidenceTable.Builder table = EvidenceTable.of("layer", "ms", "share");
    layers.forEach((kind, ns) -> table.row(kind.label(), Texts.ms(ns), Texts.share(ns, total)));
    if (waiting > 0) {
      table.row("waiting, not counted", Texts.ms(waiting), "");
    }
    Impact impact = new Impact(python, total, "host time");
    return new Found(
        List.of(
            new Finding(
                id() + "/python",
                "Python itself takes " + Texts.share(python, total) + " of the host's time",
                FindingSeverity.INFO,
                python(facts).contexts(),
                table.build(),
                impact,
                null,
                Confidence.EXACT,
                new Advice(
                    "Profilers that record every Python call slow Python down more than the rest."
                        + " Where devices wait for the host, take Python out of the step: compile"
                        + " it, or call fewer and larger operators.",
                    "step = torch.compile(step)"),
                "a sampling profiler (py-spy, perf) beside the trace: its share of Python is not"
                    + " inflated")));
  }

  /** Threads of Python that stand in these do nothing: monitors, queues, pools. */
  private static final Pattern WAIT =
      Pattern.compile(
          "threading\\.py\\(\\d+\\): (wait|_wait_for_tstate_lock|join|acquire)"
              + "|(queue|multiprocessing/queues)\\.py\\(\\d+\\): get"
              + "|selectors\\.py\\(\\d+\\): select"
              + "|<built-in (method|function) (sleep|select|poll|wait|acquire|accept|recv|recv_into)"
              + "\\b.*|.*method '(acquire|poll|select)' of '.*");

  private static boolean isWait(CallingContextTree tree, int node) {
    return tree.kind(node) == FrameKind.PYTHON && WAIT.matcher(tree.name(node)).matches();
  }

  private static long waitingNs(CallingContextTree tree) {
    long sum = 0;
    for (int node = 1; node < tree.size(); node++) {
      long ns = tree.exclusive(node, Metric.CPU_NS);
      sum += ns > 0 && isWait(tree, node) ? ns : 0;
    }
    return sum;
  }

  /** Self time of Python frames by source line. */
  private static NodeSums python(Facts facts) {
    CallingContextTree tree = facts.tree();
    NodeSums sums = new NodeSums(facts);
    for (int node = 1; node < tree.size(); node++) {
      FrameKind kind = tree.kind(node);
      long ns = tree.exclusive(node, Metric.CPU_NS);
      if (ns > 0 && (kind == FrameKind.PYTHON || kind == FrameKind.MODULE) && !isWait(tree, node)) {
        sums.add(node, ns);
      }
    }
    return sums;
  }
}
