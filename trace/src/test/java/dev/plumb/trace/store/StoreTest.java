package dev.plumb.trace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StoreTest {
  @Property(tries = 40)
  void everyTraceComesBackEqual(@ForAll long seed, @ForAll @IntRange(max = 400) int rows)
      throws Exception {
    Trace trace = RandomTrace.of(seed, rows).seal();
    List<TraceBuilder> back = read(write(trace), 1 << 16);
    assertThat(back).hasSize(1);
    SameTrace.check(trace, back.getFirst().seal());
  }

  @Test
  void tablesLongerThanOneSectionComeBackEqual() throws Exception {
    Trace trace = RandomTrace.of(1, 4 * PlumbFormat.MAX_ROWS + 5).seal();
    Trace back = read(write(trace), 1 << 20).getFirst().seal();
    assertThat(back.slices().size()).isEqualTo(trace.slices().size());
    assertThat(back.stacks().size()).isEqualTo(trace.stacks().size());
    for (int row = 0; row < trace.stacks().size(); row++) {
      assertThat(back.stacks().parentRow(row)).isEqualTo(trace.stacks().parentRow(row));
      assertThat(back.stacks().frameRow(row)).isEqualTo(trace.stacks().frameRow(row));
    }
    assertThat(back.frames().size()).isEqualTo(trace.frames().size());
    for (int row = 0; row < trace.slices().size(); row++) {
      assertThat(back.slices().startNs(row)).isEqualTo(trace.slices().startNs(row));
      assertThat(back.slices().detail(row)).isEqualTo(trace.slices().detail(row));
    }
  }

  @Test
  void everyTableOfARandomTraceHasRows() throws Exception {
    Trace trace = RandomTrace.of(1, 90).seal();
    for (Method method : Trace.class.getMethods()) {
      if (method.getReturnType().getSimpleName().endsWith("Table")) {
        Object table = method.invoke(trace);
        assertThat((int) table.getClass().getMethod("size").invoke(table))
            .as(method.getName())
            .isPositive();
      }
    }
  }

  @Test
  void severalTracesKeepTheirOrderAndDoNotMix() throws Exception {
    Trace one = RandomTrace.of(1, 50).seal();
    Trace two = RandomTrace.of(2, 0).seal();
    Trace three = RandomTrace.of(3, 70).seal();
    List<TraceBuilder> back = read(write(one, two, three), 777);
    assertThat(back).hasSize(3);
    SameTrace.check(one, back.get(0).seal());
    SameTrace.check(two, back.get(1).seal());
    SameTrace.check(three, back.get(2).seal());
  }

  @Test
  void chunksMayHaveAnySize() throws Exception {
    byte[] file = write(RandomTrace.of(5, 100).seal());
    Trace whole = read(file, file.length).getFirst().seal();
    for (int size : new int[] {1, 7, 47, 48, 49, 1000}) {
      SameTrace.check(whole, read(file, size).getFirst().seal());
    }
  }

  @Test
  void writingIsReproducible() throws Exception {
    assertThat(write(RandomTrace.of(9, 200).seal()))
        .isEqualTo(write(RandomTrace.of(9, 200).seal()));
  }

  @Test
  void hugeTextsAndNoTextsAtAllComeBack() throws Exception {
    TraceBuilder builder = new TraceBuilder("big", "chrome", new Problems());
    byte[] megabyte = new byte[3 << 20];
    new Random(1).nextBytes(megabyte);
    builder.strings().intern("");
    builder.strings().intern(megabyte, 0, megabyte.length);
    builder.strings().intern("small");
    Trace trace = builder.seal();
    SameTrace.check(trace, read(write(trace), 1 << 16).getFirst().seal());
  }

  @Test
  void constantTablesArePaddedSoThatTheReaderNeedNotTrustTheirRows() throws Exception {
    TraceBuilder builder = new TraceBuilder("flat", "chrome", new Problems());
    int name = builder.strings().intern("x");
    int track = builder.tracks().add(name, name);
    for (int i = 0; i < PlumbFormat.MAX_ROWS; i++) {
      builder.slices().add(0, 0, SliceKind.CPU, name, name, track, -1, -1);
    }
    Trace trace = builder.seal();
    byte[] file = write(trace);
    assertThat(file.length).isGreaterThan(PlumbFormat.MAX_ROWS / PlumbFormat.MAX_ROWS_PER_BYTE);
    assertThat(read(file, 4096).getFirst().slices().size()).isEqualTo(PlumbFormat.MAX_ROWS);
  }

  @Test
  void problemsOfLinkingAreNotStored() throws Exception {
    TraceBuilder builder = RandomTrace.of(3, 10);
    builder.problems().add(ProblemCode.WORK_WITHOUT_LAUNCH, -1, 12);
    List<Problem> back = read(write(builder.seal()), 1000).getFirst().problems().list();
    assertThat(back).noneMatch(problem -> problem.code() == ProblemCode.WORK_WITHOUT_LAUNCH);
    assertThat(back).anyMatch(problem -> problem.code() == ProblemCode.INVALID_UTF8);
  }

  @Test
  void noTraceIsNoFile() {
    assertThatThrownBy(() -> StoreWriter.write(List.of(), new ByteArrayOutputStream()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNewerVersionIsRefusedWithAHint() throws IOException {
    byte[] file = write(RandomTrace.of(1, 3).seal());
    file[6] = PlumbFormat.VERSION + 1;
    Bytes header = new Bytes();
    header.addInt(PlumbFormat.crc(file, 0, 12));
    System.arraycopy(header.array, 0, file, 12, 4);
    assertThatThrownBy(() -> read(file, 100))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("version " + (PlumbFormat.VERSION + 1))
        .hasMessageContaining("Update Plumb");
  }

  @Test
  void aCutFileKeepsItsWholeSectionsAndSaysSo() throws IOException {
    byte[] file = write(RandomTrace.of(4, 300).seal());
    List<TraceBuilder> back = read(Arrays.copyOf(file, file.length - 40), 512);
    assertThat(back.getFirst().slices().size()).isEqualTo(300);
    assertThat(back.getFirst().problems().count(ProblemCode.INPUT_TRUNCATED)).isEqualTo(1);
  }

  @Test
  void bytesAfterTheEndAreCountedAndIgnored() throws IOException {
    byte[] file = write(RandomTrace.of(4, 20).seal());
    List<TraceBuilder> back = read(Arrays.copyOf(file, file.length + 3), 512);
    assertThat(back.getFirst().problems().count(ProblemCode.TRAILING_BYTES)).isEqualTo(1);
  }

  @Test
  void sectionsOfLaterVersionsArePassedOver() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Trace trace = RandomTrace.of(8, 30).seal();
    try (SectionWriter sections = new SectionWriter(bytes)) {
      sections.begin();
      new TraceWriter(trace, sections).write();
      sections.section("tree_nodes", 2);
      sections.integers("parent", row -> row - 1);
      sections.end();
      sections.finish();
    }
    SameTrace.check(trace, read(bytes.toByteArray(), 100).getFirst().seal());
  }

  @Test
  void problemsOfLaterVersionsAreCountedAsUnknown() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (SectionWriter sections = new SectionWriter(bytes)) {
      sections.begin();
      new TraceWriter(RandomTrace.of(8, 30).seal(), sections).write();
      sections.section("problems", 1);
      sections.texts("code", new Utf8Texts(row -> "moon-phase"));
      sections.integers("count", row -> 5);
      sections.end();
      sections.finish();
    }
    Problem unknown =
        read(bytes.toByteArray(), 100).getFirst().problems().list().stream()
            .filter(problem -> problem.code() == ProblemCode.PROBLEM_UNKNOWN)
            .findFirst()
            .orElseThrow();
    assertThat(unknown.count()).isEqualTo(5);
    assertThat(unknown.detail()).isEqualTo("moon-phase");
  }

  static byte[] write(Trace... traces) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StoreWriter.write(List.of(traces), bytes);
    return bytes.toByteArray();
  }

  static List<TraceBuilder> read(byte[] file, int chunk) throws UnreadableInputException {
    try (StoreReader reader = new StoreReader("run.plumb")) {
      for (int at = 0; at < file.length; at += chunk) {
        reader.accept(file, at, Math.min(file.length, at + chunk));
      }
      reader.finish();
      return reader.traces();
    }
  }
}
