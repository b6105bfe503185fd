package dev.plumb.importers.ascendinfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer.Match;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AscendInfoImporterTest {
  private final AscendInfoImporter importer = new AscendInfoImporter();

  @Test
  void sideFilesAreKnown() {
    assertThat(
            match(
                """
                {"config": {"common_config": {}, "experimental_config": {"_aic_metrics": ""}},
                 "start_info": {"freq": 100}, "rank_id": 0}
                """))
        .isEqualTo(Match.CERTAIN);
    assertThat(match("{\"ENV_VARIABLES\": {\"ASCEND_GLOBAL_LOG_LEVEL\": \"\"}}"))
        .isEqualTo(Match.CERTAIN);
    assertThat(match("{\"FLOPs\": 1.5, \"FLOPS\": 2, \"FLOPS_Utilization\": 0.2}"))
        .isEqualTo(Match.CERTAIN);
    assertThat(match("{\"step50\": {\"collective\": {}}}")).isEqualTo(Match.NO);
    assertThat(match("{\"config\": {}, \"rank_id\": 0}")).isEqualTo(Match.NO);
    assertThat(match("{\"traceEvents\": []}")).isEqualTo(Match.NO);
    assertThat(match("[]")).isEqualTo(Match.NO);
  }

  @Test
  void theMessageSaysWhatToReadInstead() throws UnreadableInputException {
    ImportSession session =
        importer.open(new TraceBuilder("profiler_info_0.json", "ascend-info", new Problems()));
    session.accept(new byte[] {'{'}, 0, 1);
    assertThatThrownBy(session::finish)
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("profiler_info_0.json")
        .hasMessageContaining("ASCEND_PROFILER_OUTPUT");
  }

  private Match match(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return importer.match(bytes, bytes.length);
  }
}
