package dev.plumb.importers.rocviewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Hardness;
import dev.plumb.importers.testing.TableText;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RocViewerImporterTest {
  private static final String SAMPLES =
      """
      {"code": [
        ["; _Z3addPf", 0, 0, "add(float*)", 2, 44288, 0, 0, 0, 0, 0, 0, [0,0,0,0,0,0,0,0,0,0]],
        ["s_waitcnt lgkmcnt(0)", 0, 1, "/src/add.cpp:17", 2, 44288, 0, 0, 0, 0, 3, 5,
          [0,0,1,2,0,0,0,0,1,0]],
        ["s_endpgm", 0, 2, "", 2, 44296, 7, 100, 60, 10, 0, 0, [0,0,0,0,0,0,0,0,0,0]],
        17
      ], "header": ["ISA", "_"], "version": "3.0.0"}
      """;

  private final RocViewerImporter importer = new RocViewerImporter();
  private final Hardness hardness = new Hardness(importer);

  @Test
  void instructionsStandUnderTheirKernel() throws UnreadableInputException {
    String wait =
        "of slice -1 KERNEL add(float*) > INSTRUCTION s_waitcnt lgkmcnt(0)"
            + " (/src/add.cpp:17)\n";
    String end = "of slice -1 KERNEL add(float*) > INSTRUCTION s_endpgm\n";
    assertThat(TableText.of(hardness.read(bytes(SAMPLES), 1000)))
        .contains(
            "sample - PC_SAMPLES 3 ISSUED " + wait,
            "sample - PC_SAMPLES 1 ALU_DEPENDENCY " + wait,
            "sample - PC_SAMPLES 2 WAITCNT " + wait,
            "sample - PC_SAMPLES 1 OTHER_WAIT " + wait,
            "sample - PC_SAMPLES 1 STALLED " + wait,
            "sample - SAMPLES 7 - " + end,
            "sample - OTHER 100 - " + end,
            "sample - OTHER 60 - " + end,
            "problem value-not-an-event 1",
            "events 3");
  }

  @Test
  void itIsKnownByItsBeginning() {
    byte[] ours = bytes(SAMPLES);
    assertThat(importer.match(ours, ours.length)).isEqualTo(Match.CERTAIN);
    for (String other : List.of("", "{\"code\": 5}", "{\"code\": [{}]}", "[[\"a\"]]")) {
      assertThat(importer.match(bytes(other), other.length())).as(other).isEqualTo(Match.NO);
    }
  }

  @Test
  void chunksAndDamage() throws UnreadableInputException {
    hardness.chunksDoNotMatter(bytes(SAMPLES));
    hardness.truncationIsSurvived(bytes(SAMPLES));
    hardness.damageIsSurvived(List.of(bytes(SAMPLES)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
