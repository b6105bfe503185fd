package dev.plumb.devices;

import dev.plumb.trace.DeviceProperties;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trace says about a device. Anything may be missing: "" or null for texts, 0 for numbers.
 *
 * @param name marketing name or the name of a plane or architecture
 * @param computeCapability "9.0"
 * @param processors SMs, CUs or cores
 * @param memoryBytes as the driver counts them, which is a few percent below the chips' capacity
 * @param waveSize threads in lockstep
 * @param clockHz highest clock
 */
public record ObservedDevice(
    String name,
    @Nullable String computeCapability,
    int processors,
    long memoryBytes,
    int waveSize,
    long clockHz) {

  public static ObservedDevice named(String name) {
    return of(name, DeviceProperties.NONE);
  }

  /** A name, maybe "", and what the trace says beside it. */
  public static ObservedDevice of(String name, DeviceProperties properties) {
    return new ObservedDevice(
        name,
        properties.computeCapability(),
        properties.processors(),
        properties.memoryBytes(),
        properties.waveSize(),
        properties.clockHz());
  }

  /** From the members of one object of a PyTorch profiler's {@code deviceProperties}. */
  public static ObservedDevice ofKineto(Map<String, String> properties) {
    String major = properties.get("computeMajor");
    return new ObservedDevice(
        properties.getOrDefault("name", ""),
        major == null ? null : major + "." + properties.getOrDefault("computeMinor", "0"),
        (int) number(properties.get("numSms")),
        number(properties.get("totalGlobalMem")),
        (int) number(properties.get("warpSize")),
        0);
  }

  private static long number(@Nullable String text) {
    return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
