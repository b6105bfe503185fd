package dev.plumb.explain.conversion;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.base.Words;
import dev.plumb.explain.cost.ChosenCalls;
import dev.plumb.explain.cost.OperatorCall;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.OperatorWork;
import dev.plumb.explain.cost.Tensor;
import dev.plumb.explain.host.NameClass;
import dev.plumb.profile.Links;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code conversion.layout}: work that only changes the order of numbers in memory: a library's
 * conversions between NCHW and NHWC, and copies that make a tensor contiguous.
 */
public final class LayoutConversions implements Analysis {
  private static final String MIN_SHARE = "min_share";

  /** cuDNN, MIOpen and others name them for what they do. */
  private static final Words KERNEL =
      Words.of(
          "nchwtonhwc",
          "nhwctonchw",
          "nchw_to_nhwc",
          "nhwc_to_nchw",
          "nchw2nhwc",
          "nhwc2nchw",
          "nchw2cnhw",
          "cnhw2nchw",
          "batched_transpose",
          "transpose_nchw",
          "tensortransformgeneric",
          "transposereadwrite");

  /** Kernels of XLA that transpose: {@code input_transpose_fusion.1}, {@code transpose.7}. */
  private static final Pattern XLA =
      Pattern.compile("(\\w+_)?transpose(_fusion)?([_.]\\d+)*(\\.clone)?");

  /** Operators that copy to change the order. */
  private static final Set<String> MAKERS =
      Set.of("aten::contiguous", "aten::clone", "aten::reshape", "aten::_to_copy");

  private static final int LEVELS = 4;

  @Override
  public String id() {
    return "conversion.layout";
  }

  @Override
  public String title() {
    return "Conversions of memory layout";
  }

  @Override
  public String description() {
    return "Adds up kernels whose names say that they turn images from NCHW to NHWC or back, and"
        + " copies of permuted tensors into contiguous ones, by the line that asks for them.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(new Threshold(MIN_SHARE, 0.02, "of the run, for each of the two"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    Blame turned = new Blame(facts);
    long turnedNs = kernels(facts, turned, KERNEL::in);
    Blame transposed = new Blame(facts);
    long transposedNs =
        facts.isForeign() ? kernels(facts, transposed, name -> XLA.matcher(name).matches()) : 0;
    if (!facts.isForeign() && turnedNs == 0 && !facts.has(Evidence.OPERATORS)) {
      return new NotApplicable(Evidence.OPERATORS.what(), Evidence.OPERATORS.howToRecord(facts));
    }
    ChosenCalls copies = copies(facts);
    List<Finding> findings = new ArrayList<>();
    if (turnedNs > 0 && facts.deviceImpact(turnedNs).share() >= limits.get(MIN_SHARE)) {
      findings.add(images(facts, turned, turnedNs));
    }
    if (transposedNs > 0 && facts.deviceImpact(transposedNs).share() >= limits.get(MIN_SHARE)) {
      findings.add(transposes(facts, transposed, transposedNs));
    }
    if (copies.ns() > 0 && facts.deviceImpact(copies.ns()).share() >= limits.get(MIN_SHARE)) {
      findings.add(contiguous(facts, copies));
    }
    return Found.orClean(
        findings,
        Texts.time(turnedNs)
            + " in conversions of images, "
            + Texts.time(copies.ns())
            + " in copies of permuted tensors");
  }

  private static long kernels(Facts facts, Blame blame, Predicate<String> wanted) {
    long sum = 0;
    for (DeviceLane lane : facts.lanes()) {
      SliceTable slices = lane.trace().slices();
      NameClass names = new NameClass(lane.trace().strings(), wanted);
      for (int at = 0; at < lane.size(); at++) {
        int row = lane.row(at);
        if (slices.kind(row) == SliceKind.KERNEL && names.holds(slices.nameId(row))) {
          blame.add(lane.input(), row, slices.durNs(row));
          sum += slices.durNs(row);
        }
      }
    }
    return sum;
  }

  private static ChosenCalls copies(Facts facts) {
    OperatorGroups groups = OperatorGroups.of(facts);
    ChosenCalls copies = new ChosenCalls(facts, groups);
    for (int input = 0; input < groups.work().inputs(); input++) {
      OperatorWork.Input work = groups.work().input(input);
      Links links = facts.inputs().get(input);
      NameClass makers = new NameClass(links.trace().strings(), MAKERS::contains);
      for (int call = 0; call < work.size(); call++) {
        Group group = groups.group(input, call);
        if (group.operator().equals("aten::copy_")
            && !group.copiesToHost()
            && reorders(group.call())
            && isUnderMaker(links, makers, work.row(call))) {
          copies.add(input, call, "contiguous copy");
        }
      }
    }
    return copies;
  }

  /** Same numbers, other order; without shapes and strides, nobody knows. */
  private static boolean reorders(@Nullable OperatorCall call) {
    Tensor to = call == null ? null : call.tensorOrNull(0);
    Tensor from = call == null ? null : call.tensorOrNull(1);
    return to != null
        && from != null
        && to.type() == from.type()
        && from.isPermuted() != to.isPermuted();
  }

  private static boolean isUnderMaker(Links links, NameClass makers, int row) {
    SliceTable slices = links.trace().slices();
    int at = links.caller(row);
    for (int level = 0; level < LEVELS && at >= 0; level++) {
      if (slices.kind(at) != SliceKind.OPERATOR) {
        return false;
      }
      if (makers.holds(slices.nameId(at))) {
        return true;
      }
      at = links.caller(at);
    }
    return false;
  }

  private Finding images(Facts facts, Blame blame, long ns) {
    EvidenceTable.Builder table = EvidenceTable.of("where", "kernels", "ms", "longest us");
    blame.rows(table);
    return new Finding(
        id() + "/images",
        "Kernels that turn images between NCHW and NHWC: " + Texts.time(ns),
        FindingSeverity.ofShare(facts.deviceImpact(ns).share()),
        blame.contexts(),
        table.build(),
        facts.deviceImpact(ns),
        new Ceiling(ns, "none of these kernels is left"),
        Confidence.HEURISTIC,
        new Advice(
            "The library's kernels want the other order and turn tensors around each call. Keep"
                + " model and inputs in that order throughout; on AMD set"
                + " PYTORCH_MIOPEN_SUGGEST_NHWC=1 as well.",
            "model = model.to(memory_format=torch.channels_last)\n"
                + "batch = batch.to(memory_format=torch.channels_last)"),
        blame.recordNext());
  }

  private Finding transposes(Facts facts, Blame blame, long ns) {
    EvidenceTable.Builder table = EvidenceTable.of("where", "kernels", "ms", "longest us");
    blame.rows(table);
    return new Finding(
        id() + "/transposes",
        "Compiled kernels that transpose: " + Texts.time(ns),
        FindingSeverity.ofShare(facts.deviceImpact(ns).share()),
        blame.contexts(),
        table.build(),
        facts.deviceImpact(ns),
        new Ceiling(ns, "none of these kernels is left; what was fused into them costs nothing"),
        Confidence.HEURISTIC,
        new Advice(
            "The compiler transposes where a library's kernel, or the next operation, wants another"
                + " order than the program has. Give convolutions channels-last dimension numbers"
                + " (NHWC, NDHWC) from the input on, contract over the last dimensions in einsum and"
                + " dot_general, and keep weights in the order in which they are used."),
        null);
  }

  private Finding contiguous(Facts facts, ChosenCalls copies) {
    return new Finding(
        id() + "/contiguous",
        Texts.count(copies.calls(), "copy")
            + " of permuted tensors into contiguous ones: "
            + Texts.time(copies.ns()),
        FindingSeverity.ofShare(facts.deviceImpact(copies.ns()).share()),
        copies.blame().contexts(),
        copies.evidence(),
        facts.deviceImpact(copies.ns()),
        new Ceiling(copies.ns(), "no copy is left, and nothing reads permuted tensors slower"),
        Confidence.INFERRED,
        new Advice(
            "Produce the tensor in the order in which it is read: keep heads last until after"
                + " attention, use einsum or matmul on views, drop .contiguous() where the next"
                + " operator takes strides, or let the compiler plan layouts.",
            "model = torch.compile(model)"),
        copies.blame().recordNext());
  }
}
