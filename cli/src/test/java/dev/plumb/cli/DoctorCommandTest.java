package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.doctor.Need;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds is its own test's concern; here is what it prints, on any machine. */
class DoctorCommandTest {
  private final CommandRunner plumb = new CommandRunner();

  @Test
  void everyNeedHasALine() {
    assertThat(plumb.run("doctor")).isEqualTo(ExitCode.DONE);
    assertThat(plumb.err()).isEmpty();
    for (Need each : Need.values()) {
      assertThat(plumb.out()).contains(" " + each.label() + " ");
    }
    assertThat(plumb.out()).contains("Python with PyTorch", "Java  ");
  }

  @Test
  void jsonSaysTheSame(@TempDir Path folder) {
    assertThat(plumb.run("doctor", "--json", "--out", folder.toString())).isEqualTo(ExitCode.DONE);
    Map<?, ?> all = (Map<?, ?>) Json.parse(plumb.out());

    assertThat(all.get("schema")).isEqualTo("plumb.doctor/1");
    List<Object> ids = new ArrayList<>();
    for (Object each : (List<?>) all.get("checks")) {
      Map<?, ?> check = (Map<?, ?>) each;
      ids.add(check.get("id"));
      assertThat(check.get("status")).isIn("ok", "limited", "missing", "absent");
      boolean wrong = List.of("limited", "missing").contains(check.get("status"));
      assertThat(check.get("fix") != null).isEqualTo(wrong);
    }
    assertThat(ids)
        .containsExactlyElementsOf(List.of(Need.values()).stream().map(Need::id).toList());
    assertThat((List<?>) all.get("programs")).hasSize(4);
  }

  @Test
  void folderThatIsNotThereIsWrongUsage() {
    assertThat(plumb.run("doctor", "--out", "/no/such/folder")).isEqualTo(ExitCode.USAGE);
    assertThat(plumb.err()).contains("/no/such/folder");
  }
}
