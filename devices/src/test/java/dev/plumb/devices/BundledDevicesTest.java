package dev.plumb.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the bundled files against each other and against arithmetic. */
class BundledDevicesTest {
  /** Of what vendors print: their figures have two to four digits. */
  private static final double ROUNDING = 0.05;

  private static final DeviceCatalogue CATALOGUE = DeviceCatalogue.bundled();
  private static final Collection<DeviceModel> ALL = CATALOGUE.all();
  private static final DeviceMatcher MATCHER = new DeviceMatcher(CATALOGUE);

  @Test
  void everyFileIsRead() throws IOException {
    Path folder =
        Path.of(
            System.getProperty("plumb.root"),
            "devices/src/main/resources/dev/plumb/devices/catalogue");
    assertThat(CATALOGUE.problems()).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(ALL.stream().map(device -> device.id() + ".json"))
          .containsExactlyInAnyOrderElementsOf(
              files.map(file -> String.valueOf(file.getFileName())).toList());
    }
  }

  @Test
  void idsAreOfOneFormAndNamesAreUnique() {
    assertThat(ALL).allSatisfy(device -> assertThat(device.id()).matches("[a-z0-9]+(-[a-z0-9]+)*"));
    assertThat(ALL.stream().map(DeviceModel::name)).doesNotHaveDuplicates();
    assertThat(ALL.stream().flatMap(device -> device.names().examples().stream()))
        .doesNotHaveDuplicates();
  }

  /** A name that two files claim would make every trace with it ambiguous. */
  @TestFactory
  Stream<DynamicTest> everyExampleIsRecognised() {
    return each(device -> {
      for (String example : device.names().examples()) {
        DeviceMatch match = MATCHER.match(example);
        assertThat(match).as(example).isInstanceOf(DeviceMatch.Matched.class);
        assertThat(match.found()).as(example).contains(device);
        assertThat(MATCHER.match(seen(device, example)).found()).as(example).contains(device);
      }
    });
  }

  /** What a driver would say of it. */
  private static ObservedDevice seen(DeviceModel device, String name) {
    return new ObservedDevice(
        name,
        device.names().computeCapability(),
        (int) device.processors().orElse(0),
        (long) device.memoryBytes().orElse(0),
        (int) device.value(FigureKey.WAVE_SIZE).orElse(0),
        0);
  }

  @TestFactory
  Stream<DynamicTest> everyFileSaysWhatARooflineNeeds() {
    return each(device -> {
      assertThat(device.figures().stream().map(figure -> figure.key().name()))
          .as("a peak or a bandwidth")
          .anyMatch(name -> name.startsWith("peak.") || name.startsWith("bandwidth."));
      assertThat(device.figures())
          .allSatisfy(figure -> assertThat(figure.source().title()).hasSizeGreaterThan(10));
    });
  }

  /**
   * Processors × operations per clock × clock: three figures from other places than the peak. Which
   * of the clocks a vendor states a peak for differs; one of them it must be.
   */
  @TestFactory
  Stream<DynamicTest> peaksFollowFromProcessorsAndClocks() {
    return each(BundledDevicesTest::checkPeaks);
  }

  @Test
  void mostPeaksCanBeChecked() {
    assertThat(ALL.stream().filter(device -> checkPeaks(device) > 0)).hasSizeGreaterThan(30);
    assertThat(ALL.stream().mapToInt(BundledDevicesTest::checkPeaks).sum()).isGreaterThan(150);
  }

  /** Checks all peaks that can be, and returns how many those were. */
  private static int checkPeaks(DeviceModel device) {
    int checked = 0;
    for (ComputeUnit unit : ComputeUnit.values()) {
      for (Precision precision : Precision.values()) {
        checked += checkPeak(device, unit, precision) ? 1 : 0;
      }
    }
    return checked;
  }

  private static boolean checkPeak(DeviceModel device, ComputeUnit unit, Precision precision) {
    OptionalDouble peak = device.peakFlops(unit, precision);
    FigureKey key = FigureKey.of(FigureKey.rate(unit, precision));
    assertThat(key).isNotNull();
    OptionalDouble rate = device.value(key);
    List<Double> clocks = new ArrayList<>();
    device.clock().ifPresent(clocks::add);
    device.value(FigureKey.MATRIX_CLOCK).ifPresent(clocks::add);
    device.value(FigureKey.BASE_CLOCK).ifPresent(clocks::add);
    if (peak.isEmpty() || rate.isEmpty() || device.processors().isEmpty() || clocks.isEmpty()) {
      return false;
    }
    double perHertz = device.processors().getAsDouble() * rate.getAsDouble();
    assertThat(clocks)
        .as("%s %s: %.4g", unit, precision, peak.getAsDouble())
        .anySatisfy(clock ->
            assertThat(perHertz * clock / peak.getAsDouble()).isCloseTo(1, within(ROUNDING)));
    return true;
  }

  @TestFactory
  Stream<DynamicTest> sparseIsTwiceDense() {
    return each(device -> {
      for (Precision precision : Precision.values()) {
        OptionalDouble dense = device.peakFlops(ComputeUnit.MATRIX, precision);
        FigureKey key = FigureKey.of(FigureKey.peak(ComputeUnit.MATRIX, precision, true));
        assertThat(key).isNotNull();
        OptionalDouble sparse = device.value(key);
        if (dense.isPresent() && sparse.isPresent()) {
          assertThat(sparse.getAsDouble() / dense.getAsDouble())
              .as(precision.id())
              .isCloseTo(2, within(0.03));
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> narrowerNumbersAreNotSlower() {
    List<List<Precision>> chains =
        List.of(
            List.of(Precision.FP32, Precision.TF32, Precision.FP16, Precision.FP8, Precision.FP4),
            List.of(Precision.BF16, Precision.INT8, Precision.INT4));
    return each(device -> {
      for (List<Precision> chain : chains) {
        double before = device.peakFlops(ComputeUnit.VECTOR, Precision.FP32).orElse(0);
        for (Precision precision : chain) {
          double peak = device.peakFlops(ComputeUnit.MATRIX, precision).orElse(0);
          if (peak > 0) {
            assertThat(peak).as("matrix %s", precision.id()).isGreaterThanOrEqualTo(before);
            before = peak;
          }
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> nobodyMeasuredMoreThanThePeak() {
    return each(device -> {
      for (Figure figure : device.figures()) {
        Figure stated = device.figure(figure.key(), FigureKind.DATASHEET);
        if (figure.kind() == FigureKind.MEASURED && stated != null) {
          assertThat(figure.base() / stated.base()).as(figure.key().name()).isBetween(0.3, 1.0);
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> cachesAreFasterThanWhatTheyCache() {
    List<FigureKey> outwards =
        List.of(
            FigureKey.SHARED_BANDWIDTH,
            FigureKey.L2_BANDWIDTH,
            FigureKey.LAST_LEVEL_BANDWIDTH,
            FigureKey.MEMORY_BANDWIDTH,
            FigureKey.C2C);
    return each(device -> {
      double nearer = Double.POSITIVE_INFINITY;
      for (FigureKey level : outwards) {
        OptionalDouble bandwidth = device.value(level);
        if (bandwidth.isPresent() && !device.type().equals("cpu")) {
          assertThat(bandwidth.getAsDouble()).as(level.name()).isLessThan(nearer);
          nearer = bandwidth.getAsDouble();
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> limitsOfProcessorsFitTogether() {
    return each(device -> {
      OptionalDouble waves = device.known(FigureKey.WAVES);
      if (waves.isPresent()) {
        assertThat(device.known(FigureKey.THREADS))
            .hasValue(waves.getAsDouble() * device.known(FigureKey.WAVE_SIZE).orElseThrow());
        assertThat(device.known(FigureKey.BLOCKS).orElse(0))
            .isLessThanOrEqualTo(waves.getAsDouble());
        assertThat(device.known(FigureKey.THREADS_PER_BLOCK).orElseThrow())
            .isLessThanOrEqualTo(device.known(FigureKey.THREADS).orElseThrow());
      }
      OptionalDouble block = device.value(FigureKey.SHARED_PER_BLOCK);
      if (block.isPresent()) {
        assertThat(block.getAsDouble() + device.value(FigureKey.SHARED_RESERVED).orElse(0))
            .isEqualTo(device.value(FigureKey.SHARED_PER_PROCESSOR).orElseThrow());
      }
    });
  }

  /** Slips of a unit are a thousandfold. */
  @TestFactory
  Stream<DynamicTest> figuresAreOfThisWorld() {
    return each(device -> {
      range(device.memoryBandwidth(), 30e9, 20e12);
      range(device.memoryBytes(), 4e9, 400e9);
      range(device.value(FigureKey.POWER), 5, 2000);
      range(device.clock(), 0.5e9, 5e9);
      range(device.peakFlops(ComputeUnit.VECTOR, Precision.FP32), 1e12, 300e12);
      range(device.peakFlops(ComputeUnit.MATRIX, Precision.BF16), 10e12, 5e15);
    });
  }

  private static void range(OptionalDouble value, double least, double most) {
    if (value.isPresent()) {
      assertThat(value.getAsDouble()).isBetween(least, most);
    }
  }

  /** One document, one title: the same address is cited the same way everywhere. */
  @Test
  void sourcesAreCitedAlike() {
    Map<String, Set<String>> titles = new HashMap<>();
    for (DeviceModel device : ALL) {
      for (Figure figure : device.figures()) {
        titles
            .computeIfAbsent(figure.source().title(), title -> new HashSet<>())
            .add(figure.source().url());
      }
    }
    assertThat(
            titles.entrySet().stream()
                .filter(each -> each.getValue().size() > 1)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
        .isEmpty();
  }

  private interface Check {
    void run(DeviceModel device);
  }

  private static Stream<DynamicTest> each(Check check) {
    return ALL.stream()
        .map(device -> DynamicTest.dynamicTest(device.id(), () -> check.run(device)));
  }
}
