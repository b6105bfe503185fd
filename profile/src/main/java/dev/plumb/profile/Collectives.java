package dev.plumb.profile;

import dev.plumb.trace.Trace;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells communication kernels of a trace by their names: as TraceLens does (nccl, rccl,
 * cross_device_reduce), with the libraries of other vendors added, and the instructions of XLA,
 * which are the work of a TPU. A fusion is a collective if it is named after one, or if XLA's
 * category for it says so. Not thread-safe.
 */
public final class Collectives {
  private static final String[] WORDS = {
    "nccl",
    "rccl",
    "msccl",
    "hccl",
    "hcom_",
    "oneccl",
    "cross_device_reduce",
    "nvshmem",
    // XLA's own kernels on GPUs.
    "allreducekernel",
    "raggedalltoallkernel"
  };

  /** No instruction has a longer name: beyond this, a name is another profiler's. */
  private static final int LONGEST_INSTRUCTION = 200;

  /**
   * Instructions of HLO. What an asynchronous collective is fused with is computed: only its start
   * and its end are communication.
   */
  private static final Set<String> INSTRUCTIONS =
      Set.of(
          "all-reduce",
          "all-gather",
          "all-reduce-scatter",
          "reduce-scatter",
          "all-to-all",
          "ragged-all-to-all",
          "collective-permute",
          "collective-broadcast",
          "async-collective-start",
          "async-collective-done");

  private static final Set<String> TRANSFERS = Set.of("send", "send-done", "recv", "recv-done");

  private static final Pattern SEPARATOR = Pattern.compile("[_ ]");
  private static final Pattern PHASE = Pattern.compile("-(start|update|done|fusion)$");

  private final Trace trace;

  /** By name: 0 not looked at, 1 a collective, 2 none, 3 to be told by the arguments. */
  private final byte[] byName;

  /** The collectives of one trace. */
  public Collectives(Trace trace) {
    this.trace = trace;
    this.byName = new byte[trace.strings().size()];
  }

  /** Whether the kernel of a slice row moves data between devices. */
  public boolean is(int row) {
    int name = trace.slices().nameId(row);
    if (byName[name] == 0) {
      String text = trace.strings().get(name);
      byName[name] = (byte) (isCollective(text) ? 1 : text.contains("fusion") ? 3 : 2);
    }
    return byName[name] == 1 || byName[name] == 3 && hasCategory(trace.slices().argsId(row));
  }

  private boolean hasCategory(int argsId) {
    String category = argsId < 0 ? "" : ArgValue.of(trace.args().get(argsId), "hlo_category");
    return isCollective(category);
  }

  /** Whether a kernel of this name moves data between devices, as far as its name tells. */
  public static boolean isCollective(String kernelName) {
    String lower = kernelName.toLowerCase(Locale.ROOT);
    for (String word : WORDS) {
      if (lower.contains(word)) {
        return true;
      }
    }
    return isInstruction(lower);
  }

  /**
   * {@code all-reduce.1}, {@code %all-gather-start.2.clone = …}, {@code
   * bitcast_reduce-scatter_fusion}, and the category {@code all-reduce fusion}.
   */
  private static boolean isInstruction(String name) {
    int from = name.startsWith("%") ? 1 : 0;
    int equals = name.indexOf(" = ");
    int to = equals < 0 ? name.length() : equals;
    if (to > LONGEST_INSTRUCTION) {
      return false;
    }
    int dot = name.indexOf('.', from);
    String base = name.substring(from, dot < 0 ? to : Math.min(dot, to));
    if (TRANSFERS.contains(base)) {
      return true;
    }
    for (String part : SEPARATOR.split(base)) {
      if (INSTRUCTIONS.contains(part)
          || INSTRUCTIONS.contains(PHASE.matcher(part).replaceFirst(""))) {
        return true;
      }
    }
    return false;
  }
}
