package dev.plumb.explain.cost;

import dev.plumb.profile.ArgValue;
import dev.plumb.profile.CollectiveKind;

/**
 * Collectives: what one rank gives is read from its memory and what it gets is written there;
 * reducing adds one operation for each element. What passes over links is the larger of the two
 * times {@link CollectiveKind#busFactor}.
 */
public final class Collective extends CostFamily {
  private static final String METHOD = "own part read once, result written once";

  Collective() {
    super("collective", "collectives");
    add(Collective::recorded, "record_param_comms");
    wrap(
        call -> cost(call.tensor(1).bytes(), call.tensor(0).bytes(), false, call.tensor(0)),
        "c10d::_allgather_base_",
        "c10d::alltoall_base_");
    wrap(
        call -> cost(call.tensor(1).bytes(), call.tensor(0).bytes(), true, call.tensor(0)),
        "c10d::_reduce_scatter_base_");
    wrap(
        call -> cost(call.tensor(0).bytes(), call.tensor(0).bytes(), true, call.tensor(0)),
        "_c10d_functional::all_reduce",
        "_c10d_functional::all_reduce_");
  }

  /** What PyTorch writes beside it: elements of one rank, their type, and how many ranks. */
  private static Cost recorded(OperatorCall call) {
    String members = call.members();
    String name = ArgValue.of(members, "Collective name");
    ElementType type = ElementType.ofCollective(ArgValue.of(members, "dtype"));
    if (type == null) {
      throw MissingShapeException.INSTANCE;
    }
    long elements = count(ArgValue.of(members, "In msg nelems"));
    long in = Count.product(elements, type.bytes());
    long out = Count.product(count(ArgValue.of(members, "Out msg nelems")), type.bytes());
    String ranks = ArgValue.of(members, "Group size");
    String links = "";
    if (ranks.matches("[1-9]\\d{0,6}")) {
      double factor = CollectiveKind.of(name).busFactor(Integer.parseInt(ranks));
      links = "; " + Math.round(Math.max(in, out) * factor) + " bytes over each rank's link";
    }
    return Cost.vector(
        name.contains("reduce") ? elements : 0, in, out, type.precision(), METHOD + links);
  }

  private static long count(String text) {
    if (!text.matches("\\d{1,15}")) {
      throw MissingShapeException.INSTANCE;
    }
    return Long.parseLong(text);
  }

  private static Cost cost(long in, long out, boolean reduces, Tensor of) {
    return Cost.vector(
        reduces ? in / of.type().bytes() : 0, in, out, of.type().precision(), METHOD);
  }
}
