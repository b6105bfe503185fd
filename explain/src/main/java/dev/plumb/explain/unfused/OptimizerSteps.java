package dev.plumb.explain.unfused;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.explain.base.TorchOptimizers;
import dev.plumb.explain.cost.CallSequences;
import dev.plumb.explain.cost.CallSequences.Sequence;
import dev.plumb.explain.cost.OperatorCall;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.Peaks;
import dev.plumb.explain.cost.Tensor;
import dev.plumb.explain.host.NameClass;
import dev.plumb.explain.host.ThreadSlices;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of optimizers, which PyTorch marks, with the device work that each of them launched.
 */
final class OptimizerSteps {
  /** How an optimizer goes through its parameters. */
  enum Style {
    /** Operator by operator, parameter by parameter. */
    LOOP,
    /** Operator by operator, many parameters in each kernel. */
    FOREACH,
    /** All operators of many parameters in each kernel. */
    FUSED
  }

  /** One step. */
  static final class OptimizerStep {
    final int input;
    final int row;
    final String name;
    Style style = Style.LOOP;
    long pieces;
    long busyNs;
    long firstNs = Long.MAX_VALUE;
    long lastNs = Long.MIN_VALUE;
    @Nullable Peaks peaks;
    private final Map<String, Long> elements = new HashMap<>();

    private OptimizerStep(int input, int row, String name) {
      this.input = input;
      this.row = row;
      this.name = name;
    }

    /** From the start of its first device work to the end of its last. */
    long spanNs() {
      return pieces == 0 ? 0 : lastNs - firstNs;
    }

    /** Parameters: the operator that went over most elements; 0 if shapes are not known. */
    long parameters() {
      return elements.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
  }

  private final List<OptimizerStep> steps = new ArrayList<>();

  private OptimizerSteps(Facts facts) {
    if (!hasMarks(facts.tree())) {
      return; // spares a look at each slice
    }
    OperatorGroups groups = OperatorGroups.of(facts);
    for (int input = 0; input < groups.work().inputs(); input++) {
      add(facts, groups, input);
    }
  }

  private static boolean hasMarks(CallingContextTree tree) {
    for (int frame = 0; frame < tree.frames(); frame++) {
      if (tree.frameName(frame).startsWith(TorchOptimizers.MARK)) {
        return true;
      }
    }
    return false;
  }

  static List<OptimizerStep> of(Facts facts) {
    return facts.shared(OptimizerSteps.class, OptimizerSteps::new).steps;
  }

  private void add(Facts facts, OperatorGroups groups, int input) {
    Trace trace = facts.inputs().get(input).trace();
    SliceTable slices = trace.slices();
    NameClass marks = new NameClass(trace.strings(), name -> name.startsWith(TorchOptimizers.MARK));
    IntColumn rows = new IntColumn();
    for (int row = 0, n = slices.size(); row < n; row++) {
      if (slices.kind(row).isHost() && marks.holds(slices.nameId(row))) {
        rows.add(row);
      }
    }
    ThreadSlices marked = new ThreadSlices(trace, rows);
    int[] stepOfCall = new int[groups.work().input(input).size()];
    Arrays.fill(stepOfCall, Ids.NONE);
    LongMap byRow = new LongMap();
    boolean any = false;
    for (Sequence sequence : CallSequences.of(facts).all()) {
      if (sequence.input() != input || marked.of(sequence.track()).length == 0) {
        continue;
      }
      for (int call : sequence.calls()) {
        int row = groups.work().input(input).row(call);
        int open = marked.openAt(sequence.track(), slices.startNs(row));
        if (open >= 0) {
          any = true;
          stepOfCall[call] = step(byRow, input, open, trace.strings().get(slices.nameId(open)));
          describe(steps.get(stepOfCall[call]), groups.group(input, call));
        }
      }
    }
    if (any) {
      measure(groups, input, stepOfCall);
    }
  }

  private int step(LongMap byRow, int input, int row, String name) {
    int at = byRow.get(row);
    if (at < 0) {
      at = steps.size();
      byRow.put(row, at);
      steps.add(new OptimizerStep(input, row, name.substring(TorchOptimizers.MARK.length())));
    }
    return at;
  }

  private static void describe(OptimizerStep step, Group group) {
    String name = group.operator();
    if (name.startsWith("aten::_fused_")) {
      step.style = Style.FUSED;
    } else if (name.startsWith("aten::_foreach_") && step.style == Style.LOOP) {
      step.style = Style.FOREACH;
    }
    step.peaks = group.peaks();
    OperatorCall call = group.call();
    Tensor first = call == null || group.cost() == null ? null : call.tensorOrNull(0);
    if (first != null) {
      step.elements.merge(name, first.elements(), Long::sum);
    }
  }

  private void measure(OperatorGroups groups, int input, int[] stepOfCall) {
    List<DeviceLane> lanes = groups.work().lanes();
    for (int i = 0; i < lanes.size(); i++) {
      DeviceLane lane = lanes.get(i);
      if (lane.input() != input) {
        continue;
      }
      for (int at = 0; at < lane.size(); at++) {
        int call = groups.work().owner(i, at);
        int index = call < 0 ? Ids.NONE : stepOfCall[call];
        if (index >= 0) {
          OptimizerStep step = steps.get(index);
          step.pieces++;
          step.busyNs += lane.endNs(at) - lane.startNs(at);
          step.firstNs = Math.min(step.firstNs, lane.startNs(at));
          step.lastNs = Math.max(step.lastNs, lane.endNs(at));
        }
      }
    }
  }
}
