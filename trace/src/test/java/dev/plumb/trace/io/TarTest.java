package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TarTest {
  private static final byte[] ONE = Pack.text(1500);
  private static final byte[] TWO = Pack.text(2_500_000);

  @Test
  void onlyRegularFilesComeOut() throws IOException {
    byte[] tar =
        Pack.concat(
            Pack.tarMember("folder/", '5', new byte[0]),
            Pack.tarMember("folder/one.json", '0', ONE),
            Pack.tarMember("folder/._one.json", '0', ONE),
            Pack.tarMember("link.json", '2', new byte[0]),
            Pack.tarMember("hard.json", '1', new byte[0]),
            Pack.tarMember("two.json", '\0', TWO),
            Pack.tarEnd());

    for (byte[] bytes : new byte[][] {tar, Pack.gzip(tar), Pack.zstd(tar)}) {
      Drained drained = Drained.stream(bytes);
      assertThat(drained.isClean()).isTrue();
      assertThat(drained.contents().keySet()).containsExactly("in!folder/one.json", "in!two.json");
      assertThat(drained.contents().values()).containsExactly(ONE, TWO);
    }
  }

  @Test
  void longNamesOfGnuAndOfPaxBelongToTheNextFileOnly() throws IOException {
    String gnu = "gnu/".repeat(40) + "one.json";
    String pax = "pax/".repeat(40) + "Größe\nzwei.json";
    byte[] tar =
        Pack.concat(
            Pack.tarMember("pax_global_header", 'g', Pack.paxRecord("path", "ignored")),
            Pack.tarMember("././@LongLink", 'L', Pack.bytes(gnu + "\0")),
            Pack.tarMember("gnu/short", '0', ONE),
            Pack.tarMember(
                "PaxHeaders/two",
                'x',
                Pack.concat(
                    Pack.paxRecord("mtime", "1.5"),
                    Pack.paxRecord("path", pax),
                    Pack.paxRecord("size", "1500"))),
            Pack.tarHeader("pax/short", '0', Pack.octal(0, 11)),
            ONE,
            new byte[TarHeader.padding(ONE.length)],
            Pack.tarMember("three.json", '0', ONE),
            Pack.tarEnd());

    Drained drained = Drained.stream(tar);

    assertThat(drained.isClean()).isTrue();
    assertThat(drained.contents().keySet())
        .containsExactly("in!" + gnu, "in!" + pax, "in!three.json");
    assertThat(drained.contents().values()).containsOnly(ONE);
  }

  @Test
  void aPrefixIsPartOfTheName() throws IOException {
    byte[] header = Pack.tarHeader("one.json", '0', Pack.octal(ONE.length, 11));
    Pack.put(header, 345, Pack.bytes("some/where"));

    byte[] tar = Pack.concat(Pack.withChecksum(header), ONE, new byte[512]);

    assertThat(Drained.stream(tar).contents()).containsOnlyKeys("in!some/where/one.json");
  }

  @Test
  void binarySizesAreUnderstood() throws IOException {
    byte[] size = ByteBuffer.allocate(12).putInt(0x80000000).putLong(ONE.length).array();

    byte[] tar = Pack.concat(Pack.tarHeader("one.json", '0', size), ONE, new byte[512]);

    assertThat(Drained.stream(tar).only()).isEqualTo(ONE);
  }

  @Test
  void sparseFilesAreCounted() throws IOException {
    byte[] tar =
        Pack.concat(
            Pack.tarMember("holes.json", 'S', ONE),
            Pack.tarMember("PaxHeaders/b", 'x', Pack.paxRecord("GNU.sparse.major", "1")),
            Pack.tarMember("more-holes.json", '0', ONE),
            Pack.tarMember("one.json", '0', ONE),
            Pack.tarEnd());

    Drained drained = Drained.stream(tar);

    assertThat(drained.only()).isEqualTo(ONE);
    assertThat(drained.problems().count(ProblemCode.MEMBER_UNREADABLE)).isEqualTo(2);
    assertThat(drained.problems().list().getFirst().detail()).isEqualTo("holes.json: is sparse");
  }

  @Test
  void aDamagedHeaderEndsTheArchive() throws IOException {
    byte[] tar =
        Pack.concat(
            Pack.tarMember("one.json", '0', ONE),
            Pack.tarMember("two.json", '0', ONE),
            Pack.tarEnd());
    tar[2048 + 3] ^= 1;

    Drained drained = Drained.stream(tar);

    assertThat(drained.only()).isEqualTo(ONE);
    assertThat(drained.codes()).containsExactly(ProblemCode.COMPRESSED_DATA_CORRUPT);
    assertThat(drained.problems().list().getFirst().firstOffset()).isEqualTo(2048);
  }

  @Test
  void aCutMemberIsKeptAsFarAsItGoes() throws IOException {
    byte[] tar = Pack.tar("two.json", TWO);

    Drained drained = Drained.stream(Arrays.copyOf(tar, 1_000_000));

    assertThat(drained.only()).isEqualTo(Arrays.copyOf(TWO, 1_000_000 - 512));
    assertThat(drained.codes()).containsExactly(ProblemCode.INPUT_TRUNCATED);
    assertThat(drained.problems().list().getFirst().detail()).startsWith("two.json: truncated");
  }

  @Test
  void aWrongChecksumBehindTheLastMemberIsSeen() throws IOException {
    byte[] packed = Pack.gzip(Pack.tar("one.json", ONE));
    packed[packed.length - 8] ^= 1;

    Drained drained = Drained.stream(packed);

    assertThat(drained.only()).isEqualTo(ONE);
    assertThat(drained.codes()).containsExactly(ProblemCode.CHECKSUM_MISMATCH);
  }

  @Test
  void aTextAboutTarIsAText() throws IOException {
    byte[] text = Pack.text(2000);
    Pack.put(text, 257, Pack.bytes("ustar"));

    assertThat(Drained.stream(text).contents()).containsOnlyKeys("in");
  }
}
