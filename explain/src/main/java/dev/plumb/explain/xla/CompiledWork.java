package dev.plumb.explain.xla;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.SliceRef;
import dev.plumb.profile.ArgValue;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operations that a device ran, with the operations and bytes that XLA's cost analysis counted
 * for each: {@code flops} and {@code bytes_accessed} of their arguments.
 */
final class CompiledWork {
  /** They last as long as what they call, which is told on its own. */
  private static final Set<String> CONTROL = Set.of("while", "conditional", "call");

  /** Work of which the first arguments say nothing has none: a profiler writes them always. */
  private static final int LOOKED_AT = 1000;

  /** What one execution costs. */
  private record Cost(long flops, long bytes, String category) {}

  /** All executions of one operation. */
  static final class Operation {
    final String name;
    final String category;
    long calls;
    long ns;
    double flops;
    double bytes;
    long longestNs = -1;
    SliceRef longest = SliceRef.NONE;

    private Operation(String name, String category) {
      this.name = name;
      this.category = category;
    }
  }

  private final Trace trace;
  private final LongMap known = new LongMap();
  private final List<@Nullable Cost> costs = new ArrayList<>();
  private final Map<Integer, Operation> operations = new HashMap<>();

  private CompiledWork(Trace trace) {
    this.trace = trace;
  }

  /** That of a device; empty where no work has a cost. */
  static List<Operation> of(DeviceLane lane) {
    CompiledWork work = new CompiledWork(lane.trace());
    SliceTable slices = lane.trace().slices();
    int looked = 0;
    for (int at = 0; at < lane.size(); at++) {
      int row = lane.row(at);
      if (slices.kind(row) != SliceKind.KERNEL || lane.work(at) != DeviceLane.Work.COMPUTE) {
        continue;
      }
      if (work.operations.isEmpty() && looked++ == LOOKED_AT) {
        break;
      }
      Cost cost = work.cost(slices.argsId(row));
      if (cost != null) {
        work.add(lane.input(), row, cost);
      }
    }
    return List.copyOf(work.operations.values());
  }

  private @Nullable Cost cost(int argsId) {
    if (argsId < 0) {
      return null;
    }
    int at = known.get(argsId);
    if (at < 0) {
      at = costs.size();
      known.put(argsId, at);
      costs.add(read(trace.args().get(argsId)));
    }
    return costs.get(at);
  }

  private static @Nullable Cost read(String members) {
    String bytes = ArgValue.of(members, "bytes_accessed");
    String flops = ArgValue.of(members, "flops");
    String category = ArgValue.of(members, "hlo_category");
    if (!bytes.matches("\\d{1,18}") || CONTROL.contains(category)) {
      return null;
    }
    return new Cost(
        flops.matches("\\d{1,18}") ? Long.parseLong(flops) : 0, Long.parseLong(bytes), category);
  }

  private void add(int input, int row, Cost cost) {
    SliceTable slices = trace.slices();
    Operation operation =
        operations.computeIfAbsent(
            slices.nameId(row), id -> new Operation(trace.strings().get(id), cost.category));
    long ns = slices.durNs(row);
    operation.calls++;
    operation.ns += ns;
    operation.flops += cost.flops;
    operation.bytes += cost.bytes;
    if (ns > operation.longestNs) {
      operation.longestNs = ns;
      operation.longest = new SliceRef(input, row);
    }
  }
}
