package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;

/** Whatever is packed, however it is packed and however it arrives, comes out the same. */
class ContainersTest {
  enum Packing {
    GZIP,
    GZIP_MEMBERS,
    GZIP_PADDED,
    ZSTD,
    ZSTD_BLOCKS,
    ZSTD_FRAMES,
    XZ,
    TAR,
    TAR_WITHOUT_END,
    ZIP,
    ZIP_STORED;

    byte[] pack(byte[] content) {
      return switch (this) {
        case GZIP -> Pack.gzip(content);
        case GZIP_MEMBERS -> Pack.gzipMembers(content, 3);
        case GZIP_PADDED -> Pack.concat(Pack.gzip(content), new byte[700]);
        case ZSTD -> Pack.zstd(content);
        case ZSTD_BLOCKS -> Pack.zstdBlocks(content, 5000);
        case ZSTD_FRAMES ->
            Pack.concat(
                skippable(9), Pack.zstd(content), skippable(70_000), Pack.zstd(new byte[0]));
        case XZ -> Pack.xz(content);
        case TAR -> Pack.tar("a/b.json", content);
        case TAR_WITHOUT_END -> Pack.tarMember("b.json", '0', content);
        case ZIP -> Pack.zip("a/b.json", content);
        case ZIP_STORED -> Pack.zip(zip -> Pack.stored(zip, "b.json", content));
      };
    }
  }

  private static byte[] skippable(int length) {
    byte[] frame = new byte[8 + length];
    Pack.put(frame, 0, new byte[] {0x5e, 0x2a, 0x4d, 0x18});
    frame[4] = (byte) length;
    frame[5] = (byte) (length >> 8);
    frame[6] = (byte) (length >> 16);
    return frame;
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void whatIsPackedComesOut(
      @ForAll("lengths") int length, @ForAll @Size(max = 4) List<Packing> packings)
      throws IOException {
    byte[] content = Pack.text(length);
    byte[] packed = content;
    for (Packing packing : packings) {
      packed = packing.pack(packed);
    }

    expect(content, Drained.stream(Drained.dribbling(packed, length), Limits.DEFAULTS));
    Path file = Files.createTempFile("plumb", ".bin");
    try {
      Files.write(file, packed);
      expect(content, Drained.file(file));
    } finally {
      Files.delete(file);
    }
  }

  private static void expect(byte[] content, Drained drained) {
    if (content.length == 0) {
      assertThat(drained.failure()).hasMessageMatching("(?s).*(is empty|holds no files).*");
    } else {
      assertThat(drained.problems().list()).isEmpty();
      assertThat(drained.only()).isEqualTo(content);
    }
  }

  /** Small ones, and those at which a buffer or a chunk is just full. */
  @Provide
  Arbitrary<Integer> lengths() {
    int[] edges = {
      512, Inlet.BUFFER_BYTES, ByteSource.MAX_HEAD, 1 << 17, Chunk.CAPACITY, 3 * Chunk.CAPACITY
    };
    Arbitrary<Integer> nearEdges =
        Arbitraries.of(Arrays.stream(edges).boxed().toList())
            .flatMap(edge -> Arbitraries.integers().between(edge - 1, edge + 1));
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 3000),
        nearEdges,
        Arbitraries.integers().between(0, 6 * Chunk.CAPACITY));
  }
}
