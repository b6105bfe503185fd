package dev.plumb.explain.cost;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.explain.SliceRef;
import dev.plumb.profile.Links;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which call of an operator each piece of device work belongs to, and how long a device was busy
 * with each call. Every piece belongs to one call at most, so nothing is counted twice:
 *
 * <ol>
 *   <li>the outermost operator around the launch that has a cost, as in TraceLens;
 *   <li>else the innermost wrapper ({@link CostModels.Known#wrapper}) that has one;
 *   <li>else the innermost operator, which then has time but no cost.
 * </ol>
 *
 * <p>Only operators that were open when the launch began are looked at: backward work belongs to
 * its own operators, not to the forward operator under which it hangs in the tree.
 */
public final class OperatorWork {
  private final List<Input> inputs = new ArrayList<>();
  private final List<DeviceLane> lanes;
  private final int[][] owners;

  private OperatorWork(Facts facts) {
    for (Links links : facts.inputs()) {
      inputs.add(new Input(links));
    }
    lanes = facts.lanes();
    owners = new int[lanes.size()][];
    for (int i = 0; i < owners.length; i++) {
      owners[i] = inputs.get(lanes.get(i).input()).addLane(lanes.get(i), i);
    }
  }

  /** That of a run. */
  public static OperatorWork of(Facts facts) {
    return facts.shared(OperatorWork.class, OperatorWork::new);
  }

  /** Number of inputs. */
  public int inputs() {
    return inputs.size();
  }

  /** The calls of an input. */
  public Input input(int input) {
    return inputs.get(input);
  }

  /** The devices whose work was given out. */
  public List<DeviceLane> lanes() {
    return lanes;
  }

  /**
   * The call of {@link #input} that a piece of work of a lane belongs to; {@link Ids#NONE} where no
   * operator is known.
   */
  public int owner(int lane, int at) {
    return owners[lane][at];
  }

  /** Calls of operators that launched device work, of one input. */
  public static final class Input {
    private static final byte UNSEEN = 0;
    private static final byte NOBODY = 1;
    private static final byte WITHOUT_COST = 2;
    private static final byte WRAPPED = 3;
    private static final byte WITH_COST = 4;

    private final Links links;
    private final Trace trace;
    private final SliceTable slices;
    private final CallTable table;

    /** Of host slices that were asked about: who owns what they launch, and by which rule. */
    private int[] ownerRow = new int[0];

    private byte[] rule = new byte[0];

    private final LongMap callOfRow = new LongMap();
    private final IntColumn rows = new IntColumn();
    private final IntColumn tableIds = new IntColumn();
    private final IntColumn kernels = new IntColumn();
    private final IntColumn lane = new IntColumn();
    private final IntColumn longest = new IntColumn();
    private final IntColumn hostCopies = new IntColumn();
    private final LongColumn busyNs = new LongColumn();
    private final LongColumn lastEnd = new LongColumn();
    private final byte[] copyKinds;
    private int[] path = new int[64];

    private Input(Links links) {
      this.links = links;
      trace = links.trace();
      slices = trace.slices();
      table = new CallTable(trace);
      copyKinds = new byte[trace.strings().size()];
    }

    /** Number of calls. */
    public int size() {
      return rows.size();
    }

    /** Slice row of a call. */
    public int row(int call) {
      return rows.get(call);
    }

    /** The call that a slice is; {@link Ids#NONE} if it launched nothing, or its caller counts. */
    public int callOf(int row) {
      return callOfRow.get(row);
    }

    /** Name of the operator. */
    public String name(int call) {
      return trace.strings().get(slices.nameId(rows.get(call)));
    }

    /** What the call costs; null where no model knows or the trace does not say. */
    public @Nullable Cost cost(int call) {
      int id = tableIds.get(call);
      return id < 0 ? null : table.cost(id);
    }

    /** Name and shapes; null where no model knows the operator or shapes were not recorded. */
    public @Nullable OperatorCall operator(int call) {
      int id = tableIds.get(call);
      return id < 0 ? null : table.call(id);
    }

    /** Kind of work; null where no model knows the operator. */
    public @Nullable CostFamily family(int call) {
      int id = tableIds.get(call);
      return id < 0 ? null : table.model(id).family();
    }

    /** Equal for calls with the same name and arguments; {@link Ids#NONE} without a model. */
    int distinct(int call) {
      return tableIds.get(call);
    }

    /** Nanoseconds in which the call's device worked for it: the union of its pieces of work. */
    public long busyNs(int call) {
      return busyNs.get(call);
    }

    /** Kernels, copies and fills. */
    public int pieces(int call) {
      return kernels.get(call);
    }

    /** Slice row of its longest kernel, copy or fill. */
    public int longest(int call) {
      return longest.get(call);
    }

    /** Index of the lane in {@link OperatorWork#lanes()}. */
    public int lane(int call) {
      return lane.get(call);
    }

    /** Whether it copies from or to the host, whose bandwidth is not the device's. */
    public boolean copiesToHost(int call) {
      return hostCopies.get(call) > 0;
    }

    /** Its event. */
    public SliceRef ref(int input, int call) {
      return new SliceRef(input, row(call));
    }

    private int[] addLane(DeviceLane of, int index) {
      if (rule.length == 0) {
        ownerRow = new int[slices.size()];
        rule = new byte[slices.size()];
      }
      int[] owners = new int[of.size()];
      for (int at = 0; at < owners.length; at++) {
        int row = of.row(at);
        int launch = links.launch(row);
        int owner = launch < 0 ? Ids.NONE : owner(launch);
        owners[at] = owner < 0 ? Ids.NONE : add(owner, index, row, of.startNs(at), of.endNs(at));
      }
      return owners;
    }

    private int add(int owner, int laneIndex, int work, long start, long end) {
      int call = callOfRow.get(owner);
      if (call < 0) {
        call = rows.add(owner);
        callOfRow.put(owner, call);
        tableIds.add(rule[owner] == WITHOUT_COST ? modelledId(owner) : table.id(owner));
        kernels.add(0);
        lane.add(laneIndex);
        longest.add(work);
        hostCopies.add(0);
        busyNs.add(0);
        lastEnd.add(Long.MIN_VALUE);
      } else if (lane.get(call) != laneIndex) {
        lane.set(call, laneIndex);
        lastEnd.set(call, Long.MIN_VALUE);
      }
      kernels.set(call, kernels.get(call) + 1);
      // Work comes by start: what reaches beyond the last end is new.
      long from = Math.max(start, lastEnd.get(call));
      if (end > from) {
        busyNs.set(call, busyNs.get(call) + end - from);
        lastEnd.set(call, end);
      }
      if (slices.durNs(work) > slices.durNs(longest.get(call))) {
        longest.set(call, work);
      }
      if (slices.kind(work) == SliceKind.MEMCPY && isHostCopy(slices.nameId(work))) {
        hostCopies.set(call, hostCopies.get(call) + 1);
      }
      return call;
    }

    /** An operator whose arguments say too little still has a family. */
    private int modelledId(int owner) {
      return slices.kind(owner) == SliceKind.OPERATOR ? table.id(owner) : Ids.NONE;
    }

    private boolean isHostCopy(int nameId) {
      if (copyKinds[nameId] == 0) {
        copyKinds[nameId] = (byte) (HostCopies.isHostCopy(trace.strings().get(nameId)) ? 1 : 2);
      }
      return copyKinds[nameId] == 1;
    }

    /** Who owns what a host slice launches. */
    private int owner(int launch) {
      int depth = 0;
      int at = launch;
      while (at >= 0 && rule[at] == UNSEEN) {
        if (depth == path.length) {
          path = Arrays.copyOf(path, depth * 2);
        }
        path[depth++] = at;
        at = openCaller(at);
        if (depth > slices.size()) {
          throw new IllegalStateException("callers in a circle");
        }
      }
      int owner = at < 0 ? Ids.NONE : ownerRow[at];
      byte by = at < 0 ? NOBODY : rule[at];
      while (depth > 0) {
        int row = path[--depth];
        if (by != WITH_COST && slices.kind(row) == SliceKind.OPERATOR) {
          byte own = ruleOf(row);
          if (own >= by) {
            by = own;
            owner = row;
          }
        }
        ownerRow[row] = owner;
        rule[row] = by;
      }
      return owner;
    }

    private byte ruleOf(int row) {
      int id = table.id(row);
      if (id < 0 || table.cost(id) == null) {
        return WITHOUT_COST;
      }
      return table.model(id).wrapper() ? WRAPPED : WITH_COST;
    }

    /** The caller, if it was open when the slice began. */
    private int openCaller(int row) {
      int caller = links.caller(row);
      boolean open =
          caller >= 0
              && slices.startNs(caller) <= slices.startNs(row)
              && slices.startNs(row) <= slices.endNs(caller);
      return open ? caller : Ids.NONE;
    }
  }
}
