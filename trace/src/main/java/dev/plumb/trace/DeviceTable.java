package dev.plumb.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The devices on which the trace saw work, or that it describes. */
public final class DeviceTable {
  private final Map<String, Integer> rows = new HashMap<>();
  private final List<String> ids = new ArrayList<>();
  private final List<@Nullable String> names = new ArrayList<>();
  private final List<DeviceProperties> properties = new ArrayList<>();

  /** The row of the device called {@code id} in the trace; adds it when it is new. */
  public int row(String id) {
    Integer known = rows.get(id);
    if (known != null) {
      return known;
    }
    ids.add(id);
    names.add(null);
    properties.add(DeviceProperties.NONE);
    rows.put(id, ids.size() - 1);
    return ids.size() - 1;
  }

  /** Number of devices. */
  public int size() {
    return ids.size();
  }

  /** The device as events name it, usually its index ("0"). */
  public String id(int row) {
    return ids.get(row);
  }

  /** Marketing name ("NVIDIA H100 80GB HBM3"), or null when the trace does not say. */
  public @Nullable String name(int row) {
    return names.get(row);
  }

  /** Sets the marketing name. */
  public void setName(int row, String name) {
    names.set(row, name);
  }

  /** What the trace says beside the name; {@link DeviceProperties#NONE} where it says nothing. */
  public DeviceProperties properties(int row) {
    return properties.get(row);
  }

  /** Sets what the trace says beside the name. */
  public void setProperties(int row, DeviceProperties known) {
    properties.set(row, known);
  }
}
