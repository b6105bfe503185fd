package dev.plumb.importers.collapsed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Imported;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class CollapsedImporterTest {
  private static final String MIXED =
      """
      # a comment
      java;start_thread;check_events_[k];hypercall_page_[k] 1
      [main tid=8345];a/b/C.run_[j];a/b/C.run_[0] 20

      process 12:"python x.py";thread (0x7F): "Main";<module> (x.py:3);work (lib/y.py:14) 4
      Lorg/foo/Bar;::call;main 2\r
      model.py(12): forward;nn.Module: Linear_0;aten::mm 3
      """;

  private final CollapsedImporter importer = new CollapsedImporter();

  @Test
  void framesAnnotationsAndThreadsAreUnderstood() {
    Imported imported = Imported.of(importer, MIXED);
    assertThat(imported.samples())
        .containsExactly(
            "SAMPLES=1 java;start_thread;check_events:system;hypercall_page:system",
            "SAMPLES=20 #0 a/b/C.run:java;a/b/C.run:java",
            "SAMPLES=4 #1 <module>:python@x.py:3;work:python@lib/y.py:14",
            "SAMPLES=2 Lorg/foo/Bar;::call:java;main",
            "SAMPLES=3 forward:python@model.py:12;nn.Module: Linear_0:module;aten::mm:operator");
    assertThat(imported.tracks()).containsExactly("/8345 -/main", "12/0x7F python x.py/Main");
    assertThat(imported.trace().events()).isEqualTo(5);
    assertThat(imported.problems()).isEmpty();
  }

  @Test
  void fractionsMakeAllValuesFractions() {
    Imported imported = Imported.of(importer, "a;b 0.25\na;c 3\na;d 1e1\n");
    assertThat(imported.measures()).containsExactly("OTHER value 1e-2");
    assertThat(imported.sums()).containsEntry("OTHER value", 1325L);
  }

  @Test
  void linesWithoutACountAreCounted() {
    Imported imported = Imported.of(importer, "a;b 1\nnonsense\na;c -3\na;d 2");
    assertThat(imported.samples()).containsExactly("SAMPLES=1 a;b", "SAMPLES=2 a;d");
    assertThat(imported.problems()).containsExactly("event-broken 1@6", "sample-broken 1@15");
  }

  @Test
  void sumsThatDoNotFitAreKeptOut() {
    Imported imported =
        Imported.of(importer, "a;b 9223372036854775807\na;c 99999999999999999999\na;d 5\n");
    assertThat(imported.problems()).hasSize(1);
    assertThat(imported.trace().events()).isEqualTo(3);
  }

  @Test
  void nothingButNonsenseIsUnreadable() {
    Assertions.assertThatThrownBy(
            () -> Imported.of(importer, "x\ny\n".getBytes(StandardCharsets.UTF_8), 10))
        .isInstanceOf(UnreadableInputException.class);
  }

  @Test
  void onlyStacksAreStacks() {
    assertThat(match("a;b 1\na;c 2\n")).isEqualTo(Match.CERTAIN);
    assertThat(match("a;b 1\na;c 2")).isEqualTo(Match.CERTAIN);
    assertThat(match("name,count\nx,1\n")).isEqualTo(Match.NO);
    // Stacks of one frame: our own export of kernels without callers looks so.
    assertThat(match("kernel 1\ntime 5\n")).isEqualTo(Match.POSSIBLE);
    assertThat(match("kernel 1\ntime 5\nand more\n")).isEqualTo(Match.NO);
    assertThat(match("1;2;3 4\n5;6 7\n")).isEqualTo(Match.NO);
    assertThat(match("{\"a\": 1}\n")).isEqualTo(Match.NO);
    assertThat(match("")).isEqualTo(Match.NO);
  }

  private Match match(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return importer.match(bytes, bytes.length);
  }

  @Test
  void damageIsSurvived() {
    assertThat(Imported.survives(importer, MIXED.getBytes(StandardCharsets.UTF_8), 2000))
        .isPositive();
  }
}
