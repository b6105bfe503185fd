package dev.plumb.explain.timeline;

/** Why nothing ran on a device. */
public enum IdleCause {
  /** The queue was empty and the launching thread was busy with something else. */
  HOST_LATE("host late"),
  /** The queue was empty because the launching thread had waited for the device. */
  SYNCHRONISATION("synchronisation"),
  /** The queue was empty and the launching thread was loading data. */
  DATA_LOADING("data loading"),
  /** The next work was being launched: from the beginning of the call to the beginning of work. */
  LAUNCH_LATENCY("launch latency"),
  /**
   * The next work had been launched before: it waited for another stream, an event or the device.
   */
  QUEUED("queued"),
  /** Nothing says when the next work was launched. */
  UNKNOWN("unknown");

  private static final IdleCause[] VALUES = values();

  private final String label;

  IdleCause(String label) {
    this.label = label;
  }

  /** Name in outputs. */
  public String label() {
    return label;
  }

  static IdleCause of(int ordinal) {
    return VALUES[ordinal];
  }
}
