package dev.plumb.present.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuredTextTest {
  @ParameterizedTest
  @CsvSource({
    "gpu__time_duration.sum, 1.078e7, ns, 10.8 ms",
    "gpu__time_duration.sum, 33.74, usecond, 33.7 us",
    "Duration, 1.5, second, 1.50 s",
    "Duration, 4144, nsecond, 4.14 us",
    "dram__bytes.sum, 2147483648, byte, 2.00 GiB",
    "Memory Workload, 12.5, Mbyte, 11.9 MiB",
    "FETCH_SIZE, 2086, '', 2.04 MiB",
    "Dynamic Shared Memory, 48, Kbyte/block, 46.9 KiB/block",
    "dram__bytes.sum.per_second, 640809933142.3, byte/second, 641 GB/s",
    "Memory Bandwidth, 1.25, Tbyte/second, 1.25 TB/s",
    "sm__throughput, 87.6, %, 87.6 %",
    "sm__throughput, 0.0123, %, 0.0123 %",
    "OccupancyPercent, 54.44, '', 54.4 %",
    "SM Frequency, 1.41, cycle/nsecond, 1.41 GHz",
    "gpc__cycles_elapsed.max.per_second, 2658261700.1, cycle/second, 2.66 GHz",
    "GRBM_GUI_ACTIVE, 37560.333, '', '37,560'",
    "SQ_WAVES, 16384, '', '16,384'",
    "registers, 56, register/thread, 56 register/thread",
    "ratio, 1.23456, '', 1.235",
    "ratio, 0.00012345, inst/cycle, 0.0001235 inst/cycle",
    "huge, 140112297370624, '', '140,112,297,370,624'"
  })
  void unitsArePeoples(String metric, double value, String unit, String text) {
    assertThat(MeasuredText.of(metric, value, unit)).isEqualTo(text);
  }

  @Test
  void whatIsNoNumberIsNoTime() {
    assertThat(MeasuredText.of("a", Double.POSITIVE_INFINITY, "ns")).isEqualTo("Infinity ns");
    assertThat(MeasuredText.of("a", 1e30, "byte")).isEqualTo("1.00e+30 byte");
    assertThat(MeasuredText.of("a", -5, "%")).isEqualTo("-5.0 %");
  }
}
