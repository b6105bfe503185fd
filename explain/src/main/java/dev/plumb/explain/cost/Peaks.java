package dev.plumb.explain.cost;

import dev.plumb.devices.ComputeUnit;
import dev.plumb.devices.DeviceMatch;
import dev.plumb.devices.DeviceModel;
import dev.plumb.devices.Precision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a run's device can do at most. */
public final class Peaks {
  /** A peak, and where it stands in the device's file: "matrix bf16". */
  public record Peak(double perSecond, String name) {}

  /** What was asked before: a run asks for few peaks, many times. */
  private record Query(
      boolean memory, ComputeUnit unit, Precision precision, boolean tf32, boolean measured) {}

  private final List<DeviceModel> models;
  private final Map<Query, Optional<Peak>> known = new ConcurrentHashMap<>();

  private Peaks(List<DeviceModel> models) {
    this.models = models;
  }

  /** Of a device that is known, or of several that it may be; null where it is unknown. */
  public static @Nullable Peaks of(DeviceMatch match) {
    return switch (match) {
      case DeviceMatch.Matched found -> new Peaks(List.of(found.model()));
      case DeviceMatch.Ambiguous several -> new Peaks(several.candidates());
      case DeviceMatch.Unknown none -> null;
    };
  }

  /** Name of the device. */
  public String device() {
    return String.join(" or ", models.stream().map(DeviceModel::name).toList());
  }

  /** A figure in which all devices agree that it may be. */
  public OptionalDouble agreed(Function<DeviceModel, OptionalDouble> figure) {
    OptionalDouble first = figure.apply(models.getFirst());
    boolean all = models.stream().allMatch(model -> figure.apply(model).equals(first));
    return all ? first : OptionalDouble.empty();
  }

  /** Bytes per second of device memory, as the vendor states it; null where it does not. */
  public @Nullable Peak memory() {
    return memory(false, DeviceModel::memoryBandwidth);
  }

  /** The most bytes per second that somebody measured; null where nobody did. */
  public @Nullable Peak measuredMemory() {
    return memory(true, DeviceModel::measuredMemoryBandwidth);
  }

  private @Nullable Peak memory(boolean measured, Function<DeviceModel, OptionalDouble> figure) {
    Query query = new Query(true, ComputeUnit.VECTOR, Precision.FP32, false, measured);
    return known
        .computeIfAbsent(
            query,
            each -> {
              OptionalDouble found = agreed(figure);
              return found.isEmpty()
                  ? Optional.empty()
                  : Optional.of(new Peak(found.getAsDouble(), "memory"));
            })
        .orElse(null);
  }

  /**
   * Operations per second of the units that an operator uses; null where the device's file does not
   * say.
   *
   * @param tf32 whether fp32 is rounded for matrix units
   */
  public @Nullable Peak compute(ComputeUnit unit, Precision precision, boolean tf32) {
    return known
        .computeIfAbsent(
            new Query(false, unit, precision, tf32, false),
            each -> find(unit, precision, tf32, DeviceModel::peakFlops))
        .orElse(null);
  }

  /** As {@link #compute}, the most that somebody measured; null where nobody did. */
  public @Nullable Peak measuredCompute(ComputeUnit unit, Precision precision, boolean tf32) {
    return known
        .computeIfAbsent(
            new Query(false, unit, precision, tf32, true),
            each -> find(unit, precision, tf32, DeviceModel::measuredFlops))
        .orElse(null);
  }

  @FunctionalInterface
  private interface Figures {
    OptionalDouble get(DeviceModel model, ComputeUnit unit, Precision precision);
  }

  private Optional<Peak> find(
      ComputeUnit unit, Precision precision, boolean tf32, Figures figures) {
    if (unit == ComputeUnit.MATRIX) {
      Precision used = tf32 && precision == Precision.FP32 ? Precision.TF32 : precision;
      OptionalDouble matrix = agreed(model -> figures.get(model, ComputeUnit.MATRIX, used));
      if (matrix.isPresent()) {
        return Optional.of(new Peak(matrix.getAsDouble(), "matrix " + used.id()));
      }
    }
    OptionalDouble vector = agreed(model -> figures.get(model, ComputeUnit.VECTOR, precision));
    if (vector.isPresent()) {
      return Optional.of(new Peak(vector.getAsDouble(), "vector " + precision.id()));
    }
    // Elementwise kernels widen what they read.
    OptionalDouble wide = agreed(model -> figures.get(model, ComputeUnit.VECTOR, Precision.FP32));
    return unit == ComputeUnit.VECTOR && wide.isPresent()
        ? Optional.of(new Peak(wide.getAsDouble(), "vector fp32"))
        : Optional.empty();
  }
}
