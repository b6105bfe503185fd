package dev.plumb.importers.memsnapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer.Match;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are written by {@code make.py} beside them. */
class MemorySnapshotImporterTest {
  private static byte[] file(String name) throws IOException {
    try (InputStream in =
        MemorySnapshotImporterTest.class.getResourceAsStream("/memsnapshot/" + name + ".pickle")) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static Trace read(byte[] bytes, int piece) throws UnreadableInputException {
    TraceBuilder out = new TraceBuilder("s.pickle", "torch-memory-snapshot", new Problems());
    ImportSession session = new MemorySnapshotImporter().open(out);
    for (int at = 0; at < bytes.length; at += piece) {
      session.accept(bytes, at, Math.min(bytes.length, at + piece));
    }
    session.finish();
    return out.seal();
  }

  private static Trace read(String name) throws IOException {
    return read(file(name), 1 << 16);
  }

  private static long count(Trace trace, ProblemCode code) {
    return trace.problems().stream()
        .filter(problem -> problem.code() == code)
        .mapToLong(problem -> problem.count())
        .sum();
  }

  private static void assertSnapshot(Trace trace) {
    assertThat(trace.segments().size()).isEqualTo(2);
    assertThat(trace.segments().totalBytes(0)).isEqualTo(2048);
    assertThat(trace.segments().address(1)).isEqualTo(1L << 40);
    assertThat(trace.strings().get(trace.segments().typeId(1))).isEqualTo("small");
    assertThat(trace.blocks().size()).isEqualTo(3);
    // Without addresses of their own, blocks lie one behind the other.
    assertThat(trace.blocks().address(1)).isEqualTo(4096 + 512);
    assertThat(trace.blocks().requestedBytes(0)).isEqualTo(504);
    assertThat(trace.blocks().stackRow(1)).isEqualTo(Ids.NONE);
    int stack = trace.blocks().stackRow(0);
    int frame = trace.stacks().frameRow(stack);
    assertThat(trace.strings().get(trace.frames().nameId(frame))).isEqualTo("forward");
    assertThat(trace.frames().line(frame)).isEqualTo(12);
    int caller = trace.stacks().frameRow(trace.stacks().parentRow(stack));
    assertThat(trace.strings().get(trace.frames().nameId(caller))).isEqualTo("main");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void everyProtocolGivesTheSameTables(int protocol) throws IOException {
    Trace trace = read("snapshot-protocol-" + protocol);
    assertSnapshot(trace);
    assertThat(trace.memory().size()).isEqualTo(4);
    assertThat(trace.memory().bytes(0)).isEqualTo(512);
    assertThat(trace.memory().bytes(2)).isEqualTo(-256);
    assertThat(trace.memory().bytes(3)).isEqualTo(-128);
    assertThat(trace.memory().stackRow(0)).isEqualTo(trace.blocks().stackRow(0));
    assertThat(trace.instants().size()).isEqualTo(5);
    assertThat(trace.instants().timeNs(0)).isEqualTo(1_773_270_053_858_957_000L);
    assertThat(trace.slices().size()).isEqualTo(1);
    assertThat(trace.slices().durNs(0)).isEqualTo(49_000);
    assertThat(trace.problems()).isEmpty();
    assertThat(trace.metadata().get("allocator_settings"))
        .isEqualTo("{\"expandable_segments\": false, \"max_split_size\": -1}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4096})
  void piecesDoNotMatter(int piece) throws IOException {
    assertSnapshot(read(file("snapshot-protocol-4"), piece));
  }

  @Test
  void historyWithoutTimesHasNoTimeline() throws IOException {
    Trace trace = read("without-times");
    assertThat(trace.instants().size()).isZero();
    assertThat(trace.samples().size()).isEqualTo(2);
    assertThat(trace.samples().timeNs(0)).isEqualTo(Times.NONE);
    assertThat(trace.samples().value(0)).isEqualTo(512);
    assertThat(count(trace, ProblemCode.HISTORY_WITHOUT_TIMES)).isEqualTo(5);
  }

  @Test
  void theListOfSegmentsAloneIsASnapshot() throws IOException {
    assertSnapshot(read("segments-only"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs-code", "runs-code-0"})
  void codeIsNeverRun(String name) throws IOException {
    Path trace = Path.of("/tmp/plumb-was-here");
    assertThatThrownBy(() -> read(name))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("would run code")
        .hasMessageContaining("would import");
    assertThat(Files.exists(trace)).isFalse();
  }

  @Test
  void otherPicklesAreNoSnapshots() {
    assertThatThrownBy(() -> read("other"))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("no memory snapshot");
  }

  @Test
  void circlesEnd() throws IOException {
    Trace trace = read("circle");
    assertThat(trace.segments().size()).isZero();
    assertThat(count(trace, ProblemCode.VALUE_NOT_AN_EVENT)).isEqualTo(1);
  }

  @Test
  void whatIsNoBlockIsCounted() throws IOException {
    Trace trace = read("blocks-of-other-kinds");
    assertThat(trace.blocks().size()).isEqualTo(1);
    assertThat(count(trace, ProblemCode.VALUE_NOT_AN_EVENT)).isEqualTo(3);
  }

  @Test
  void rowsThatAreWrittenOnceAndReferredToManyTimesAreBounded() throws IOException {
    byte[] bytes = file("repeated");
    Trace trace = read(bytes, 1 << 16);
    assertThat(trace.blocks().size()).isLessThanOrEqualTo(bytes.length);
    assertThat(count(trace, ProblemCode.ROWS_REPEATED)).isPositive();
  }

  @Test
  void aCutKeepsWhatWasReadAndSaysSo() throws IOException {
    byte[] whole = file("snapshot-protocol-4");
    int kept = 0;
    for (int length = 2; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      try {
        Trace trace = read(cut, 1 << 16);
        assertThat(count(trace, ProblemCode.TEXT_TRUNCATED)).as("cut at %d", length).isEqualTo(1);
        kept += trace.segments().size() > 0 ? 1 : 0;
      } catch (UnreadableInputException expected) {
        assertThat(expected).hasMessageContaining("s.pickle");
      }
    }
    assertThat(kept).isGreaterThan(whole.length / 2);
  }

  @Test
  void anyBytesGiveTablesOrOneMessage() throws IOException {
    Random random = new Random(3);
    byte[][] seeds = new byte[6][];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = file("snapshot-protocol-" + i);
    }
    for (int i = 0; i < Integer.getInteger("plumb.fuzz.inputs", 6_000); i++) {
      byte[] bytes = seeds[i % seeds.length].clone();
      for (int edits = random.nextInt(6); edits >= 0; edits--) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(3)) {
          case 0 -> bytes[at] = (byte) random.nextInt();
          case 1 -> bytes[at] = (byte) "(0120lt}]aesu".charAt(random.nextInt(13));
          default -> {
            int length = Math.min(bytes.length - at, random.nextInt(40));
            System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
          }
        }
      }
      try {
        read(bytes, 1 << 16);
      } catch (UnreadableInputException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      } catch (RuntimeException | Error bug) {
        throw new AssertionError("input " + i, bug);
      }
    }
  }

  @Test
  void snapshotsAreKnownByTheirContent() throws IOException {
    MemorySnapshotImporter importer = new MemorySnapshotImporter();
    byte[] snapshot = file("snapshot-protocol-4");
    assertThat(importer.match(snapshot, snapshot.length)).isEqualTo(Match.CERTAIN);
    byte[] other = {(byte) 0x80, 4, '}', '.'};
    assertThat(importer.match(other, other.length)).isEqualTo(Match.POSSIBLE);
    assertThat(importer.match("{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 2))
        .isEqualTo(Match.NO);
  }
}
