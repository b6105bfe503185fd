package dev.plumb.importers.laps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer.Match;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LapsImporterTest {
  private final Problems problems = new Problems();

  @Test
  void lapsBecomeSlices() throws Exception {
    assertThat(slices(read("laps 1\nmain,0,250,load\nmain,250,1000,add, then divide\n", 1000)))
        .containsExactly("main 0+250000 load", "main 250000+1000000 add, then divide");
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void chunksMayEndAnywhere() throws Exception {
    String text = "laps 1\nmain,0,250,load\nworker,10,20,größer\n";
    List<String> whole = slices(read(text, 1000));
    for (int chunk = 1; chunk < 20; chunk++) {
      assertThat(slices(read(text, chunk))).isEqualTo(whole);
    }
  }

  @Test
  void aBrokenLineIsCountedAndTheNextOneIsRead() throws Exception {
    assertThat(slices(read("laps 1\nmain,zero,250,load\nmain,0,-1,back\n", 7)))
        .containsExactly("main 0+0 back");
    assertThat(problems.count(ProblemCode.EVENT_BROKEN)).isEqualTo(1);
    assertThat(problems.count(ProblemCode.DURATION_NEGATIVE)).isEqualTo(1);
    assertThat(problems.list().getFirst().firstOffset()).isEqualTo(7);
  }

  @Test
  void aLineWithoutAnEndIsCutOff() throws Exception {
    assertThat(slices(read("laps 1\nmain,0,250,load\nmain,250,10", 7)))
        .containsExactly("main 0+250000 load");
    assertThat(problems.count(ProblemCode.TEXT_TRUNCATED)).isEqualTo(1);
  }

  @Test
  void aGiganticLineCostsNothing() throws Exception {
    assertThat(slices(read("laps 1\n" + "x".repeat(1 << 20) + "\nmain,0,1,load\n", 1000)))
        .containsExactly("main 0+1000 load");
    assertThat(problems.count(ProblemCode.EVENT_BROKEN)).isEqualTo(1);
  }

  @Test
  void theFormatIsFoundByItsFirstLine() {
    assertThat(match("laps 1\nmain,0,250,load\n")).isEqualTo(Match.CERTAIN);
    assertThat(match("laps 10\n")).isEqualTo(Match.NO);
    assertThat(match("laps")).isEqualTo(Match.NO);
    assertThat(match("{\"traceEvents\": []}")).isEqualTo(Match.NO);
  }

  private static Match match(String text) {
    byte[] head = text.getBytes(StandardCharsets.UTF_8);
    return new LapsImporter().match(head, head.length);
  }

  private Trace read(String text, int chunk) throws UnreadableInputException {
    TraceBuilder builder = new TraceBuilder("test.laps", "laps", problems);
    ImportSession session = new LapsImporter().open(builder);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += chunk) {
      session.accept(bytes, at, Math.min(at + chunk, bytes.length));
    }
    session.finish();
    return builder.seal();
  }

  private static List<String> slices(Trace trace) {
    SliceTable slices = trace.slices();
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < slices.size(); row++) {
      lines.add(
          trace.strings().get(trace.tracks().tidId(slices.trackRow(row)))
              + " "
              + slices.startNs(row)
              + "+"
              + slices.durNs(row)
              + " "
              + trace.strings().get(slices.nameId(row)));
    }
    return lines;
  }
}
