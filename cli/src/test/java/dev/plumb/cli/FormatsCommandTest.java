package dev.plumb.cli;

import static dev.plumb.cli.Json.list;
import static dev.plumb.cli.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer;
import dev.plumb.importers.Importers;
import dev.plumb.present.export.Exporter;
import dev.plumb.present.export.Exporters;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FormatsCommandTest {
  private final CommandRunner plumb = new CommandRunner();

  @Test
  void everyFormatIsListedWithHowToGetIt() {
    assertThat(plumb.run("formats")).isEqualTo(0);
    for (Importer one : Importers.ALL) {
      assertThat(plumb.out()).contains(one.format(), one.title(), one.howToRecord());
    }
    for (Exporter one : Exporters.ALL) {
      assertThat(plumb.out()).contains(one.format(), one.title(), one.opensIn());
    }
  }

  @Test
  void theListIsJsonToo() {
    assertThat(plumb.run("formats", "--json")).isEqualTo(0);
    Map<String, Object> json = object(Json.parse(plumb.out()));
    assertThat(json).containsEntry("schema", "plumb.formats/1");
    assertThat(list(json.get("reads"))).hasSameSizeAs(Importers.ALL);
    assertThat(list(json.get("writes"))).hasSameSizeAs(Exporters.ALL);
  }

  @Test
  void importersShareNoName() {
    Set<String> taken = new HashSet<>();
    for (Importer one : Importers.ALL) {
      assertThat(taken.add(one.format())).as(one.format()).isTrue();
      assertThat(one.title()).isNotBlank();
      assertThat(one.examples()).isNotEmpty();
      assertThat(one.howToRecord()).isNotBlank();
    }
  }
}
