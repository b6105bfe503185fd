package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final long GRACE = 64L << 20;

  /** A gigabyte of blanks in a megabyte. */
  private static byte[] bomb() {
    byte[] member = Pack.gzip(blanks(1 << 20));
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    for (int i = 0; i < 1024; i++) {
      bomb.writeBytes(member);
    }
    return bomb.toByteArray();
  }

  private static byte[] blanks(int length) {
    byte[] blanks = new byte[length];
    Arrays.fill(blanks, (byte) ' ');
    return blanks;
  }

  private static long drainedBytes(byte[] packed, Problems problems) throws IOException {
    long bytes = 0;
    try (Sources sources =
        Sources.open("in", new ByteArrayInputStream(packed), Limits.DEFAULTS, problems)) {
      ByteSource source = sources.next();
      Chunk chunk;
      while ((chunk = source.next()) != null) {
        bytes += chunk.length();
        source.release(chunk);
      }
      assertThat(sources.next()).isNull();
    }
    return bytes;
  }

  @Test
  void aBombIsRefusedSoonAndWhatCameBeforeIsKept() throws IOException {
    Problems problems = new Problems();

    assertThat(drainedBytes(bomb(), problems)).isBetween(GRACE, 2 * GRACE);

    assertThat(problems.list())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(ProblemCode.EXPANSION_RATIO_LIMIT);
          assertThat(problem.detail()).startsWith("expands more than 500:1; ");
          assertThat(problem.code().advice()).contains("--max-ratio");
        });
  }

  @Test
  void aBombInABombIsRefused() throws IOException {
    Problems problems = new Problems();

    assertThat(drainedBytes(Pack.gzip(bomb()), problems)).isLessThan(2 * GRACE);

    assertThat(problems.count(ProblemCode.EXPANSION_RATIO_LIMIT)).isEqualTo(1);
  }

  @Test
  void aBombThatIsOnlyPassedOverIsRefused() throws IOException {
    // Behind a small file, padding without end.
    byte[] gzip = Pack.concat(Pack.gzip(Pack.tar("a.json", Pack.text(100))), bomb());
    Problems problems = new Problems();

    assertThat(drainedBytes(gzip, problems)).isEqualTo(100);

    assertThat(problems.count(ProblemCode.EXPANSION_RATIO_LIMIT)).isEqualTo(1);
  }

  @Test
  void aZstdBombIsRefused() throws IOException {
    Problems problems = new Problems();

    assertThat(drainedBytes(zstdRuns(20_000), problems)).isLessThan(2 * GRACE);

    assertThat(problems.count(ProblemCode.EXPANSION_RATIO_LIMIT)).isEqualTo(1);
  }

  /** A frame of blocks that each repeat one byte 128 Ki times. */
  private static byte[] zstdRuns(int blocks) {
    ByteBuffer b = ByteBuffer.allocate(6 + 4 * blocks).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0xfd2fb528).put((byte) 0).put((byte) 0x40);
    for (int i = 0; i < blocks; i++) {
      b.putInt(0x20000000 | 0x20000 << 3 | 1 << 1 | (i == blocks - 1 ? 1 : 0));
    }
    return b.array();
  }

  @Test
  void aHighlyRepetitiveTraceIsNoBomb() throws IOException {
    byte[] repeated = new byte[3 * (int) GRACE / 2];
    byte[] event = Pack.text(997);
    for (int at = 0; at < repeated.length; at++) {
      repeated[at] = event[at % event.length];
    }
    byte[] packed = Pack.gzip(repeated);
    assertThat(repeated.length / packed.length).isGreaterThan(100);
    Problems problems = new Problems();

    assertThat(drainedBytes(packed, problems)).isEqualTo(repeated.length);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void contentEndsExactlyAtItsLimit() throws IOException {
    byte[] content = Pack.text(5000);
    for (byte[] packed : new byte[][] {content, Pack.gzip(content)}) {
      Drained cut = drained(packed, new Limits(4999, 1000, 4, 10));
      assertThat(cut.only()).isEqualTo(Arrays.copyOf(content, 4999));
      assertThat(cut.codes()).containsExactly(ProblemCode.EXPANSION_SIZE_LIMIT);

      assertThat(drained(packed, new Limits(5000, 1000, 4, 10)).isClean()).isTrue();
    }
  }

  @Test
  void allMembersShareOneLimit() throws IOException {
    byte[] content = Pack.text(3000);
    byte[] tar =
        Pack.concat(
            Pack.tarMember("a", '0', content),
            Pack.tarMember("b", '0', content),
            Pack.tarMember("c", '0', content));

    Drained drained = drained(tar, new Limits(5000, 1000, 4, 10));

    assertThat(drained.contents().values()).containsExactly(content, Arrays.copyOf(content, 2000));
    assertThat(drained.codes()).containsExactly(ProblemCode.EXPANSION_SIZE_LIMIT);
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    byte[] content = Pack.text(3000);
    byte[] three = Pack.gzip(Pack.zip("a", Pack.gzip(content)));

    assertThat(drained(three, new Limits(1 << 20, 1000, 3, 10)).only()).isEqualTo(content);
    assertThat(drained(three, new Limits(1 << 20, 1000, 2, 10)).failure())
        .hasMessageContaining("nested more than 2 deep")
        .hasMessageContaining("--max-depth");
  }

  @Test
  void tooManyMembersAreRefused() throws IOException {
    byte[] tar =
        Pack.concat(
            Pack.tarMember("a", '0', Pack.text(10)),
            Pack.tarMember("b", '0', Pack.text(10)),
            Pack.tarMember("c", '0', Pack.text(10)));

    Drained drained = drained(tar, new Limits(1 << 20, 1000, 4, 2));

    assertThat(drained.contents()).hasSize(2);
    assertThat(drained.codes()).containsExactly(ProblemCode.MEMBER_LIMIT);
  }

  @Test
  void aLimitBelowOneIsRefused() {
    assertThatThrownBy(() -> new Limits(1, 1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Drained drained(byte[] packed, Limits limits) throws IOException {
    return Drained.stream(new ByteArrayInputStream(packed), limits);
  }
}
