package dev.plumb.explain.indexing;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Limits;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.base.Words;
import dev.plumb.explain.cost.ChosenCalls;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.Roofline;
import dev.plumb.explain.host.NameClass;
import dev.plumb.trace.SliceTable;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code index.serialised}: scatters whose kernels first sort the indices and then add one after
 * the other: the gradient of indexing, of embeddings with repeated tokens, and whatever
 * deterministic algorithms replace atomic additions by.
 */
public final class SerialisedIndexing implements Analysis {
  private static final String MIN_SHARE = "min_share";

  /** Kernels that only this needs. */
  private static final Words IN_ORDER =
      Words.of(
          "indexing_backward_kernel",
          "compute_grad_weight",
          "sum_and_scatter",
          "krn_partial",
          "embedding_backward_feature_kernel");

  /** Sorting, of which others have use too. */
  private static final Words SORT =
      Words.of("radixsort", "radix_sort", "mergesort", "merge_sort", "bitonicsort");

  private static final Pattern OPERATOR =
      Pattern.compile(
          "aten::(_?index_put|_index_put_impl_|embedding_dense_backward|_embedding_bag.*backward"
              + "|index_add|index_copy|scatter|put_|gather_backward|index_backward).*");

  @Override
  public String id() {
    return "index.serialised";
  }

  @Override
  public String title() {
    return "Scatters that sort and add in order";
  }

  @Override
  public String description() {
    return "Finds scatters whose kernels sort indices or add duplicates one after the other: the"
        + " backward pass of x[index] and of embeddings, and deterministic algorithms.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES, Evidence.OPERATORS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(new Threshold(MIN_SHARE, 0.01, "of the run"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    OperatorGroups groups = OperatorGroups.of(facts);
    ChosenCalls found = new ChosenCalls(facts, groups);
    List<DeviceLane> lanes = groups.work().lanes();
    for (int i = 0; i < lanes.size(); i++) {
      DeviceLane lane = lanes.get(i);
      SliceTable slices = lane.trace().slices();
      NameClass ordered = new NameClass(lane.trace().strings(), IN_ORDER::in);
      NameClass sorts = new NameClass(lane.trace().strings(), SORT::in);
      NameClass scatters =
          new NameClass(lane.trace().strings(), name -> OPERATOR.matcher(name).matches());
      for (int at = 0; at < lane.size(); at++) {
        int name = slices.nameId(lane.row(at));
        int call = groups.work().owner(i, at);
        if (call < 0 || !ordered.holds(name) && !sorts.holds(name)) {
          continue;
        }
        int operator = slices.nameId(groups.work().input(lane.input()).row(call));
        if ((ordered.holds(name) || scatters.holds(operator)) && found.add(lane.input(), call)) {
          Roofline roofline = groups.group(lane.input(), call).roofline();
          found.addIdeal(
              roofline == null
                  ? -1
                  : roofline.idealNs() / groups.group(lane.input(), call).calls());
        }
      }
    }
    boolean worth =
        found.ns() > 0 && facts.deviceImpact(found.ns()).share() >= limits.get(MIN_SHARE);
    return Found.orClean(
        worth ? List.of(finding(facts, found)) : List.of(),
        Texts.time(found.ns()) + " in scatters that sort or add in order");
  }

  private Finding finding(Facts facts, ChosenCalls found) {
    return new Finding(
        id() + "/scatters",
        Texts.count(found.calls(), "scatter")
            + " whose kernels sort or add in order: "
            + Texts.time(found.ns()),
        FindingSeverity.ofShare(facts.deviceImpact(found.ns()).share()),
        found.blame().contexts(),
        found.evidence(),
        facts.deviceImpact(found.ns()),
        found.isIdealKnown()
            ? new Ceiling(found.savedNs(), "the same bytes at the peak of the memory")
            : null,
        Confidence.HEURISTIC,
        new Advice(
            "Unless sums must be the same in each run, leave deterministic algorithms off. Replace"
                + " x[index] by index_select or gather, whose backward pass adds with atomics;"
                + " replace a scatter of few classes by a product with a one-hot matrix; give"
                + " embeddings sparse gradients where most rows are not used.",
            "torch.use_deterministic_algorithms(False)\n"
                + "y = torch.index_select(x, 0, index)  # instead of x[index]"),
        found.blame().recordNext());
  }
}
