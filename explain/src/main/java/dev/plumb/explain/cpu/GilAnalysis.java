package dev.plumb.explain.cpu;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Clean;
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
import dev.plumb.profile.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code cpu.gil}: threads that wait for Python's global interpreter lock, by samples. */
public final class GilAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final int SHOWN = 10;

  /** CPython's functions that wait for the lock. */
  private static final Pattern WAITS =
      Pattern.compile("take_gil|PyEval_RestoreThread|PyEval_AcquireThread|PyGILState_Ensure");

  @Override
  public String id() {
    return "cpu.gil";
  }

  @Override
  public String title() {
    return "Waiting for Python's global lock";
  }

  @Override
  public String description() {
    return "Samples with CPython's take_gil, PyEval_RestoreThread or PyGILState_Ensure on the stack."
        + " Needs a sampler that sees native frames, and threads that wait.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.CPU_SAMPLES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(new Threshold(MIN_SHARE, 0.05, "of all samples"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    CallingContextTree tree = facts.tree();
    boolean[] inside = new boolean[tree.size()];
    List<Integer> tops = new ArrayList<>();
    long waiting = 0;
    for (int node = 1; node < inside.length; node++) {
      boolean above = inside[tree.parent(node)];
      boolean waits = WAITS.matcher(tree.name(node)).find();
      inside[node] = above || waits;
      if (waits && !above) {
        tops.add(node);
        waiting += tree.inclusive(node, Metric.SAMPLES);
      }
    }
    long total = tree.inclusive(CallingContextTree.ROOT, Metric.SAMPLES);
    if (waiting == 0 || waiting < limits.get(MIN_SHARE) * total) {
      return new Clean(Texts.share(waiting, total) + " of samples wait for the lock");
    }
    tops.sort(
        Comparator.comparingLong((Integer node) -> -tree.inclusive(node, Metric.SAMPLES))
            .thenComparing(node -> node));
    EvidenceTable.Builder table = EvidenceTable.of("where", "samples", "share");
    List<Context> contexts = new ArrayList<>();
    for (int node : tops.subList(0, Math.min(SHOWN, tops.size()))) {
      long samples = tree.inclusive(node, Metric.SAMPLES);
      Context context = facts.sources().context(node, 0);
      contexts.add(context);
      table.row(context.text(), String.valueOf(samples), Texts.share(samples, total));
    }
    Impact impact = facts.impact(Math.round((double) waiting / total * facts.impact(0).ofNs()));
    return new Found(
        List.of(
            new Finding(
                id() + "/waiting",
                Texts.share(waiting, total) + " of samples wait for Python's global lock",
                FindingSeverity.ofShare((double) waiting / total),
                contexts,
                table.total(tops.size()).build(),
                impact,
                new Ceiling(impact.ns(), "the share of samples, as if no thread ever waited"),
                Confidence.HEURISTIC,
                new Advice(
                    "Threads contend for the interpreter: use processes instead of threads for data"
                        + " loading, fewer threads, or a free-threaded build of Python.",
                    "DataLoader(..., num_workers=4)  # processes, not threads"),
                "py-spy dump --native, or py-spy record --gil, says who holds the lock")));
  }
}
