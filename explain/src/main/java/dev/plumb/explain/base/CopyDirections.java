package dev.plumb.explain.base;

import dev.plumb.explain.Advice;

/**
 * How long some copies went to devices and how long to the host, and which memory to pin for them:
 * a batch is pinned where it is made, a result by its destination, which nobody may read early.
 */
public final class CopyDirections {
  private static final Words TO_DEVICE =
      Words.of("htod", "h2d", "hosttodevice", "host_to_device", "pageable ->", "host ->");
  private static final Words TO_HOST =
      Words.of("dtoh", "d2h", "devicetohost", "device_to_host", "-> pageable", "-> host");

  private static final String PIN_SOURCE =
      "pin the memory that is copied from, and copy without blocking";
  private static final String PIN_DESTINATION =
      "copy into pinned memory without blocking, and wait for the copy before the host reads it";
  private static final String SOURCE_CODE =
      "DataLoader(..., pin_memory=True)  # or x = x.pin_memory()\n"
          + "x = x.to(device, non_blocking=True)";
  private static final String DESTINATION_CODE =
      """
      event = torch.cuda.Event()
      host = torch.empty_like(x, device="cpu", pin_memory=True)
      host.copy_(x, non_blocking=True); event.record()
      event.synchronize()  # before host is read\
      """;

  private long toDeviceNs;
  private long toHostNs;

  /** Adds a copy, by the name that its profiler gave it. */
  public void add(String name, long ns) {
    if (TO_HOST.in(name)) {
      toHostNs += ns;
    } else if (TO_DEVICE.in(name)) {
      toDeviceNs += ns;
    }
  }

  /** Whether any of them goes to the host or comes from it. */
  public boolean touchHost() {
    return toDeviceNs + toHostNs > 0;
  }

  /**
   * What to pin, and how; the direction with more time first.
   *
   * @param begin sentences that stand before
   */
  public Advice pin(String begin) {
    return new Advice((begin + " " + text()).strip(), code());
  }

  private String text() {
    if (toHostNs == 0 || toDeviceNs == 0) {
      String only = toHostNs > 0 ? PIN_DESTINATION : PIN_SOURCE;
      return Character.toUpperCase(only.charAt(0)) + only.substring(1) + ".";
    }
    String host = part("To the host", toHostNs, PIN_DESTINATION);
    String device = part("To the device", toDeviceNs, PIN_SOURCE);
    return toHostNs > toDeviceNs ? host + " " + device : device + " " + host;
  }

  private String part(String direction, long ns, String what) {
    return direction
        + " ("
        + Texts.share(ns, toDeviceNs + toHostNs)
        + " of the time): "
        + what
        + ".";
  }

  private String code() {
    if (toHostNs == 0 || toDeviceNs == 0) {
      return toHostNs > 0 ? DESTINATION_CODE : SOURCE_CODE;
    }
    return toHostNs > toDeviceNs
        ? DESTINATION_CODE + "\n" + SOURCE_CODE
        : SOURCE_CODE + "\n" + DESTINATION_CODE;
  }
}
