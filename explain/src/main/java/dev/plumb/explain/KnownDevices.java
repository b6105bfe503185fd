package dev.plumb.explain;

import dev.plumb.devices.DeviceMatch;
import dev.plumb.trace.DeviceTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the devices of a run are, by how reports call them. */
public final class KnownDevices {
  /** Nobody asked. */
  public static final KnownDevices NONE = new KnownDevices();

  private record Key(String label, String id) {}

  private final Map<Key, DeviceMatch> matches = new HashMap<>();

  private KnownDevices() {}

  /** Those of all inputs, whether they worked or are only described. */
  static KnownDevices of(Facts facts) {
    KnownDevices known = new KnownDevices();
    for (int input = 0; input < facts.inputs().size(); input++) {
      DeviceTable table = facts.inputs().get(input).trace().devices();
      List<DeviceMatch> found = facts.devices(input);
      for (int row = 0; row < found.size(); row++) {
        known.matches.put(new Key(facts.run().label(input), table.id(row)), found.get(row));
      }
    }
    // Devices of a merged trace are listed under the ranks that used them.
    for (DeviceLane lane : facts.lanes()) {
      String id = lane.trace().devices().id(lane.deviceRow());
      known.matches.put(new Key(lane.label(), id), facts.device(lane));
    }
    return known;
  }

  /**
   * What a device is; null where nobody asked.
   *
   * @param label of its rank, as in the report
   * @param id as the trace names it
   */
  public @Nullable DeviceMatch of(String label, String id) {
    return matches.get(new Key(label, id));
  }
}
