package dev.plumb.devices;

import dev.plumb.trace.DeviceProperties;
import dev.plumb.trace.DeviceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What the devices of a trace are. */
public final class TraceDevices {
  private TraceDevices() {}

  /** One answer for each row of the trace's device table, in its order. */
  public static List<DeviceMatch> match(Trace trace, DeviceMatcher matcher) {
    Map<String, ObservedDevice> described = described(trace);
    ObservedDevice alike = alike(described.values());
    DeviceTable table = trace.devices();
    List<DeviceMatch> matches = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      ObservedDevice known = described.get(table.id(row));
      String name = table.name(row);
      known = known == null && name == null ? alike : known;
      matches.add(known != null ? matcher.match(known) : matcher.match(name == null ? "" : name));
    }
    return matches;
  }

  /** Devices with properties, by their ids: PyTorch's metadata, or what importers found. */
  private static Map<String, ObservedDevice> described(Trace trace) {
    Map<String, ObservedDevice> described = new LinkedHashMap<>();
    kineto(trace.metadata().getOrDefault("deviceProperties", ""))
        .forEach((id, members) -> described.put(id, ObservedDevice.ofKineto(members)));
    DeviceTable table = trace.devices();
    for (int row = 0; row < table.size(); row++) {
      if (!table.properties(row).equals(DeviceProperties.NONE)) {
        String name = table.name(row);
        described.put(
            table.id(row), ObservedDevice.of(name == null ? "" : name, table.properties(row)));
      }
    }
    return described;
  }

  /**
   * The device that all described ones are; null if they differ. ROCm's events number devices among
   * all processors of the machine, its properties among GPUs.
   */
  private static @Nullable ObservedDevice alike(Collection<ObservedDevice> described) {
    ObservedDevice first = null;
    for (ObservedDevice each : described) {
      if (first != null && !first.equals(each)) {
        return null;
      }
      first = each;
    }
    return first;
  }

  /** The objects of PyTorch's array of device properties by the device's id. */
  private static Map<String, Map<String, String>> kineto(String json) {
    Map<String, Map<String, String>> devices = new LinkedHashMap<>();
    try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      if (in.nextToken() != JsonToken.START_ARRAY) {
        return devices;
      }
      while (in.nextToken() == JsonToken.START_OBJECT) {
        Map<String, String> members = new HashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = in.currentName();
          if (in.nextToken().isScalarValue()) {
            members.put(name, in.getString());
          } else {
            in.skipChildren();
          }
        }
        devices.put(members.getOrDefault("id", ""), members);
      }
    } catch (JacksonException e) {
      return devices; // counted by the importer; the name alone may do
    }
    return devices;
  }
}
