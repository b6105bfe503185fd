package dev.plumb.explain.loading;

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
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Recordable;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.host.DataLoading;
import dev.plumb.explain.timeline.IdleCause;
import dev.plumb.explain.timeline.IdleGaps;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.List;
import java.util.Set;

/** {@code data.loading}: time in which the program waits for its next batch. */
public final class LoadingAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";

  @Override
  public String id() {
    return "data.loading";
  }

  @Override
  public String title() {
    return "Waiting for the data loader";
  }

  @Override
  public String description() {
    return "Time of host threads in the data loader. Where a device was recorded, only its idle"
        + " time meanwhile can be saved; else all of it.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of();
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(new Threshold(MIN_SHARE, 0.05, "of the steps; torch_tb_profiler, xprof"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    Blame blame = new Blame(facts);
    long host = 0;
    boolean single = false;
    for (int input = 0; input < facts.inputs().size(); input++) {
      Trace trace = facts.inputs().get(input).trace();
      SliceTable slices = trace.slices();
      for (int track = 0; track < trace.tracks().size(); track++) {
        long reached = Long.MIN_VALUE;
        for (int row : DataLoading.of(facts).input(input).of(track)) {
          long from = Math.max(reached, slices.startNs(row)); // the outermost one has the time
          if (slices.endNs(row) > from) {
            host += slices.endNs(row) - from;
            blame.add(input, row, slices.endNs(row) - from);
            reached = slices.endNs(row);
          }
          single |= trace.strings().get(slices.nameId(row)).contains("SingleProcess");
        }
      }
    }
    if (host == 0) {
      return new NotApplicable("events of a data loader", Recordable.LOADING.howToRecord(facts));
    }
    Impact impact = facts.impact(host);
    if (impact.share() < limits.get(MIN_SHARE)) {
      return new Clean("loading takes " + Texts.percent(impact.share()) + " of " + impact.ofWhat());
    }
    return new Found(List.of(finding(facts, blame, impact, single)));
  }

  private Finding finding(Facts facts, Blame blame, Impact impact, boolean single) {
    boolean device = facts.has(Evidence.DEVICE_WORK) && facts.has(Evidence.LAUNCHES);
    long idle =
        IdleGaps.of(facts).stream().mapToLong(gaps -> gaps.ns(IdleCause.DATA_LOADING)).sum();
    List<Context> contexts = blame.contexts();
    EvidenceTable.Builder table = EvidenceTable.of("where", "batches", "ms", "longest us");
    blame.rows(table);
    return new Finding(
        id() + "/waiting",
        "The program waits for data for "
            + Texts.percent(impact.share())
            + " of "
            + impact.ofWhat(),
        FindingSeverity.ofShare(impact.share()),
        contexts,
        table.build(),
        impact,
        device
            ? new Ceiling(idle, "devices are never idle because of loading")
            : new Ceiling(impact.ns(), "the next batch is always there; no device was recorded"),
        Confidence.EXACT,
        new Advice(
            single
                ? "Batches are made in the training process itself: let workers make them ahead."
                : "The workers do not keep up: more of them, less work for each sample, or batches"
                    + " made once and stored.",
            single
                ? "DataLoader(..., num_workers=4, persistent_workers=True, pin_memory=True)"
                : "DataLoader(..., num_workers=8, prefetch_factor=4, persistent_workers=True)"),
        "py-spy record --subprocesses on the loader's workers says what they are busy with");
  }
}
