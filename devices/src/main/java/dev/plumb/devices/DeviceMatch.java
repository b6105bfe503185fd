package dev.plumb.devices;

import java.util.List;

/** What a trace's device is found to be. */
public sealed interface DeviceMatch {
  /**
   * One device of the catalogue.
   *
   * @param how what it was recognised by: "name", "name and 132 processors"
   */
  record Matched(DeviceModel model, String how) implements DeviceMatch {}

  /**
   * Several, and the trace does not say which; figures in which all agree can still be used.
   *
   * @param missing what would tell them apart
   */
  record Ambiguous(List<DeviceModel> candidates, String missing) implements DeviceMatch {
    public Ambiguous {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * None.
   *
   * @param reason why: no name, a name that no file knows, properties that contradict
   * @param advice what to do about it
   */
  record Unknown(String reason, String advice) implements DeviceMatch {}
}
