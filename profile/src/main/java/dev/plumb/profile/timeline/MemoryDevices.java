package dev.plumb.profile.timeline;

/** What to call the devices that allocator events name. */
final class MemoryDevices {
  private MemoryDevices() {}

  /**
   * Name of a device.
   *
   * @param deviceType PyTorch's: 0 CPU, 1 CUDA or HIP, 20 one that another package brought
   * @param deviceId index; −1 for the CPU or if not given
   */
  static String label(int deviceType, int deviceId) {
    String type =
        switch (deviceType) {
          case 0 -> "CPU";
          case 1, 6 -> "GPU";
          case 12 -> "XPU";
          case 15 -> "HPU";
          case 19 -> "MTIA";
          case -1, 20 -> "device";
          default -> "device type " + deviceType;
        };
    return deviceId < 0 ? type : type + " " + deviceId;
  }
}
