package dev.plumb.trace.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExactTextTest {
  @TempDir private Path folder;

  @Property
  void bytesComeOutAsTheyWent(@ForAll byte[] bytes) {
    String text = ExactText.of(bytes);
    assertThat(ExactText.bytes(text)).isEqualTo(bytes);
    assertThat(ExactText.shown(text)).isEqualTo(new String(bytes, UTF_8));
  }

  @Property
  void textsOfUtf8AreThemselves(@ForAll String any) {
    String text = new String(any.getBytes(UTF_8), UTF_8);
    assertThat(ExactText.of(text.getBytes(UTF_8))).isEqualTo(text);
    assertThat(ExactText.isUtf8(text)).isTrue();
  }

  @Test
  void bytesBetweenCharactersAreEscapedAlone() {
    assertThat(ExactText.of("a\u00e9😀b".getBytes(UTF_8))).isEqualTo("a\u00e9😀b");
    assertThat(ExactText.of("caf\u00e9.json".getBytes(ISO_8859_1))).isEqualTo("caf\udce9.json");
    assertThat(ExactText.shown("caf\udce9")).isEqualTo("caf\ufffd");
  }

  /** Two names that the JVM shows alike are two files. */
  @Test
  void filesAreFoundByNamesThatAreNotUtf8() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "names of Linux are bytes");
    String base = folder.toRealPath() + "/";
    Path one = Files.writeString(ExactText.path(base + "caf\udce9 %41.json"), "one");
    Path two = Files.writeString(ExactText.path(base + "caf\udcea %41.json"), "two");

    assertThat(one.toString()).isEqualTo(two.toString());
    assertThat(Files.readString(one)).isEqualTo("one");
    try (var files = Files.list(folder.toRealPath())) {
      assertThat(files.map(ExactText::of))
          .containsExactlyInAnyOrder(base + "caf\udce9 %41.json", base + "caf\udcea %41.json");
    }
    assertThat(ExactText.path("caf\udce9").getParent()).isEqualTo(Path.of("").toAbsolutePath());
  }
}
