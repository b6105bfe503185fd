package dev.plumb.profile;

import java.util.Map;

/**
 * A unit of hardware counters, as so many of another one. Nsight Compute prints each value in the
 * unit that fits it, so those of one metric may have several.
 *
 * @param base {@code ns}, {@code hz}, {@code byte} or {@code byte} by something; any other unit is
 *     its own
 * @param factor of the base
 */
public record MetricUnit(String base, double factor) {
  private static final Map<String, Double> NANOSECONDS =
      Map.of(
          "ns", 1.0, "nsecond", 1.0, "us", 1e3, "usecond", 1e3, "ms", 1e6, "msecond", 1e6, "s", 1e9,
          "second", 1e9);

  private static final Map<String, Double> BYTES =
      Map.of("byte", 1.0, "Kbyte", 1e3, "Mbyte", 1e6, "Gbyte", 1e9, "Tbyte", 1e12);

  private static final Map<String, Double> HERTZ =
      Map.of(
          "hz",
          1.0,
          "Khz",
          1e3,
          "Mhz",
          1e6,
          "Ghz",
          1e9,
          "cycle/second",
          1.0,
          "cycle/msecond",
          1e3,
          "cycle/usecond",
          1e6,
          "cycle/nsecond",
          1e9);

  /** What a unit is, as it was written. */
  public static MetricUnit of(String unit) {
    Double time = NANOSECONDS.get(unit);
    if (time != null) {
      return new MetricUnit("ns", time);
    }
    Double hertz = HERTZ.get(unit);
    if (hertz != null) {
      return new MetricUnit("hz", hertz);
    }
    int slash = unit.indexOf('/');
    Double bytes = BYTES.get(slash < 0 ? unit : unit.substring(0, slash));
    return bytes == null
        ? new MetricUnit(unit, 1)
        : new MetricUnit("byte" + (slash < 0 ? "" : unit.substring(slash)), bytes);
  }

  /** Whether values are times, in nanoseconds. */
  public boolean isTime() {
    return base.equals("ns");
  }
}
