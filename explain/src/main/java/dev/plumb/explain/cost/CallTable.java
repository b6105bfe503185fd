package dev.plumb.explain.cost;

import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The different calls of operators in a trace, each by its name and arguments, with its cost. Only
 * what is asked for is read, and only once: calls with the same name and arguments are one.
 */
final class CallTable {
  private final Trace trace;
  private final SliceTable slices;
  private final CostMembers members;

  /** By name: 0 not looked up, 1 no model, else index + 2 of {@link #known}. */
  private final int[] modelOfName;

  private final List<CostModels.Known> known = new ArrayList<>();
  private final LongMap ids = new LongMap();
  private final List<@Nullable OperatorCall> calls = new ArrayList<>();
  private final List<@Nullable Cost> costs = new ArrayList<>();
  private final List<CostModels.Known> models = new ArrayList<>();

  CallTable(Trace trace) {
    this.trace = trace;
    slices = trace.slices();
    members = new CostMembers(trace.args());
    modelOfName = new int[trace.strings().size()];
  }

  /** The model of an operator's name; null if there is none. */
  CostModels.@Nullable Known known(int nameId) {
    int at = modelOfName[nameId];
    if (at == 0) {
      CostModels.Known found = CostModels.find(trace.strings().get(nameId));
      if (found != null) {
        known.add(found);
      }
      at = found == null ? 1 : known.size() + 1;
      modelOfName[nameId] = at;
    }
    return at == 1 ? null : known.get(at - 2);
  }

  /** Id of the call that an operator's slice is; {@link Ids#NONE} if no model knows its name. */
  int id(int row) {
    int name = slices.nameId(row);
    CostModels.Known model = known(name);
    if (model == null) {
      return Ids.NONE;
    }
    int args = slices.argsId(row) < 0 ? Ids.NONE : members.id(slices.argsId(row));
    long key = (long) name << 32 | args & 0xFFFFFFFFL;
    int id = ids.get(key);
    if (id < 0) {
      id = calls.size();
      ids.put(key, id);
      OperatorCall call =
          args < 0 ? null : ArgumentReader.read(trace.strings().get(name), members.text(args));
      calls.add(call);
      costs.add(call == null ? null : CostModels.cost(model.model(), call));
      models.add(model);
    }
    return id;
  }

  /** What the call costs; null if its arguments do not say. */
  @Nullable Cost cost(int id) {
    return costs.get(id);
  }

  /** Name and arguments; null if there are no arguments that can be read. */
  @Nullable OperatorCall call(int id) {
    return calls.get(id);
  }

  /** The model that was asked. */
  CostModels.Known model(int id) {
    return models.get(id);
  }

  /** Number of different calls that were looked at. */
  int size() {
    return calls.size();
  }
}
