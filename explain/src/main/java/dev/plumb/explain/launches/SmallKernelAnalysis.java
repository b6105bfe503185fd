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
import dev.plumb.explain.SliceRef;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.launches.KernelChains.Chain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code launch.chains}: small kernels that always follow one another and could be one. */
public final class SmallKernelAnalysis implements Analysis {
  private static final String MAX_US = "max_kernel_us";
  private static final String MIN_SHARE = "min_share";
  private static final int SHOWN = 12;

  @Override
  public String id() {
    return "launch.chains";
  }

  @Override
  public String title() {
    return "Chains of small kernels that could be fused";
  }

  @Override
  public String description() {
    return "Three or more short kernels of a stream, each of which is always followed by the next"
        + " (proximity score 1 for each pair). One kernel instead of a chain saves at most"
        + " everything but the chain's longest kernel, and the gaps.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MAX_US, 10, "longer kernels gain little by fusion; TraceLens: short is < 10"),
        new Threshold(MIN_SHARE, 0.02, "of device time that all chains could save; TraceLens"));
  }

  private record Place(DeviceLane lane, Chain chain) {}

  @Override
  public Outcome run(Facts facts, Limits limits) {
    List<Place> places = new ArrayList<>();
    long total = 0;
    for (DeviceLane lane : facts.lanes()) {
      total += lane.totalNs();
      for (Chain chain : KernelChains.of(facts, lane, (long) (1_000 * limits.get(MAX_US)))) {
        places.add(new Place(lane, chain));
      }
    }
    long saving = places.stream().mapToLong(each -> each.chain.savingNs()).sum();
    if (places.isEmpty() || saving < limits.get(MIN_SHARE) * total) {
      return new Clean(
          Texts.count(places.size(), "chain")
              + " could save at most "
              + Texts.share(saving, total)
              + " of device time");
    }
    places.sort(Comparator.comparingLong((Place each) -> each.chain.savingNs()).reversed());
    return new Found(List.of(finding(facts, places, new Impact(saving, total, "device time"))));
  }

  private Finding finding(Facts facts, List<Place> places, Impact impact) {
    EvidenceTable.Builder table =
        EvidenceTable.of("chain", "runs", "kernels", "kernel ms", "gap ms", "saves at most ms");
    List<Context> contexts = new ArrayList<>();
    long kernels = 0;
    for (Place each : places) {
      kernels += each.chain.count() * each.chain.names().size();
    }
    for (Place each : places.subList(0, Math.min(SHOWN, places.size()))) {
      Chain chain = each.chain;
      int node = facts.sliceNodes(each.lane.input())[chain.firstRow()];
      contexts.add(facts.sources().context(node, chain.savingNs()));
      String names =
          chain.names().stream()
              .map(name -> each.lane.trace().strings().get(name))
              .collect(Collectors.joining(" → "));
      table.row(
          new SliceRef(each.lane.input(), chain.firstRow()),
          names,
          String.valueOf(chain.count()),
          String.valueOf(chain.names().size()),
          Texts.ms(chain.kernelNs()),
          Texts.ms(chain.gapNs()),
          Texts.ms(chain.savingNs()));
    }
    return new Finding(
        id() + "/fusable",
        Texts.count(kernels, "small kernel")
            + Texts.word(kernels, " stands in ", " stand in ")
            + Texts.count(places.size(), "chain")
            + Texts.word(
                places.size(), " that could be one kernel", " that could each be one kernel")
            + ": at most "
            + Texts.share(impact.ns(), impact.ofNs())
            + " of device time",
        FindingSeverity.ofShare(impact.share()),
        contexts,
        table.total(places.size()).build(),
        impact,
        new Ceiling(
            impact.ns(),
            "each run of a chain becomes one kernel that takes as long as its longest; gaps within"
                + " vanish"),
        Confidence.HEURISTIC,
        new Advice(
            "Fuse them: compile the module, use the fused form of the operator or optimizer, or"
                + " write one kernel.",
            "module = torch.compile(module)"),
        null);
  }
}
