package dev.plumb.trace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Severity;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are: a clear refusal, or a trace with a problem. Never another exception. */
class HostileStoreTest {
  private static final byte[] FILE;

  static {
    try {
      FILE = StoreTest.write(RandomTrace.of(11, 40).seal(), RandomTrace.of(12, 25).seal());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void cutOffAtEveryByteItIsRefusedOrTheLossIsCounted() {
    int kept = 0;
    for (int length = 0; length < FILE.length; length++) {
      List<TraceBuilder> traces = readOrRefuse(Arrays.copyOf(FILE, length));
      if (!traces.isEmpty()) {
        kept++;
        assertThat(lost(traces)).as("cut to %d bytes", length).isTrue();
      }
    }
    assertThat(kept).isBetween(FILE.length / 4, FILE.length - 1);
  }

  @Test
  void everyFlippedBitIsNoticed() {
    for (int bit = 0; bit < FILE.length * 8; bit++) {
      byte[] file = FILE.clone();
      file[bit >>> 3] ^= (byte) (1 << (bit & 7));
      List<TraceBuilder> traces = readOrRefuse(file);
      if (!traces.isEmpty()) {
        assertThat(lost(traces)).as("bit %d flipped", bit).isTrue();
      }
    }
  }

  @Test
  void contentChangedUnderAValidChecksumNeverFailsOtherwise() {
    Random random = new Random(20);
    int refused = 0;
    for (int round = 0; round < 10_000; round++) {
      byte[] file = FILE.clone();
      int section = someSection(file, random);
      int stored = Bytes.intAt(file, section + 28);
      for (int i = random.nextInt(4); i >= 0; i--) {
        boolean inHeader = random.nextInt(3) == 0;
        int at = inHeader ? section + random.nextInt(40) : section + 48 + random.nextInt(stored);
        file[at] =
            (byte) (random.nextBoolean() ? random.nextInt() : file[at] + random.nextInt(3) - 1);
      }
      seal(file, section);
      refused += readOrRefuse(file).isEmpty() ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  @Test
  void idsThatPointNowhereAreRefused() throws IOException {
    assertThatThrownBy(() -> StoreTest.read(withTracks(0, 99), 4096))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("column 'tid' of section 'tracks'");
    assertThatThrownBy(() -> StoreTest.read(withTracks(-1, 0), 4096))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("column 'pid' of section 'tracks'");
  }

  @Test
  void claimedSizesAreNotBelieved() {
    byte[] file = FILE.clone();
    int section = PlumbFormat.FILE_HEADER_BYTES;
    set(file, section + 28, PlumbFormat.MAX_SECTION_BYTES); // stored
    seal(file, section);
    assertThat(readOrRefuse(file)).isEmpty();
    file = FILE.clone();
    set(file, section + 24, PlumbFormat.MAX_ROWS); // rows
    seal(file, section);
    assertThat(readOrRefuse(file)).isEmpty();
    file = FILE.clone();
    set(file, section + 32, PlumbFormat.MAX_SECTION_BYTES); // content
    seal(file, section);
    assertThat(readOrRefuse(file)).isEmpty();
  }

  private static byte[] withTracks(int pid, int tid) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (SectionWriter sections = new SectionWriter(bytes)) {
      sections.begin();
      sections.section("trace", 1);
      sections.texts("name", new Utf8Texts(row -> "n"));
      sections.texts("format", new Utf8Texts(row -> "chrome"));
      sections.end();
      sections.section("strings", 1);
      sections.texts("text", new Utf8Texts(row -> "s"));
      sections.end();
      sections.section("tracks", 1);
      sections.integers("pid", row -> pid);
      sections.integers("tid", row -> tid);
      sections.end();
      sections.finish();
    }
    return bytes.toByteArray();
  }

  private static boolean lost(List<TraceBuilder> traces) {
    for (TraceBuilder trace : traces) {
      for (Problem problem : trace.problems().list()) {
        if (problem.severity() == Severity.DATA_LOSS
            && (problem.code() == ProblemCode.INPUT_TRUNCATED
                || problem.code() == ProblemCode.CHECKSUM_MISMATCH)) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<TraceBuilder> readOrRefuse(byte[] file) {
    try {
      return StoreTest.read(file, 1 << 16);
    } catch (UnreadableInputException refused) {
      assertThat(refused.getMessage()).startsWith("run.plumb: ").doesNotContain("\n");
      return List.of();
    } catch (RuntimeException e) {
      return fail(e);
    }
  }

  private static int someSection(byte[] file, Random random) {
    int wanted = random.nextInt(80);
    int at = PlumbFormat.FILE_HEADER_BYTES;
    for (int i = 0; i < wanted; i++) {
      int next = at + PlumbFormat.SECTION_HEADER_BYTES + Bytes.intAt(file, at + 28);
      if (next + PlumbFormat.SECTION_HEADER_BYTES > file.length) {
        break;
      }
      at = next;
    }
    return at;
  }

  /** Makes the checksums of a section right again, as far as its sizes still make sense. */
  private static void seal(byte[] file, int section) {
    int stored = Bytes.intAt(file, section + 28);
    if (stored >= 0 && stored <= file.length - section - 48) {
      set(file, section + 36, PlumbFormat.crc(file, section + 48, stored));
    }
    set(file, section + 44, PlumbFormat.crc(file, section, 44));
  }

  private static void set(byte[] file, int at, int value) {
    for (int i = 0; i < 4; i++) {
      file[at + i] = (byte) (value >>> 8 * i);
    }
  }
}
