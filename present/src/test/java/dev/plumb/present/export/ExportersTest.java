package dev.plumb.present.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExportersTest {
  @Test
  void everyExporterSaysWhatItIsAndSharesNoName() {
    Set<String> taken = new HashSet<>();
    for (Exporter one : Exporters.ALL) {
      assertThat(taken.add(one.format())).as(one.format()).isTrue();
      assertThat(one.format()).matches("[a-z]+");
      assertThat(one.title()).isNotBlank();
      assertThat(one.opensIn()).isNotBlank();
      assertThat(one.extensions()).isNotEmpty();
      for (String extension : one.extensions()) {
        assertThat(extension).matches("\\.[a-z.]+");
        assertThat(taken.add(extension)).as(extension).isTrue();
      }
      assertThat(Exporters.named(one.format())).isSameAs(one);
    }
  }

  @Test
  void theLongestExtensionWins() {
    assertThat(format("a.speedscope.json")).isEqualTo("speedscope");
    assertThat(format("a.JSON")).isEqualTo("chrome");
    assertThat(format("a.pb.gz")).isEqualTo("pprof");
    assertThat(format("run.plumb")).isEqualTo("plumb");
    assertThat(Exporters.forFile("a.txt")).isNull();
    assertThat(Exporters.forFile("plumb")).isNull();
  }

  private static String format(String file) {
    Exporter exporter = Exporters.forFile(file);
    return exporter == null ? "" : exporter.format();
  }
}
