package dev.plumb.present.view;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.profile.Intervals;
import dev.plumb.profile.timeline.CoveredTime;
import dev.plumb.profile.timeline.TimeAxis;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each device of a run did in any part of its time. */
final class DeviceTime {
  /**
   * One device in a part of the time; compute, exposed communication, exposed copies and idle add
   * up to the total, which is the whole part. As in {@code DeviceStats}.
   */
  record Part(
      String label,
      String id,
      @Nullable String name,
      long busyNs,
      long computeNs,
      long exposedCommNs,
      long exposedMemcpyNs,
      long totalNs) {
    long idleNs() {
      return totalNs - busyNs;
    }

    void write(Json json) {
      json.text("label", label);
      json.text("id", id);
      json.text("name", name);
      json.number("busy_ns", busyNs);
      json.number("compute_ns", computeNs);
      json.number("exposed_comm_ns", exposedCommNs);
      json.number("exposed_memcpy_ns", exposedMemcpyNs);
      json.number("idle_ns", idleNs());
      json.number("total_ns", totalNs);
    }
  }

  private record Device(
      DeviceLane lane,
      CoveredTime busy,
      CoveredTime compute,
      CoveredTime comm,
      CoveredTime copies) {}

  private final TimeAxis axis;
  private final List<Device> devices = new ArrayList<>();

  DeviceTime(Facts facts, TimeAxis axis) {
    this.axis = axis;
    for (DeviceLane lane : facts.lanes()) {
      Intervals compute = lane.of(DeviceLane.Work.COMPUTE);
      Intervals comm = lane.of(DeviceLane.Work.COMMUNICATION);
      devices.add(
          new Device(
              lane,
              new CoveredTime(lane.busy()),
              new CoveredTime(compute),
              new CoveredTime(comm.minus(compute)),
              new CoveredTime(lane.of(DeviceLane.Work.COPY).minus(compute).minus(comm))));
    }
  }

  /** The devices that do anything in the run, in a part of its time. */
  List<Part> in(Range range) {
    List<Part> parts = new ArrayList<>();
    for (Device device : devices) {
      DeviceLane lane = device.lane;
      long from = axis.inInput(lane.input(), range.fromNs());
      long to = axis.inInput(lane.input(), range.toNs());
      parts.add(
          new Part(
              lane.label(),
              lane.trace().devices().id(lane.deviceRow()),
              lane.trace().devices().name(lane.deviceRow()),
              device.busy.ns(from, to),
              device.compute.ns(from, to),
              device.comm.ns(from, to),
              device.copies.ns(from, to),
              to - from));
    }
    return parts;
  }
}
