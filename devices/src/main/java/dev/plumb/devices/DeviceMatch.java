package dev.plumb.devices;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a trace's device is found to be. */
public sealed interface DeviceMatch {
  /** The device, where it is known which one. */
  Optional<DeviceModel> found();

  /** One line for people: what it is, or why that is not known. */
  String text();

  /** What to do so that it is known; "" where it is. */
  String advice();

  /**
   * One device of the catalogue.
   *
   * @param how what it was recognised by: "name", "name and 132 processors"
   */
  record Matched(DeviceModel model, String how) implements DeviceMatch {
    @Override
    public Optional<DeviceModel> found() {
      return Optional.of(model);
    }

    @Override
    public String text() {
      return model.name() + " (" + how + ")";
    }

    @Override
    public String advice() {
      return "";
    }
  }

  /**
   * Several, and the trace does not say which; figures in which all agree can still be used.
   *
   * @param missing what would tell them apart
   */
  record Ambiguous(List<DeviceModel> candidates, String missing) implements DeviceMatch {
    public Ambiguous {
      candidates = List.copyOf(candidates);
    }

    @Override
    public Optional<DeviceModel> found() {
      return Optional.empty();
    }

    @Override
    public String text() {
      return candidates.stream().map(DeviceModel::name).collect(Collectors.joining(" or "))
          + ": the trace does not give the "
          + missing;
    }

    @Override
    public String advice() {
      return DeviceMatcher.HOW_TO_TELL;
    }
  }

  /**
   * None.
   *
   * @param reason why: no name, a name that no file knows, properties that contradict
   * @param advice what to do about it
   */
  record Unknown(String reason, String advice) implements DeviceMatch {
    @Override
    public Optional<DeviceModel> found() {
      return Optional.empty();
    }

    @Override
    public String text() {
      return reason;
    }
  }
}
