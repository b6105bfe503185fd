package dev.plumb.explain.launches;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Context;
import dev.plumb.explain.DeviceLane;
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
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.timeline.IdleCause;
import dev.plumb.explain.timeline.IdleGaps;
import dev.plumb.profile.Links;
import dev.plumb.profile.StepWindows;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code launch.graph}: steps that launch the same kernels in the same order, one by one. */
public final class GraphAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final String MIN_ALIKE = "min_alike_share";

  @Override
  public String id() {
    return "launch.graph";
  }

  @Override
  public String title() {
    return "Steps that could be a CUDA or HIP graph";
  }

  @Override
  public String description() {
    return "Compares the kernels of each step by name and order. Steps that are alike can be"
        + " captured once and replayed; that saves at most the idle time in which devices waited"
        + " for launches.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES, Evidence.SEVERAL_STEPS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MIN_SHARE, 0.05, "of device time that devices wait for launches"),
        new Threshold(MIN_ALIKE, 0.5, "of the steps that launch the same kernels in one order"));
  }

  /** Steps with the same kernels: how many, and of how many kernels. */
  private record Alike(int steps, int of, long kernels) {
    /** Of two devices; the kernels are those of the one with most. */
    Alike and(Alike other) {
      return new Alike(steps + other.steps, of + other.of, Math.max(kernels, other.kernels));
    }
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    List<IdleGaps> found = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    List<IdleGaps> gaps = IdleGaps.of(facts);
    Alike all = new Alike(0, 0, 0);
    long waits = 0;
    long total = 0;
    for (int i = 0; i < facts.lanes().size(); i++) {
      DeviceLane lane = facts.lanes().get(i);
      LaunchStats stats = LaunchStats.of(facts).get(i);
      long own = gaps.get(i).ns(IdleCause.HOST_LATE) + gaps.get(i).ns(IdleCause.LAUNCH_LATENCY);
      Alike alike = alike(facts, lane);
      seen.add(
          alike.steps
              + " of "
              + Texts.count(alike.of, "step")
              + Texts.word(alike.steps, " launches alike", " launch alike")
              + ", waits for launches "
              + Texts.share(own, lane.totalNs()));
      total += lane.totalNs();
      if (2 * stats.byGraph() > stats.kernels()) {
        seen.set(seen.size() - 1, "graphs launch most kernels already");
      } else if (2 * calls(facts, lane) <= stats.kernels()) {
        // A TPU runs a compiled program as a whole, of which nothing can be captured.
        seen.set(seen.size() - 1, "each call launches several kernels already");
      } else if (own >= limits.get(MIN_SHARE) * lane.totalNs()
          && alike.steps >= 2
          && alike.steps >= limits.get(MIN_ALIKE) * alike.of) {
        found.add(gaps.get(i));
        all = all.and(alike);
        waits += own;
      }
    }
    return found.isEmpty()
        ? new Clean(String.join("; ", seen.subList(0, Math.min(4, seen.size()))))
        : new Found(List.of(finding(facts, found, all, new Impact(waits, total, "device time"))));
  }

  /** Calls that launched kernels; those of one call follow one another. */
  private static long calls(Facts facts, DeviceLane lane) {
    Links links = facts.inputs().get(lane.input());
    long calls = 0;
    int last = -1;
    for (int at = 0; at < lane.size(); at++) {
      int row = lane.row(at);
      if (lane.work(at) != DeviceLane.Work.COPY && links.quality(row).isLaunch()) {
        calls += links.launch(row) == last ? 0 : 1;
        last = links.launch(row);
      }
    }
    return calls;
  }

  /** The largest set of steps that launch the same kernels in the same order. */
  private static Alike alike(Facts facts, DeviceLane lane) {
    Links links = facts.inputs().get(lane.input());
    SliceTable slices = links.trace().slices();
    StepWindows windows = facts.stepWindows(lane.input());
    long[] hashes = new long[links.stepCount()];
    long[] kernels = new long[links.stepCount()];
    for (int at = 0; at < lane.size(); at++) {
      int row = lane.row(at);
      if (links.quality(row).isLaunch() && lane.work(at) == DeviceLane.Work.COMPUTE) {
        int call = links.launch(row);
        int step = windows.at(slices.trackRow(call), slices.startNs(call));
        if (step >= 0) {
          hashes[step] = 31 * hashes[step] + slices.nameId(row) + 1;
          kernels[step]++;
        }
      }
    }
    Map<Long, Integer> counts = new HashMap<>();
    int of = 0;
    long best = 0;
    int most = 0;
    for (int step = 0; step < hashes.length; step++) {
      if (kernels[step] > 0) {
        of++;
        int count = counts.merge(hashes[step], 1, Integer::sum);
        if (count > most) {
          most = count;
          best = kernels[step];
        }
      }
    }
    return new Alike(most, of, best);
  }

  private Finding finding(Facts facts, List<IdleGaps> devices, Alike alike, Impact impact) {
    Blame blame = new Blame(facts);
    long syncs = 0;
    for (IdleGaps gaps : devices) {
      for (int piece = 0; piece < gaps.size(); piece++) {
        IdleCause cause = gaps.cause(piece);
        if (cause == IdleCause.HOST_LATE || cause == IdleCause.LAUNCH_LATENCY) {
          blame.add(gaps.lane().input(), gaps.blame(piece), gaps.next(piece), gaps.durNs(piece));
        }
        syncs += cause == IdleCause.SYNCHRONISATION ? 1 : 0;
      }
    }
    List<Context> contexts = blame.contexts();
    EvidenceTable.Builder table = EvidenceTable.of("where", "waits", "idle ms", "longest us");
    blame.rows(table);
    return new Finding(
        id() + "/steps",
        alike.steps
            + " of "
            + Texts.count(alike.of, "step")
            + " launch the same "
            + Texts.count(alike.kernels, "kernel")
            + " one by one, and "
            + Texts.word(devices.size(), "the device waits", devices.size() + " devices wait")
            + " for launches for "
            + Texts.percent(impact.share())
            + " of device time",
        FindingSeverity.ofShare(impact.share()),
        contexts,
        table.build(),
        impact,
        new Ceiling(
            impact.ns(),
            "all idle time in which a launch was late or in flight vanishes: the time of gpu.idle,"
                + " not more"),
        Confidence.INFERRED,
        new Advice(
            "Capture the step as a graph and replay it."
                + (syncs == 0
                    ? ""
                    : " Devices ran dry after "
                        + Texts.count(syncs, "wait")
                        + " of the host: those must go first, they cannot be captured."),
            "step = torch.compile(step, mode=\"reduce-overhead\")  # or torch.cuda.graph(g)"),
        null);
  }
}
