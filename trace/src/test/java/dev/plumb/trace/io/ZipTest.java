package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips by their directory (files) and by their local headers (streams). */
class ZipTest {
  private static final byte[] ONE = Pack.text(1500);
  private static final byte[] TWO = Pack.text(2_500_000);

  @TempDir private Path folder;

  @Test
  void membersComeInOrderUnderTheirNames() throws IOException {
    byte[] zip =
        Pack.zip(out -> {
          out.putNextEntry(new ZipEntry("folder/"));
          Pack.deflated(out, "folder/one.json", ONE);
          Pack.deflated(out, "folder/._one.json", ONE);
          Pack.stored(out, "two.json", TWO);
          Pack.deflated(out, "three.json.gz", Pack.gzip(ONE));
          out.setComment("a comment, with PK\5\6 in it");
        });

    Path file = file(zip);
    expectThree(Drained.file(file), file.toString());
    expectThree(Drained.stream(zip), Drained.NAME);
  }

  private static void expectThree(Drained drained, String name) {
    assertThat(drained.isClean()).isTrue();
    assertThat(drained.contents().keySet())
        .containsExactly(name + "!folder/one.json", name + "!two.json", name + "!three.json.gz");
    assertThat(drained.contents().values()).containsExactly(ONE, TWO, ONE);
  }

  @Test
  void aMemberThatNobodyReadsIsPassedOver() throws IOException {
    byte[] zip =
        Pack.zip(out -> {
          Pack.deflated(out, "one.json", TWO);
          Pack.stored(out, "two.json", TWO);
          Pack.deflated(out, "three.json", ONE);
        });
    for (Sources sources : ReadAheadTest.bothWays(zip, folder)) {
      try (sources) {
        assertThat(sources.next()).isNotNull();
        assertThat(sources.next().next().length()).isEqualTo(Chunk.CAPACITY);
        assertThat(Drained.content(sources.next())).isEqualTo(ONE);
        assertThat(sources.next()).isNull();
      }
    }
  }

  @Test
  void anArchiveInAnArchiveIsNamedThrough() throws IOException {
    byte[] zip = Pack.zip("inner.tar.gz", Pack.gzip(Pack.tar("a/b.json", ONE)));

    assertThat(Drained.stream(zip).contents()).containsOnlyKeys("in!inner.tar.gz!a/b.json");
    assertThat(Drained.file(file(zip)).only()).isEqualTo(ONE);
  }

  @Test
  void bytesInFrontOfAZipDoNotShiftIt() throws IOException {
    // Self-extracting ones begin with a program; ours with a local header, to be known as a zip.
    byte[] zip = Pack.zip("one.json", ONE);
    byte[] front = Arrays.copyOf(zip, 100);

    assertThat(Drained.file(file(Pack.concat(front, zip))).only()).isEqualTo(ONE);
  }

  @Test
  void membersThatCannotBeDecodedAreCountedAndTheOthersRead() throws IOException {
    byte[] zip =
        Pack.zip(out -> {
          Pack.stored(out, "secret.json", ONE);
          Pack.stored(out, "odd.json", ONE);
          Pack.stored(out, "good.json", ONE);
        });
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int local = ZipHeader.LOCAL_BYTES;
    bytes.putShort(6, (short) 1);
    bytes.putShort(local + "secret.json".length() + ONE.length + 8, (short) 14);
    int central = indexOf(bytes, ZipHeader.CENTRAL);
    bytes.putShort(central + 8, (short) 1);
    bytes.putShort(central + 46 + "secret.json".length() + 10, (short) 14);

    for (Drained drained : new Drained[] {Drained.file(file(zip)), Drained.stream(zip)}) {
      assertThat(drained.only()).isEqualTo(ONE);
      assertThat(drained.problems().count(ProblemCode.MEMBER_UNREADABLE)).isEqualTo(2);
      assertThat(drained.problems().list().getFirst().detail())
          .isEqualTo("secret.json is encrypted");
    }
  }

  @Test
  void damageInOneMemberLeavesTheOthersReadable() throws IOException {
    byte[] zip =
        Pack.zip(out -> {
          Pack.stored(out, "one.json", ONE);
          Pack.deflated(out, "two.json", TWO);
          Pack.stored(out, "three.json", ONE);
        });
    zip[100] ^= 1;
    zip[100_000] ^= 1;

    Drained drained = Drained.file(file(zip));

    assertThat(drained.contents()).hasSize(3);
    assertThat(drained.contents().values()).endsWith(ONE);
    assertThat(drained.codes()).contains(ProblemCode.CHECKSUM_MISMATCH).hasSizeBetween(1, 2);
  }

  @Test
  void wideSizesAndOffsetsAreUnderstood() throws IOException {
    byte[] zip = wideZip("one.json", ONE);

    assertThat(Drained.file(file(zip)).only()).isEqualTo(ONE);
    assertThat(Drained.file(file(zip)).isClean()).isTrue();
    assertThat(Drained.stream(zip).only()).isEqualTo(ONE);
  }

  /** A zip64 as programs write it when they do not know how large it will be. */
  private static byte[] wideZip(String path, byte[] content) throws IOException {
    byte[] narrow = Pack.zip(out -> Pack.stored(out, path, content));
    int crc = ByteBuffer.wrap(narrow).order(ByteOrder.LITTLE_ENDIAN).getInt(14);
    ByteBuffer b = ByteBuffer.allocate(content.length + 1000).order(ByteOrder.LITTLE_ENDIAN);
    byte[] name = Pack.bytes(path);
    b.putInt(ZipHeader.LOCAL).putShort((short) 45).putInt(0).putInt(0);
    b.putInt(crc).putInt(-1).putInt(-1).putShort((short) name.length).putShort((short) 20);
    b.put(name);
    b.putShort((short) 1).putShort((short) 16).putLong(content.length).putLong(content.length);
    b.put(content);
    int directory = b.position();
    b.putInt(ZipHeader.CENTRAL).putShort((short) 45).putShort((short) 45).putInt(0).putInt(0);
    b.putInt(crc).putInt(-1).putInt(-1).putShort((short) name.length).putShort((short) 32);
    b.putShort((short) 0).putInt(0).putInt(0).putInt(-1).put(name);
    b.putShort((short) 7).putShort((short) 0);
    b.putShort((short) 1).putShort((short) 24);
    b.putLong(content.length).putLong(content.length).putLong(0);
    int end = b.position();
    b.putInt(0x06064b50).putLong(44).putInt(45 << 16 | 45).putInt(0).putInt(0);
    b.putLong(1).putLong(1).putLong(end - directory).putLong(directory);
    b.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    b.putInt(0x06054b50).putInt(0).putShort((short) -1).putShort((short) -1);
    b.putInt(-1).putInt(-1).putShort((short) 0);
    return Arrays.copyOf(b.array(), b.position());
  }

  @Test
  void aZipWithoutItsDirectoryIsReadByItsLocalHeaders() throws IOException {
    byte[] zip =
        Pack.zip(out -> {
          Pack.deflated(out, "one.json", ONE);
          Pack.deflated(out, "two.json", TWO);
        });

    Drained drained = Drained.file(file(Arrays.copyOf(zip, zip.length - 30)));

    assertThat(drained.contents().values()).containsExactly(ONE, TWO);
    assertThat(drained.codes()).containsExactly(ProblemCode.INPUT_TRUNCATED);
  }

  @Test
  void anArchiveWithoutFilesSaysSo() throws IOException {
    byte[] zip = Pack.zip(out -> out.putNextEntry(new ZipEntry("folder/")));
    byte[] empty = new byte[22];
    Pack.put(empty, 0, new byte[] {'P', 'K', 5, 6});

    assertThat(Drained.stream(zip).failure()).hasMessageContaining("holds no files");
    assertThat(Drained.file(file(zip)).failure()).hasMessageContaining("holds no files");
    assertThat(Drained.file(file(empty)).failure()).hasMessageContaining("holds no files");
  }

  @Test
  void emptyMembersAreCountedAndSkipped() throws IOException {
    byte[] zip =
        Pack.zip(out -> {
          Pack.deflated(out, "empty.json", new byte[0]);
          Pack.deflated(out, "one.json", ONE);
        });

    Drained drained = Drained.stream(zip);

    assertThat(drained.only()).isEqualTo(ONE);
    assertThat(drained.codes()).containsExactly(ProblemCode.MEMBER_EMPTY);
  }

  private static int indexOf(ByteBuffer bytes, int value) {
    int at = 0;
    while (bytes.getInt(at) != value) {
      at++;
    }
    return at;
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("in.zip"), bytes);
  }
}
