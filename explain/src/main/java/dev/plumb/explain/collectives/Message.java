package dev.plumb.explain.collectives;

import dev.plumb.explain.cost.ElementType;
import dev.plumb.profile.ArgValue;
import dev.plumb.profile.CollectiveKind;
import dev.plumb.trace.Ids;

/**
 * What a communication kernel says that it does. PyTorch writes this beside kernels of NCCL and
 * RCCL; where it is missing, the kernel's name has to do.
 *
 * @param kind what it does
 * @param group the ranks that take part, or the two ends of a transfer, as the trace names them; ""
 *     if unknown
 * @param groupSize how many ranks; {@link Ids#NONE} if unknown
 * @param bytes size of the whole message: what an all-gather yields, what others take in; {@link
 *     Ids#NONE} if unknown
 * @param sequence number of the collective in its group; "" if unknown
 * @param matchKey the same on all ranks for collectives that can be the same one
 * @param told whether the trace said so, rather than the kernel's name
 */
record Message(
    CollectiveKind kind,
    String group,
    int groupSize,
    long bytes,
    String sequence,
    String matchKey,
    boolean told) {

  /**
   * Reads the arguments of a kernel.
   *
   * @param args JSON members; "" if there are none
   */
  static Message of(String kernelName, String args) {
    String name = ArgValue.of(args, "Collective name");
    if (name.isEmpty()) {
      CollectiveKind kind = CollectiveKind.of(kernelName);
      return new Message(kind, "", Ids.NONE, Ids.NONE, "", kernelName, false);
    }
    CollectiveKind kind = CollectiveKind.of(name);
    String ranks = ArgValue.of(args, "Process Group Ranks");
    String groupName = ArgValue.of(args, "Process Group Name");
    String group = ranks.isEmpty() ? groupName : ranks;
    String from = ArgValue.of(args, "Src Rank");
    String to = ArgValue.of(args, "Dst Rank");
    boolean transfer = kind == CollectiveKind.SEND_RECEIVE && !from.isEmpty() && !to.isEmpty();
    if (transfer) {
      group = from + " to " + to;
    }
    // The sender's name is another than the receiver's.
    String what = kind == CollectiveKind.SEND_RECEIVE ? kind.label() : name;
    return new Message(
        kind,
        group,
        transfer ? 2 : (int) number(ArgValue.of(args, "Group size")),
        bytes(kind, args),
        ArgValue.of(args, "Seq"),
        group + '\n' + groupName + '\n' + what,
        true);
  }

  private static long bytes(CollectiveKind kind, String args) {
    long in = number(ArgValue.of(args, "In msg nelems"));
    long out = number(ArgValue.of(args, "Out msg nelems"));
    long elements = kind == CollectiveKind.ALL_GATHER ? out : in;
    // A receiver takes nothing in.
    if (elements <= 0 && kind == CollectiveKind.SEND_RECEIVE) {
      elements = out;
    }
    ElementType type = ElementType.ofCollective(ArgValue.of(args, "dtype"));
    return elements < 0 || type == null ? Ids.NONE : elements * type.bytes();
  }

  /** A count; {@link Ids#NONE} where there is none. */
  private static long number(String text) {
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Ids.NONE;
    }
    return Long.parseLong(text);
  }
}
