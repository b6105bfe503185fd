package dev.plumb.gui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for all of the page's sources and for what the build makes of them. */
class SourcesTest {
  /** Names from a trace are text; nothing here may make markup or programs of them. */
  @Test
  void nothingMakesMarkupOfText() throws IOException {
    List<Path> files = sources();
    assertThat(files).hasSizeGreaterThan(30);
    for (Path file : files) {
      assertThat(Files.readString(file))
          .as(file.toString())
          .doesNotContainPattern(
              "innerHTML|outerHTML|insertAdjacent|document\\.write|DOMParser|eval\\(|Function\\(")
          .doesNotContain("srcdoc", "createContextualFragment");
    }
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws IOException {
    for (Path file : sources()) {
      String text = Files.readString(file).replace("http://www.w3.org/2000/svg", "");
      assertThat(text).as(file.toString()).doesNotContainPattern("https?://|@import '[^.]");
    }
    assertThat(Bundle.text("index.html"))
        .doesNotContainPattern("(?i)<style|\\s(style|on[a-z]+)=|//");
  }

  /** A report carries these inside of its own page. */
  @Test
  void bundlesCanStandInsideOfAPage() {
    for (String name : List.of("report.js", "app.css")) {
      assertThat(Bundle.text(name).toLowerCase(Locale.ROOT))
          .as(name)
          .isNotBlank()
          .doesNotContain("</script", "<!--", "</style");
    }
    assertThat(Bundle.text("app.js")).isNotBlank();
    assertThat(Bundle.text("start.js")).isNotBlank();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/web"))) {
      return files.filter(file -> file.toString().matches(".*\\.(tsx?|css|html)")).toList();
    }
  }
}
