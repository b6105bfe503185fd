package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
  private static final byte[] CONTENT = Pack.text(200_000);

  @TempDir private Path folder;

  private static Sources open(Path file) throws IOException {
    return Sources.open(file, Limits.DEFAULTS, new Problems());
  }

  private static void expectRefused(String file, String message) {
    assertThatThrownBy(() -> Sources.open(file, Limits.DEFAULTS, new Problems()))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessage(message);
  }

  @Test
  void theHeadIsSeenWithoutBeingConsumed() throws IOException {
    for (Sources sources : ReadAheadTest.bothWays(Pack.gzip(CONTENT), folder)) {
      try (sources) {
        ByteSource source = sources.next();
        assertThat(source.head(4)).isEqualTo(Arrays.copyOf(CONTENT, 4));
        assertThat(source.head(ByteSource.MAX_HEAD))
            .isEqualTo(Arrays.copyOf(CONTENT, ByteSource.MAX_HEAD));
        assertThatThrownBy(() -> source.head(ByteSource.MAX_HEAD + 1))
            .isInstanceOf(IllegalArgumentException.class);
        assertThat(Drained.content(source)).isEqualTo(CONTENT);
        assertThatThrownBy(() -> source.head(4)).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void theHeadOfAShortFileIsAllOfIt() throws IOException {
    Path file = Files.write(folder.resolve("in"), Pack.text(10));
    try (Sources sources = open(file)) {
      assertThat(sources.next().head(100)).isEqualTo(Pack.text(10));
    }
  }

  @Test
  void onlyAPlainFileHasAPath() throws IOException {
    Path plain = Files.write(folder.resolve("plain"), CONTENT);
    Path packed = Files.write(folder.resolve("packed"), Pack.gzip(CONTENT));
    try (Sources sources = open(plain)) {
      assertThat(sources.next().path()).isEqualTo(plain);
    }
    try (Sources sources = open(packed)) {
      assertThat(sources.next().path()).isNull();
    }
    for (Sources sources : ReadAheadTest.bothWays(Pack.tar("a", CONTENT), folder)) {
      try (sources) {
        assertThat(sources.next().path()).isNull();
      }
    }
  }

  @Test
  void progressEndsAtTheSizeOfTheFile() throws IOException {
    for (byte[] bytes :
        new byte[][] {
          CONTENT, Pack.gzip(CONTENT), Pack.zstd(CONTENT), Pack.gzip(Pack.tar("a", CONTENT))
        }) {
      Path file = Files.write(folder.resolve("in"), bytes);
      try (Sources sources = open(file)) {
        ByteSource source = sources.next();
        assertThat(source.compressedSize()).isEqualTo(bytes.length);
        assertThat(source.compressedRead()).isBetween(1L, (long) bytes.length);
        Drained.content(source);
        assertThat(sources.next()).isNull();
        assertThat(source.compressedRead()).isEqualTo(bytes.length);
      }
    }
  }

  @Test
  void theNameDoesNotDecide() throws IOException {
    Path file = Files.write(folder.resolve("trace.json.gz"), CONTENT);
    assertThat(Drained.file(file).only()).isEqualTo(CONTENT);
    Path other = Files.write(folder.resolve("trace.json"), Pack.gzip(CONTENT));
    assertThat(Drained.file(other).only()).isEqualTo(CONTENT);
  }

  @Test
  void aNameThatIsTooLongIsRefused() {
    String file = folder + "/" + "x".repeat(300);
    expectRefused(file, file + ": cannot be opened (File name too long). Check the path.");
  }

  @Test
  void whatIsNoFileIsRefusedInOneLine() {
    expectRefused(folder + "/none", folder + "/none: does not exist. Check the path.");
    expectRefused(
        folder.toString(),
        folder + ": is a directory. Name the files inside it: " + folder + "/*.");
    expectRefused("a\0b", "a\0b: is not a valid path. Check the path.");
  }

  @Test
  void aFileThatIsUsedAsAFolderIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("in"), CONTENT);
    expectRefused(file + "/x", file + "/x: does not exist. Check the path.");
  }

  @Test
  void aFileThatMayNotBeReadIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("in"), CONTENT);
    assumeTrue(file.toFile().setReadable(false));
    assumeFalse(Files.isReadable(file), "this user may read everything");
    expectRefused(file.toString(), file + ": may not be read by you. Check its permissions.");
  }

  @Test
  void aFileThatShrinksIsTruncatedAndOneThatGoesAwayIsNot() throws IOException {
    Path file = Files.write(folder.resolve("in"), CONTENT);
    Problems problems = new Problems();
    try (Sources sources = Sources.open(file, Limits.DEFAULTS, problems)) {
      Files.write(file, Arrays.copyOf(CONTENT, 1000));
      assertThat(Drained.content(sources.next())).isEqualTo(Arrays.copyOf(CONTENT, 1000));
      assertThat(problems.count(ProblemCode.INPUT_TRUNCATED)).isEqualTo(1);
    }
    try (Sources sources = Sources.open(file, Limits.DEFAULTS, problems)) {
      Files.delete(file);
      assertThat(Drained.content(sources.next())).hasSize(1000);
      assertThat(problems.count(ProblemCode.INPUT_TRUNCATED)).isEqualTo(1);
    }
  }

  @Test
  void aNamedPipeIsRefusedWithoutWaitingForAWriter() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    expectRefused(
        pipe.toString(),
        pipe + ": is a pipe or a device, not a file. Pass it as standard input: - < " + pipe + ".");
  }

  @Test
  void containersThatAreNotSupportedSayHowToUnpackThem() throws IOException {
    expectUnsupported("425a683931415926535900", "bzip2", "bunzip2");
    expectUnsupported("04224d186040", "lz4", "unlz4");
    expectUnsupported("377abcaf271c0004", "7z", "7z x");
    expectUnsupported("526172211a0701", "rar", "unrar x");
    expectUnsupported("1f9d90", "compress (.Z)", "uncompress");
  }

  private static void expectUnsupported(String head, String what, String command)
      throws IOException {
    assertThat(Drained.stream(HexFormat.of().parseHex(head)).failure())
        .hasMessage(
            "in: is "
                + what
                + " data, which is not supported. Unpack it first with "
                + command
                + ".");
  }

  @Test
  void aTextThatBeginsLikeBzip2IsAText() throws IOException {
    byte[] text = Pack.bytes("BZhang said");
    assertThat(Drained.stream(text).only()).isEqualTo(text);
  }
}
