package dev.plumb.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DeviceReaderTest {
  /**
   * One thing made wrong.
   *
   * @param old replaced, once, by {@code wrong}
   * @param message what the refusal must say, with its line
   */
  private record Wrong(String old, String wrong, String message) {}

  private static final List<Wrong> WRONGS =
      List.of(
          new Wrong("plumb.device/1", "plumb.device/9", "schema is \"plumb.device/9\""),
          new Wrong("\"type\": \"gpu\"", "\"type\": \"abacus\"", "type is \"abacus\""),
          new Wrong("\"vendor\"", "\"vender\"", "acme-one.json:4: no field is named \"vender\""),
          new Wrong("  \"name\": \"Acme One\",\n", "", "\"name\" is missing"),
          new Wrong("\"Acme\",", "\" \",", "acme-one.json:4: a text is empty"),
          new Wrong("https://acme", "acme", "the url of source \"sheet\" is none"),
          new Wrong("\\\\bAcme One\\\\b", "(Acme", "not a regular expression: (Acme"),
          new Wrong("\"Acme One 8GB\"", "\"Emca One\"", "the example \"Emca One\" that none"),
          new Wrong("[\"Acme One 8GB\"]", "[]", "no examples of names"),
          new Wrong("\"bandwidth.memory\"", "\"bandwidth.memoy\"", "no figure is named"),
          new Wrong("\"TB/s\"", "\"TB\"", "the unit is TB, not one of [GB/s, TB/s]"),
          new Wrong("\"TB/s\"", "\"GiB\"", "the unit is GiB, not one of [GB/s, TB/s]"),
          new Wrong("\"measured\"", "\"guessed\"", "the kind is neither datasheet nor measured"),
          new Wrong("\"source\": \"sheet\"}", "\"source\": \"hearsay\"}", "no source \"hearsay\""),
          new Wrong(", \"source\": \"sheet\"}", "}", "acme-one.json:17: \"source\" is missing"),
          new Wrong("12.5", "0", "0 is not above 0; leave out what is unknown"),
          new Wrong("12.5", "-3", "-3 is not above 0"),
          new Wrong("12.5", "1e999", "1e999 is not above 0"),
          new Wrong("12.5", "\"12.5\"", "\"value\" must be a number"),
          new Wrong("12.5", "null", "\"value\" must be a number"),
          new Wrong("\"TFLOP/s\"", "3", "\"unit\" must be a text"),
          new Wrong("\"note\": ", "\"nose\": ", "no field is named \"nose\" here"),
          new Wrong(
              "\"measured\"", "\"datasheet\"", "peak.matrix.bf16 (datasheet) stands here twice"),
          new Wrong("\"vendor\": \"Acme\",", "\"vendor\": \"A\", \"vendor\": \"B\",", "Duplicate"),
          new Wrong("]\n}\n", "]\n", "acme-one.json:2"),
          new Wrong("]\n}\n", "]\n} {}\n", "something follows the object"));

  @Test
  void everythingIsRead() throws DeviceFileException {
    DeviceModel device = DeviceText.read(DeviceText.GOOD);
    assertThat(device.id()).isEqualTo("acme-one");
    assertThat(device.name()).isEqualTo("Acme One");
    assertThat(device.peakFlops(ComputeUnit.MATRIX, Precision.BF16)).hasValue(12.5e12);
    assertThat(device.measuredFlops(ComputeUnit.MATRIX, Precision.BF16)).hasValue(10e12);
    assertThat(device.memoryBandwidth()).hasValue(2e12);
    assertThat(device.memoryBytes()).hasValue(8.0 * (1L << 30));
    assertThat(device.names().computeCapability()).isEqualTo("1.0");
    Figure measured = device.measuredPeak(ComputeUnit.MATRIX, Precision.BF16);
    assertThat(measured).isNotNull();
    assertThat(measured.note()).isEqualTo("on a good day");
    assertThat(measured.source().title()).isEqualTo("Acme One datasheet");
  }

  @Test
  void whatAFileDoesNotSayIsAbsentNotZero() throws DeviceFileException {
    DeviceModel device = DeviceText.read(DeviceText.GOOD);
    assertThat(device.peakFlops(ComputeUnit.MATRIX, Precision.FP8)).isEmpty();
    assertThat(device.measuredMemoryBandwidth()).isEmpty();
    assertThat(device.value(FigureKey.POWER)).isEmpty();
  }

  @Test
  void processorsThatOnlyTheDriverReportsCount() throws DeviceFileException {
    DeviceModel device = DeviceText.read(DeviceText.GOOD);
    assertThat(device.value(FigureKey.PROCESSORS)).isEmpty();
    assertThat(device.processors()).hasValue(16);
  }

  @TestFactory
  List<DynamicTest> whatIsWrongIsRefusedWithItsPlace() {
    return WRONGS.stream()
        .map(each -> DynamicTest.dynamicTest(each.message(), () -> refused(each)))
        .toList();
  }

  private static void refused(Wrong each) {
    assertThat(DeviceText.GOOD).contains(each.old());
    int at = DeviceText.GOOD.indexOf(each.old());
    String bent =
        DeviceText.GOOD.substring(0, at)
            + each.wrong()
            + DeviceText.GOOD.substring(at + each.old().length());
    assertThatThrownBy(() -> DeviceText.read(bent))
        .isInstanceOf(DeviceFileException.class)
        .hasMessageStartingWith("acme-one.json:")
        .hasMessageContaining(each.message());
  }

  /** A file that ends early is refused, wherever it ends. */
  @Test
  void aTruncatedFileIsRefused() {
    int whole = DeviceText.GOOD.stripTrailing().length();
    for (int length = 0; length < whole; length++) {
      String cut = DeviceText.GOOD.substring(0, length);
      assertThatThrownBy(() -> DeviceText.read(cut))
          .as("%d characters", length)
          .isInstanceOf(DeviceFileException.class);
    }
  }
}
