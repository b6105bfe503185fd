package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.XZInputStream;

/** Recorded files come out as the JDK, or the library, alone would read them. */
class CorpusTest {
  @Test
  void allRecordedFilesComeOutAsTheyAre() throws IOException {
    List<Path> files = corpus();
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      Drained drained = Drained.file(file);
      assertThat(drained.isClean()).as(file + ": " + drained).isTrue();
      if (file.toString().matches(".*\\.(tgz|tar\\.gz)")) {
        assertThat(drained.contents()).isNotEmpty();
      } else {
        assertThat(drained.only()).as(file.toString()).isEqualTo(expected(file));
      }
    }
  }

  private static byte[] expected(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String name = file.toString();
      InputStream content =
          name.endsWith(".gz")
              ? new GZIPInputStream(in)
              : name.endsWith(".xz") ? new XZInputStream(in) : in;
      return content.readAllBytes();
    }
  }

  private static List<Path> corpus() throws IOException {
    Path corpus = Path.of(System.getProperty("plumb.corpus", "none"));
    assumeTrue(Files.isDirectory(corpus), "no corpus");
    try (Stream<Path> files = Files.walk(corpus)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
