package dev.plumb.cli.property;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.cli.pipeline.Pipeline.Pieces;
import dev.plumb.cli.pipeline.Sums;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import dev.plumb.trace.UnreadableInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** A file that ends anywhere: what came before is kept, nothing is made up, and it is told. */
class TruncationTest {
  private static final Set<ProblemCode> TOLD =
      EnumSet.of(
          ProblemCode.TEXT_TRUNCATED,
          ProblemCode.LIST_NOT_CLOSED,
          ProblemCode.INPUT_TRUNCATED,
          ProblemCode.NO_EVENTS);

  /** Slices of all kinds, names that must be decoded, metadata on both sides of the events. */
  private static byte[] trace() {
    String events = new String(RandomTrace.distinct(5, 34).json(), StandardCharsets.UTF_8);
    int list = events.indexOf('[');
    return ("""
    {"schemaVersion": 1, "deviceProperties": [{"id": 0, "name": "GPU \\u00e9"}],
     "traceEvents": [
    {"ph": "M", "name": "process_name", "pid": 100, "args": {"name": "p\\n\\"q\\""}},
    {"ph": "C", "name": "mem", "pid": 100, "ts": 5, "args": {"used": 1.5, "free": 2}},
    {"ph": "X", "name": "é😀\\ud83d\\ude00\\\\", "pid": 1, "tid": 2, "ts": 1e1, "dur": "2"},
    """
            + events.substring(list + 1, events.lastIndexOf('}'))
            + ",\n \"distributedInfo\": {\"rank\": 3, \"groups\": [{\"a\": [1, 2]}, {\"b\": {}}]}}\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void textCutAtEveryByteKeepsAPrefix() {
    byte[] text = trace();
    assertThat(text.length).isBetween(5000, 9000);
    List<String> whole = slices(Pipeline.link("t", text, Pieces.WHOLE).trace());
    assertThat(whole).hasSizeGreaterThan(30);
    int end = text.length - 1; // the last byte is a line end
    for (int length = 0; length < text.length; length++) {
      byte[] cut = Arrays.copyOf(text, length);
      Links links = Pipeline.link("t", cut, Pieces.WHOLE);
      check(links, whole, length, length < end);
      if (length % 9 == 0) {
        Links pieces = Pipeline.link("t", cut, Pieces.of(1 + length % 3));
        assertThat(slices(pieces.trace())).isEqualTo(slices(links.trace()));
        assertThat(pieces.trace().problems()).isEqualTo(links.trace().problems());
      }
    }
  }

  @Test
  void gzipCutAtEveryByteKeepsAPrefix() throws IOException {
    byte[] text = trace();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed, true)) {
      for (int at = 0; at < text.length; at += 300) { // flushed, or all would be one block
        gzip.write(text, at, Math.min(300, text.length - at));
        gzip.flush();
      }
    }
    byte[] file = packed.toByteArray();
    List<String> whole = slices(Pipeline.link("t", text, Pieces.WHOLE).trace());
    int most = 0;
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      try {
        Links links = Pipeline.open("t", cut).getFirst();
        check(links, whole, length, true);
        most = Math.max(most, links.trace().slices().size());
      } catch (UnreadableInputException e) {
        assertThat(length).as("%s", e.getMessage()).isLessThan(200);
        assertThat(e.getMessage()).startsWith("t: ").doesNotContain("\n");
      }
    }
    assertThat(most).isEqualTo(whole.size());
  }

  private static void check(Links links, List<String> whole, int length, boolean cut) {
    List<String> slices = slices(links.trace());
    assertThat(slices)
        .as("slices of the first %d bytes", length)
        .isEqualTo(whole.subList(0, slices.size()));
    if (cut) {
      assertThat(links.trace().problems().stream().map(Problem::code))
          .as("problems of the first %d bytes", length)
          .containsAnyElementsOf(TOLD);
    }
    if (length % 8 == 0) { // costs more than all the rest
      Sums.check(Run.of(List.of(links)));
    }
  }

  private static List<String> slices(Trace trace) {
    SliceTable slices = trace.slices();
    List<String> texts = new ArrayList<>();
    for (int row = 0; row < slices.size(); row++) {
      int args = slices.argsId(row);
      texts.add(
          slices.kind(row)
              + " "
              + slices.startNs(row)
              + " "
              + slices.durNs(row)
              + " "
              + trace.strings().get(slices.nameId(row))
              + " "
              + (args < 0 ? "" : trace.args().get(args)));
    }
    return texts;
  }
}
