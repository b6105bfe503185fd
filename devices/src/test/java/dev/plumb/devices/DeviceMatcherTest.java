package dev.plumb.devices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceMatcherTest {
  private final DeviceMatcher matcher = new DeviceMatcher(DeviceCatalogue.bundled());

  @Test
  void aNameThatOneVariantHasIsEnough() {
    assertThat(matcher.match("NVIDIA H100 80GB HBM3"))
        .isInstanceOfSatisfying(
            DeviceMatch.Matched.class,
            found -> assertThat(found.model().id()).isEqualTo("h100-sxm"));
  }

  @Test
  void aNameThatNoFileKnowsIsUnknownAndSaysHowToAddOne() {
    assertThat(matcher.match("NVIDIA Z900"))
        .isInstanceOfSatisfying(
            DeviceMatch.Unknown.class,
            unknown -> {
              assertThat(unknown.reason()).contains("NVIDIA Z900");
              assertThat(unknown.advice()).contains("docs/devices.md");
            });
  }
}
