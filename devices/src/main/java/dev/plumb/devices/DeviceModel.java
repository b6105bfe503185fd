package dev.plumb.devices;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one kind of device: what a driver shows as one, so one die where a module has
 * two that are shown apart (MI250X, Ascend 910C). A figure that nobody published or measured is
 * absent, which is not zero.
 *
 * <p>All accessors answer in base units (FLOP/s, OP/s, B/s, B, Hz, W); an empty answer says that
 * the file has no such figure.
 *
 * @param id name of its file, for the command line: "h100-sxm"
 * @param name for people
 * @param type "gpu", "tpu", "npu" or "cpu"
 * @param processor what its processors are called: "SM", "CU", "core"
 * @param note what a user should know before using the figures; "" where there is nothing
 * @param names how traces call it
 * @param origin the file that it was read from
 */
public record DeviceModel(
    String id,
    String name,
    String vendor,
    String type,
    String architecture,
    String processor,
    String note,
    DeviceNames names,
    List<Figure> figures,
    String origin) {

  public DeviceModel {
    figures = List.copyOf(figures);
  }

  /** The figure of this kind, or null. */
  public @Nullable Figure figure(FigureKey key, FigureKind kind) {
    return figure(key.name(), kind);
  }

  private @Nullable Figure figure(String name, FigureKind kind) {
    for (Figure figure : figures) {
      if (figure.kind() == kind && figure.key().name().equals(name)) {
        return figure;
      }
    }
    return null;
  }

  /** What the vendor states, in base units. */
  public OptionalDouble value(FigureKey key) {
    return base(figure(key, FigureKind.DATASHEET));
  }

  private static OptionalDouble base(@Nullable Figure figure) {
    return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure.base());
  }

  /** Dense peak that the vendor states, with the document; null where it states none. */
  public @Nullable Figure peak(ComputeUnit unit, Precision precision) {
    return figure(FigureKey.peak(unit, precision, false), FigureKind.DATASHEET);
  }

  /** The most that somebody measured, with the document; null where nobody did. */
  public @Nullable Figure measuredPeak(ComputeUnit unit, Precision precision) {
    return figure(FigureKey.peak(unit, precision, false), FigureKind.MEASURED);
  }

  /** Dense peak that the vendor states, FLOP/s (OP/s for integers). */
  public OptionalDouble peakFlops(ComputeUnit unit, Precision precision) {
    return base(peak(unit, precision));
  }

  /** The most that somebody measured, FLOP/s (OP/s for integers). */
  public OptionalDouble measuredFlops(ComputeUnit unit, Precision precision) {
    return base(measuredPeak(unit, precision));
  }

  /** Main memory, B/s, as the vendor states it. */
  public OptionalDouble memoryBandwidth() {
    return value(FigureKey.MEMORY_BANDWIDTH);
  }

  /** The memory bandwidth that somebody measured, B/s. */
  public OptionalDouble measuredMemoryBandwidth() {
    return base(figure(FigureKey.MEMORY_BANDWIDTH, FigureKind.MEASURED));
  }

  /** Main memory, B. */
  public OptionalDouble memoryBytes() {
    return value(FigureKey.MEMORY);
  }

  /** SMs, CUs or cores, as the vendor states them or, where it does not, as drivers report them. */
  public OptionalDouble processors() {
    return known(FigureKey.PROCESSORS);
  }

  /** Highest clock in Hz, as the vendor states it or, where it does not, as drivers report it. */
  public OptionalDouble clock() {
    return known(FigureKey.CLOCK);
  }

  /**
   * What the vendor states or, where it does not, what drivers report, in base units. For counts,
   * limits and clocks; what a device reaches is not what it could, so ask for rates by their kind.
   */
  public OptionalDouble known(FigureKey key) {
    OptionalDouble value = value(key);
    return value.isPresent() ? value : base(figure(key, FigureKind.MEASURED));
  }
}
