package dev.plumb.explain.cost;

import dev.plumb.devices.DeviceMatch;
import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.explain.SliceRef;
import dev.plumb.explain.base.Blame;
import dev.plumb.profile.LongIntMap;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls of operators that launched device work, summed over all that do the same: same operator,
 * same shapes, same cost, same kernel, same kind of device.
 */
public final class OperatorGroups {
  private final OperatorWork work;
  private final List<Group> groups;
  private final Group[][] groupOfCall;
  private final long deviceNs;

  /** Calls that do the same. */
  public static final class Group {
    private final String operator;
    private final @Nullable OperatorCall call;
    private final @Nullable Cost cost;
    private final @Nullable CostFamily family;
    private final String kernel;
    private final boolean copiesToHost;
    private final DeviceMatch device;
    private final @Nullable Peaks peaks;
    private long calls;
    private long busyNs;
    private long pieces;
    private long longestNs = -1;
    private SliceRef longest = SliceRef.NONE;
    private @Nullable Roofline roofline;
    private KernelNames.@Nullable Units units;

    private Group(
        OperatorWork.Input input,
        int index,
        String kernel,
        DeviceMatch device,
        @Nullable Peaks peaks) {
      operator = input.name(index);
      call = input.operator(index);
      cost = input.cost(index);
      family = input.family(index);
      this.kernel = kernel;
      copiesToHost = input.copiesToHost(index);
      this.device = device;
      this.peaks = peaks;
    }

    /** Name of the operator. */
    public String operator() {
      return operator;
    }

    /** Its arguments; null where nobody models the operator or shapes were not recorded. */
    public @Nullable OperatorCall call() {
      return call;
    }

    /** What one call costs; null where nobody knows. */
    public @Nullable Cost cost() {
      return cost;
    }

    /** Kind of work; null where nobody models the operator. */
    public @Nullable CostFamily family() {
      return family;
    }

    /** Whether the work is of this family. */
    public boolean isOf(String familyId) {
      return family != null && family.id().equals(familyId);
    }

    /** Name of the longest kernel of a call. */
    public String kernel() {
      return kernel;
    }

    /** Whether it copies from or to the host: then the device's memory is not what bounds it. */
    public boolean copiesToHost() {
      return copiesToHost;
    }

    public long calls() {
      return calls;
    }

    /** Nanoseconds in which devices worked for it, summed over calls. */
    public long busyNs() {
      return busyNs;
    }

    /** Kernels, copies and fills of all calls. */
    public long pieces() {
      return pieces;
    }

    /** The call with the longest device time. */
    public SliceRef longest() {
      return longest;
    }

    /** The shapes as text; "" where they were not recorded. */
    public String shape() {
      return call == null ? "" : call.shape();
    }

    /** What its device is. */
    public DeviceMatch device() {
      return device;
    }

    /** What its device can do; null where the device is unknown. */
    public @Nullable Peaks peaks() {
      return peaks;
    }

    /** Where it stands; null without a cost, or without peaks for it. */
    public synchronized @Nullable Roofline roofline() {
      if (roofline == null && cost != null && peaks != null && !copiesToHost) {
        roofline = Roofline.of(cost, calls, busyNs, peaks, kernel);
      }
      return roofline;
    }

    /** What the kernel's name says about the units that it uses. */
    public synchronized KernelNames.Units units() {
      if (units == null) {
        units = KernelNames.units(kernel);
      }
      return units;
    }
  }

  private record Key(
      String operator, String shape, @Nullable Cost cost, String kernel, int device) {}

  /** What each lane's device is, and the first lane with one like it. */
  private final List<DeviceMatch> devices = new ArrayList<>();

  private final List<@Nullable Peaks> peaks = new ArrayList<>();

  private final int[] deviceOfLane;

  private OperatorGroups(Facts facts) {
    work = OperatorWork.of(facts);
    deviceOfLane = new int[work.lanes().size()];
    for (int lane = 0; lane < deviceOfLane.length; lane++) {
      DeviceMatch device = facts.device(work.lanes().get(lane));
      deviceOfLane[lane] = devices.contains(device) ? devices.indexOf(device) : devices.size();
      if (deviceOfLane[lane] == devices.size()) {
        devices.add(device);
        peaks.add(Peaks.of(device));
      }
    }
    groupOfCall = new Group[work.inputs()][];
    Map<Key, Group> byKey = new HashMap<>();
    long all = 0;
    for (DeviceLane lane : work.lanes()) {
      for (int at = 0; at < lane.size(); at++) {
        all += lane.endNs(at) - lane.startNs(at);
      }
    }
    deviceNs = all;
    for (int i = 0; i < groupOfCall.length; i++) {
      group(facts, i, byKey);
    }
    List<Group> sorted = new ArrayList<>(byKey.values());
    sorted.sort(
        Comparator.comparingLong(Group::busyNs)
            .reversed()
            .thenComparing(Group::operator)
            .thenComparing(Group::shape));
    groups = List.copyOf(sorted);
  }

  private void group(Facts facts, int inputIndex, Map<Key, Group> byKey) {
    OperatorWork.Input input = work.input(inputIndex);
    Trace trace = facts.inputs().get(inputIndex).trace();
    Group[] ofCall = new Group[input.size()];
    // By lane: what tells groups apart within one input, without texts.
    @Nullable LongIntMap[] known = new @Nullable LongIntMap[deviceOfLane.length];
    List<Group> local = new ArrayList<>();
    for (int call = 0; call < ofCall.length; call++) {
      int kernelName = trace.slices().nameId(input.longest(call));
      int distinct = input.distinct(call);
      int own = distinct >= 0 ? distinct : trace.slices().nameId(input.row(call));
      LongIntMap ofLane = known[input.lane(call)];
      if (ofLane == null) {
        ofLane = new LongIntMap();
        known[input.lane(call)] = ofLane;
      }
      long key = (2L * own + (distinct >= 0 ? 1 : 0)) << 32 | kernelName;
      int at = ofLane.get(key);
      if (at < 0) {
        at = local.size();
        ofLane.put(key, at);
        local.add(global(input, call, trace.strings().get(kernelName), byKey));
      }
      Group group = local.get(at);
      long ns = input.busyNs(call);
      group.calls++;
      group.busyNs += ns;
      group.pieces += input.pieces(call);
      if (ns > group.longestNs) {
        group.longestNs = ns;
        group.longest = input.ref(inputIndex, call);
      }
      ofCall[call] = group;
    }
    groupOfCall[inputIndex] = ofCall;
  }

  private Group global(OperatorWork.Input input, int call, String kernel, Map<Key, Group> byKey) {
    int device = deviceOfLane[input.lane(call)];
    OperatorCall operator = input.operator(call);
    Key key =
        new Key(
            input.name(call),
            operator == null ? "" : operator.shape(),
            input.cost(call),
            kernel,
            device);
    return byKey.computeIfAbsent(
        key, each -> new Group(input, call, kernel, devices.get(device), peaks.get(device)));
  }

  /** Those of a run. */
  public static OperatorGroups of(Facts facts) {
    return facts.shared(OperatorGroups.class, OperatorGroups::new);
  }

  /** All groups, those with the most device time first. */
  public List<Group> all() {
    return groups;
  }

  /** The group of a call. */
  public Group group(int input, int call) {
    return groupOfCall[input][call];
  }

  /** Which call launched what. */
  public OperatorWork work() {
    return work;
  }

  /** Nanoseconds of all kernels, copies and fills, with or without a known operator. */
  public long deviceNs() {
    return deviceNs;
  }

  /** Nanoseconds of device time of the calls whose cost is known. */
  public long modelledNs() {
    return groups.stream().filter(each -> each.cost != null).mapToLong(Group::busyNs).sum();
  }

  /** A device of the run that no file describes, or null. */
  public DeviceMatch.@Nullable Unknown unknownDevice() {
    for (Group group : groups) {
      if (group.device instanceof DeviceMatch.Unknown unknown) {
        return unknown;
      }
    }
    return null;
  }

  /** Puts the device time of each call of these groups on the context of its operator. */
  public void blame(Blame blame, Predicate<Group> wanted) {
    for (int input = 0; input < groupOfCall.length; input++) {
      Group[] ofCall = groupOfCall[input];
      for (int call = 0; call < ofCall.length; call++) {
        if (wanted.test(ofCall[call])) {
          blame.add(input, work.input(input).row(call), work.input(input).busyNs(call));
        }
      }
    }
  }
}
