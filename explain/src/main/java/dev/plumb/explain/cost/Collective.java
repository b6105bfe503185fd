package dev.plumb.explain.cost;

import dev.plumb.profile.ArgValue;
import org.jspecify.annotations.Nullable;

/**
 * Collectives: what one rank gives is read from its memory and what it gets is written there;
 * reducing adds one operation for each element. What passes over links is {@link CollectiveVolume}.
 */
public final class Collective extends CostFamily {
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

  /** What a recorded collective moves; null if it does not say. */
  public static @Nullable CollectiveVolume volume(String members) {
    String name = ArgValue.of(members, "Collective name");
    ElementType type = ElementType.of(ArgValue.of(members, "dtype"));
    String in = ArgValue.of(members, "In msg nelems");
    String out = ArgValue.of(members, "Out msg nelems");
    String ranks = ArgValue.of(members, "Group size");
    if (name.isEmpty() || type == null || !isCount(in) || !isCount(out)) {
      return null;
    }
    return new CollectiveVolume(
        name,
        Long.parseLong(in) * type.bytes(),
        Long.parseLong(out) * type.bytes(),
        ranks.matches("\\d{1,7}") ? Integer.parseInt(ranks) : 0);
  }

  private static boolean isCount(String text) {
    return text.matches("\\d{1,15}");
  }

  private static Cost recorded(OperatorCall call) {
    CollectiveVolume volume = volume(call.members());
    if (volume == null) {
      throw MissingShapeException.INSTANCE;
    }
    ElementType type = ElementType.of(ArgValue.of(call.members(), "dtype"));
    boolean reduces = volume.name().contains("reduce");
    long elements = type == null ? 0 : volume.inBytes() / type.bytes();
    return Cost.vector(
        reduces ? elements : 0,
        volume.inBytes(),
        volume.outBytes(),
        type == null ? ElementType.FLOAT32.precision() : type.precision(),
        "own part read once, result written once");
  }

  private static Cost cost(long in, long out, boolean reduces, Tensor of) {
    return Cost.vector(
        reduces ? in / of.type().bytes() : 0,
        in,
        out,
        of.type().precision(),
        "own part read once, result written once");
  }
}
