package dev.plumb.record.gpu;

import dev.plumb.record.tree.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How much each device did, and what is to be known about that as a whole. */
final class DeviceFacts {
  /** Vendors' profilers, which tell their versions. */
  static final Set<String> PROFILERS = Set.of("cupti", "rocprofiler");

  /** Streams that are told apart; programs have a few dozens. */
  private static final int MOST_STREAMS = 4096;

  /** Devices that are told apart. */
  private static final int MOST_DEVICES = 1024;

  private static final class Device {
    long kernels;
    long kernelNs;
    long copies;
    long copyBytes;
    final Set<Integer> streams = new HashSet<>();
  }

  private final Map<Integer, Device> devices = new TreeMap<>();
  private final Map<Integer, String> names = new TreeMap<>();
  private String profiler = "cupti";
  private String version = "";
  long fromGraphs;
  long untimed;
  long unattributed;
  long dropped;
  long samplesDropped;

  void setProfiler(String name, String text) {
    profiler = name;
    version = text;
  }

  void setName(int device, String name) {
    if (names.size() < MOST_DEVICES) {
      names.put(device, name);
    }
  }

  void addKernel(int device, int stream, long ns) {
    Device found = device(device, stream);
    found.kernels++;
    found.kernelNs += ns;
  }

  void addCopy(int device, int stream, long bytes) {
    Device found = device(device, stream);
    found.copies++;
    found.copyBytes += bytes;
  }

  private Device device(int number, int stream) {
    int key = devices.size() < MOST_DEVICES || devices.containsKey(number) ? number : -1;
    Device device = devices.computeIfAbsent(key, none -> new Device());
    if (device.streams.size() < MOST_STREAMS) {
      device.streams.add(stream);
    }
    return device;
  }

  String json() {
    StringBuilder out = new StringBuilder(256);
    out.append('{').append(Json.text(profiler)).append(':').append(Json.text(version));
    out.append(",\"from_graphs\":").append(fromGraphs);
    out.append(",\"without_launch\":").append(unattributed);
    out.append(",\"without_times\":").append(untimed);
    out.append(",\"records_dropped\":").append(dropped);
    out.append(",\"samples_dropped\":").append(samplesDropped);
    out.append(",\"devices\":[");
    String comma = "";
    for (Map.Entry<Integer, Device> each : devices.entrySet()) {
      Device device = each.getValue();
      out.append(comma).append("{\"device\":").append(each.getKey());
      String name = names.get(each.getKey());
      if (name != null) {
        out.append(",\"name\":").append(Json.text(name));
      }
      out.append(",\"streams\":").append(device.streams.size());
      out.append(",\"kernels\":").append(device.kernels);
      out.append(",\"kernel_ns\":").append(device.kernelNs);
      out.append(",\"copies\":").append(device.copies);
      out.append(",\"copy_bytes\":").append(device.copyBytes).append('}');
      comma = ",";
    }
    return out.append("]}").toString();
  }
}
