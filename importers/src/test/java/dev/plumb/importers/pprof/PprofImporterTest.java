package dev.plumb.importers.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Imported;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ProtoWriter;
import org.junit.jupiter.api.Test;

class PprofImporterTest {
  private final PprofImporter importer = new PprofImporter();

  /** As Go writes it: samples before locations, functions and strings. */
  private static byte[] profile() {
    ProtoWriter profile = new ProtoWriter();
    profile.message(1, new ProtoWriter().number(1, 1).number(2, 2));
    profile.message(1, new ProtoWriter().number(1, 3).number(2, 4));
    profile.message(
        2,
        new ProtoWriter()
            .packed(1, 20, 10)
            .packed(2, 3, 30)
            .message(3, new ProtoWriter().number(1, 14).number(3, 77))
            .message(3, new ProtoWriter().number(1, 15).number(2, 16)));
    profile.message(2, new ProtoWriter().number(1, 10).number(2, 1).number(2, 10));
    profile.message(2, new ProtoWriter().packed(1, 99, 30).packed(2, 0, 5));
    profile.message(3, new ProtoWriter().number(1, 1).number(2, 4096).number(3, 8192).number(5, 5));
    profile.message(
        4,
        new ProtoWriter()
            .number(1, 10)
            .number(2, 1)
            .number(3, 5000)
            .message(4, new ProtoWriter().number(1, 1).number(2, 12)));
    profile.message(
        4,
        new ProtoWriter()
            .number(1, 20)
            .message(4, new ProtoWriter().number(1, 3))
            .message(4, new ProtoWriter().number(1, 2).number(2, 8)));
    profile.message(4, new ProtoWriter().number(1, 30).number(2, 1).number(3, 6000));
    profile.message(5, new ProtoWriter().number(1, 1).number(2, 6).number(4, 7));
    profile.message(5, new ProtoWriter().number(1, 2).number(2, 8).number(4, 9));
    profile.message(5, new ProtoWriter().number(1, 3).number(2, 10));
    for (String text :
        new String[] {
          "",
          "samples",
          "count",
          "cpu",
          "microseconds",
          "/bin/app",
          "main.main",
          "main.go",
          "forward",
          "model.py",
          "memcpy",
          "note",
          "go.*",
          "f",
          "thread_id",
          "state",
          "running"
        }) {
      profile.text(6, text);
    }
    profile.number(7, 12).number(9, 1_700_000_000_000_000_000L).number(10, 5);
    profile.message(11, new ProtoWriter().number(1, 3).number(2, 4)).number(12, 10);
    return profile.packed(13, 11).number(14, 3).toBytes();
  }

  @Test
  void goProfiles() throws UnreadableInputException {
    Imported imported = Imported.of(importer, profile(), Integer.MAX_VALUE);
    String main = "main.main:native@main.go:12[/bin/app]";
    String inner = main + ";forward:python@model.py:8;memcpy";
    assertThat(imported.samples())
        .containsExactly(
            "SAMPLES=3 #0 " + inner + " (state=running)",
            "CPU_NS=30000 #0 " + inner + " (state=running)",
            "SAMPLES=1 " + main,
            "CPU_NS=10000 " + main,
            "CPU_NS=5000 [unknown]:native[/bin/app];[unknown]");
    assertThat(imported.tracks()).containsExactly("/77 -/-");
    assertThat(imported.measures()).containsExactly("SAMPLES samples", "CPU_NS cpu ns");
    assertThat(imported.problems()).containsExactly("reference-dangling 1");
    assertThat(imported.trace().events()).isEqualTo(3);
    assertThat(imported.trace().metadata())
        .containsEntry("comment", "\"note\"")
        .containsEntry("drop_frames", "\"go.*\"")
        .containsEntry("period", "10")
        .containsEntry("time_nanos", "1700000000000000000");
  }

  @Test
  void damageInTheMiddleKeepsWhatWasBefore() throws UnreadableInputException {
    byte[] bytes = profile();
    byte[] cut = java.util.Arrays.copyOf(bytes, 75);
    Imported imported = Imported.of(importer, cut, 10);
    assertThat(imported.samples()).isNotEmpty();
    assertThat(imported.problems()).anyMatch(problem -> problem.startsWith("input-truncated 1@"));
  }

  @Test
  void onlyProfilesMatch() {
    byte[] bytes = profile();
    assertThat(importer.match(bytes, bytes.length)).isEqualTo(Match.CERTAIN);
    assertThat(importer.match(bytes, 60)).isEqualTo(Match.CERTAIN);
    assertThat(
            match(
                new ProtoWriter()
                    .text(6, "")
                    .message(1, new ProtoWriter().number(1, 1).number(2, 2))))
        .isEqualTo(Match.CERTAIN);
    // An XSpace: field 1 is a plane, a message with a name.
    assertThat(
            match(
                new ProtoWriter().message(1, new ProtoWriter().number(1, 2).text(2, "/host:CPU"))))
        .isEqualTo(Match.NO);
    assertThat(match(new ProtoWriter().text(1, "HloModule"))).isEqualTo(Match.NO);
    assertThat(match(new ProtoWriter().text(6, "x"))).isEqualTo(Match.NO);
    byte[] text = "a;b 12\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(importer.match(text, text.length)).isEqualTo(Match.NO);
  }

  private Match match(ProtoWriter message) {
    byte[] bytes = message.toBytes();
    return importer.match(bytes, bytes.length);
  }

  @Test
  void damageIsSurvived() {
    assertThat(Imported.survives(importer, profile(), 4000)).isPositive();
  }
}
