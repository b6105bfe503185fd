package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Broken input: all that came before the damage is delivered, and something says what happened. */
class DamageTest {
  private static final byte[] CONTENT = Pack.text(3000);

  /** With fewer left nobody can tell what it was. */
  private static final int MAGIC_BYTES = 6;

  @TempDir private Path folder;

  enum Container {
    GZIP,
    GZIP_MEMBERS,
    GZIP_IN_GZIP,
    ZSTD,
    XZ,
    TAR_GZIP,
    ZIP,
    ZIP_STORED;

    byte[] pack(byte[] content) {
      return switch (this) {
        case GZIP -> Pack.gzip(content);
        case GZIP_MEMBERS -> Pack.gzipMembers(content, 2);
        case GZIP_IN_GZIP, TAR_GZIP -> Pack.gzip(inside(content));
        case ZSTD -> Pack.zstdBlocks(content, 700);
        case XZ -> Pack.xz(content);
        case ZIP -> Pack.zip("a.json", content);
        case ZIP_STORED -> Pack.zip(zip -> Pack.stored(zip, "a.json", content));
      };
    }

    /** What the outer container holds. */
    byte[] inside(byte[] content) {
      return switch (this) {
        case GZIP_IN_GZIP -> Pack.gzip(content);
        case TAR_GZIP -> Pack.tar("a.json", content);
        default -> content;
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void cutAnywhereItYieldsAPrefixAndSaysSo(Container container) throws IOException {
    byte[] packed = container.pack(CONTENT);
    for (int length = MAGIC_BYTES; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);

      Drained fromFile = Drained.file(file(cut));
      expectPrefix(container, fromFile, length);
      assertThat(fromFile.isClean())
          .as("clean when cut at %s", length)
          .isEqualTo(container == Container.GZIP_MEMBERS && length == firstMember());

      Drained fromStream = Drained.stream(cut);
      expectPrefix(container, fromStream, length);
      // A zip on a stream is read to its directory, which says nothing that is not known by then.
      boolean directory = container == Container.ZIP || container == Container.ZIP_STORED;
      if (!directory || fromStream.deliveredOnly().length < CONTENT.length) {
        assertThat(fromStream.isClean()).isEqualTo(fromFile.isClean());
      }
    }
  }

  private static int firstMember() {
    return Pack.gzip(Arrays.copyOf(CONTENT, CONTENT.length / 2)).length;
  }

  private static void expectPrefix(Container container, Drained drained, int length) {
    byte[] delivered = drained.deliveredOnly();
    // Too little of an inner container to know it as one is delivered as it is.
    byte[] whole =
        delivered.length < Format.HEAD_BYTES && !startsLikeContent(delivered)
            ? container.inside(CONTENT)
            : CONTENT;
    assertThat(delivered)
        .as("delivered when cut at %s", length)
        .isEqualTo(Arrays.copyOf(whole, delivered.length));
    if (drained.failure() != null) {
      assertThat(delivered).isEmpty();
      assertThat(drained.failure()).hasMessageMatching(".+: .+\\. [A-Z].+\\.");
    }
  }

  private static boolean startsLikeContent(byte[] delivered) {
    return delivered.length == 0 || delivered[0] == CONTENT[0];
  }

  @Test
  void whatDeflateHadDecodedBeforeACutIsAllDelivered() throws IOException {
    // Stored blocks: every byte of the file is a byte of the content.
    byte[] noise = new byte[100_000];
    new Random(7).nextBytes(noise);
    noise[0] = '{';
    byte[] packed = Pack.gzip(noise);

    byte[] delivered = Drained.stream(Arrays.copyOf(packed, packed.length / 2)).only();

    assertThat(delivered.length).isGreaterThan(packed.length / 2 - 100);
  }

  @Test
  void everyZstdBlockBeforeTheDamageIsDelivered() throws IOException {
    byte[] packed = Pack.zstdBlocks(Pack.text(500_000), 1000);
    int end = packed.length;
    // The type of a block, last in its header, that does not exist: some way before the end.
    byte[] broken = packed.clone();
    Arrays.fill(broken, end - 2000, end - 1900, (byte) 0xff);

    Drained drained = Drained.stream(broken);

    assertThat(drained.codes()).hasSize(1);
    double ofFile = (end - 2100.0) / end;
    assertThat((double) drained.only().length / 500_000).isGreaterThan(ofFile - 0.01);
  }

  @ParameterizedTest
  @EnumSource
  void noFlippedBitGoesUnnoticedOrCrashes(Container container) throws IOException {
    byte[] content = Arrays.copyOf(CONTENT, 200);
    byte[] packed = container.pack(content);
    for (int bit = 0; bit < packed.length * 8; bit++) {
      byte[] flipped = packed.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);

      expectNoticed(content, Drained.file(file(flipped)), bit);
      expectNoticed(content, Drained.stream(flipped), bit);
    }
  }

  private static void expectNoticed(byte[] content, Drained drained, int bit) {
    // Bits of no consequence (names, times, systems) remain, and the content with them.
    if (drained.isClean() && !Arrays.equals(drained.only(), content)) {
      // Without its magic it is a plain file.
      assertThat(bit).isLessThan(8 * MAGIC_BYTES);
    }
  }

  @Test
  void aWrongChecksumIsToldFromCorruptData() throws IOException {
    byte[] packed = Pack.gzip(CONTENT);
    packed[packed.length - 8] ^= 1;

    Drained drained = Drained.stream(packed);

    assertThat(drained.only()).isEqualTo(CONTENT);
    assertThat(drained.problems().list())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(ProblemCode.CHECKSUM_MISMATCH);
          assertThat(problem.firstOffset()).isEqualTo(packed.length - 8);
          assertThat(problem.detail()).contains("3,000 bytes of content kept");
        });
  }

  @Test
  void aTruncatedFileSaysWhereItEndsAndWhatWasKept() throws IOException {
    byte[] packed = Pack.gzip(Pack.text(2_000_000));
    Drained drained = Drained.file(file(Arrays.copyOf(packed, 100_000)));

    int kept = drained.only().length;
    assertThat(drained.problems().list())
        .singleElement()
        .isEqualTo(
            new Problem(
                ProblemCode.INPUT_TRUNCATED,
                ProblemCode.INPUT_TRUNCATED.severity(),
                1,
                100_000,
                String.format("truncated inside deflate data; %,d bytes of content kept", kept)));
  }

  @Test
  void bytesBehindAGzipAreIgnoredAndCounted() throws IOException {
    byte[] packed = Pack.gzip(CONTENT);
    Drained drained = Drained.stream(Pack.concat(packed, new byte[5], Pack.bytes("signature")));

    assertThat(drained.only()).isEqualTo(CONTENT);
    assertThat(drained.codes()).containsExactly(ProblemCode.TRAILING_BYTES);
    assertThat(drained.problems().list().getFirst().firstOffset()).isEqualTo(packed.length + 5);
  }

  @Test
  void bytesBehindAZstdAreIgnoredAndCounted() throws IOException {
    Drained drained = Drained.stream(Pack.concat(Pack.zstd(CONTENT), Pack.bytes("signature")));

    assertThat(drained.only()).isEqualTo(CONTENT);
    assertThat(drained.codes()).containsExactly(ProblemCode.TRAILING_BYTES);
  }

  @Test
  void anEmptyFileSaysSo() throws IOException {
    Path file = file(new byte[0]);

    assertThat(Drained.file(file).failure())
        .hasMessage(file + ": is empty. Check that the profiler has finished writing it.");
    assertThat(Drained.file(file(Pack.gzip(new byte[0]))).failure())
        .hasMessageContaining("is empty");
  }

  @Test
  void aDiskThatFailsHalfWayLeavesWhatWasRead() throws IOException {
    byte[] packed = Pack.gzip(Pack.text(3_000_000));
    InputStream good = new ByteArrayInputStream(packed, 0, packed.length / 2);
    InputStream failing =
        new SequenceInputStream(
            good,
            new Layer() {
              @Override
              int some(byte[] into, int from, int length) throws IOException {
                throw new IOException("Input/output error");
              }
            });

    Drained drained = Drained.stream(failing, Limits.DEFAULTS);

    assertThat(drained.only().length).isGreaterThan(1_000_000);
    assertThat(drained.codes()).containsExactly(ProblemCode.READ_FAILED);
    assertThat(drained.problems().list().getFirst().detail()).contains("Input/output error");
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("in"), bytes);
  }
}
