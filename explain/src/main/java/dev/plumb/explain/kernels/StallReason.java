package dev.plumb.explain.kernels;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a warp or wave did not issue an instruction, and what usually helps. From NVIDIA's Nsight
 * Compute documentation ("Warp Stall Reasons") and AMD's rocprofiler-sdk headers (PC sampling).
 *
 * @param key part of the name that profilers write, in lower case without separators
 * @param harmless whether the warp issued or was ready while another one issued: nothing was lost
 */
record StallReason(String key, boolean harmless, String meaning, String remedy) {
  /** As AMD's sampler calls it; part of the names of others, which say that they were not. */
  private static final StallReason ISSUED = harmless("issued", "issued an instruction", "");

  /** In the order in which they are tried: the longer of two that overlap stands first. */
  private static final List<StallReason> ALL =
      List.of(
          stall(
              "longscoreboard",
              "waits for data from L2 or device memory",
              "Coalesce accesses, reuse data through shared memory or registers, fetch ahead"
                  + " (cp.async, TMA), raise occupancy."),
          stall(
              "shortscoreboard",
              "waits for shared memory or a special function",
              "Remove bank conflicts, use fewer special functions, load shared memory in wide"
                  + " words."),
          stall(
              "barrier",
              "waits for the other warps of its block at a barrier",
              "Balance the work before barriers, use fewer or smaller ones (per warp)."),
          stall(
              "membar",
              "waits for a memory fence",
              "Use fewer fences, or narrower ones (block instead of device)."),
          stall(
              "miothrottle",
              "the queue for shared memory and special functions is full",
              "Fewer, wider shared-memory instructions; mix in arithmetic."),
          stall(
              "lgthrottle",
              "the queue for global and local memory is full",
              "Fewer, wider memory instructions; avoid spills to local memory."),
          stall(
              "texthrottle",
              "the texture unit's queue is full",
              "Use plain loads, or wider ones; spread texture instructions."),
          stall(
              "mathpipethrottle",
              "the arithmetic unit that it needs is busy",
              "The kernel is bound by arithmetic: lower precision, tensor cores, less work."),
          stall("tensorpipethrottle", "the tensor cores are busy", "Bound by tensor cores."),
          stall(
              "gmma",
              "waits for a matrix instruction of a warp group",
              "Keep more matrix instructions in flight; deepen the pipeline."),
          stall(
              "wait",
              "waits a fixed number of cycles for the instruction before",
              "Raise occupancy or work for each thread; usually small."),
          stall(
              "dispatchstall",
              "the dispatcher holds back",
              "Rare: usually many accesses to one register file bank."),
          stall(
              "drain",
              "waits for its stores at the end",
              "Store in wide, coalesced words; write less at the very end."),
          stall(
              "imcmiss",
              "waits for a constant",
              "Access constants by an address that is the same for the warp."),
          stall(
              "noinstruction",
              "waits for instructions to be fetched",
              "Shrink hot loops (less unrolling), avoid jumps over long distances."),
          stall(
              "branchresolving",
              "waits for the target of a branch",
              "Fewer branches; predicate short ones."),
          stall("sleeping", "sleeps by its own request", "Spin less, or wait on a barrier."),
          harmless("selected", "issued an instruction", ""),
          harmless(
              "notselected",
              "was ready, another warp was chosen",
              "There are warps enough: occupancy may be traded for registers."),
          stall(
              "waitcnt",
              "waits for memory operations (s_waitcnt)",
              "Load earlier, coalesce, use LDS, raise occupancy."),
          stall(
              "aludependency",
              "waits for the result of an arithmetic instruction",
              "More independent work for each thread."),
          harmless(
              "arbiternotwin",
              "was ready, another wave was chosen",
              "There are waves enough for this unit."),
          stall(
              "arbiterwinexstall",
              "was chosen, and the unit did not take it",
              "The unit is saturated: use another one, or do less."),
          stall(
              "internalinstruction",
              "runs an internal instruction (nop, wait, priority)",
              "Usually small."),
          stall("sleepwait", "sleeps by its own request", "Sleep less, or wait on a barrier."),
          stall("otherwait", "waits for something else", "See the instruction."));

  private static StallReason stall(String key, String meaning, String remedy) {
    return new StallReason(key, false, meaning, remedy);
  }

  private static StallReason harmless(String key, String meaning, String remedy) {
    return new StallReason(key, true, meaning, remedy);
  }

  /** The reason that a profiler's name stands for; null for a name that nobody knows. */
  static @Nullable StallReason of(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    StallReason best = plain.equals(ISSUED.key) ? ISSUED : null;
    for (StallReason each : ALL) {
      if (plain.contains(each.key) && (best == null || each.key.length() > best.key.length())) {
        best = each;
      }
    }
    return best;
  }
}
