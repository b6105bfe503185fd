package dev.plumb.importers.ascendcomm;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Communication between Ascend NPUs, summed up by their profiler. */
public final class AscendCommunicationImporter implements Importer {
  /** A recording in which nothing was communicated has no more than this. */
  private static final Pattern EMPTY =
      Pattern.compile("\\{\\s*\"step\\d*\"\\s*:\\s*\\{\\s*\"(collective|p2p)\"");

  @Override
  public String format() {
    return "ascend-communication";
  }

  @Override
  public String title() {
    return "Ascend PyTorch Profiler and msprof (JSON): communication by operation, link and rank";
  }

  @Override
  public List<String> examples() {
    return List.of("communication.json", "communication_matrix.json");
  }

  @Override
  public String howToRecord() {
    return "torch_npu.profiler.profile(experimental_config=torch_npu.profiler._ExperimentalConfig("
        + "profiler_level=torch_npu.profiler.ProfilerLevel.Level1), …)";
  }

  @Override
  public boolean ofSet() {
    return true;
  }

  @Override
  public Match match(byte[] head, int length) {
    int from = length >= 3 && (head[0] & 0xFF) == 0xEF ? 3 : 0;
    String text = new String(head, from, length - from, StandardCharsets.UTF_8).stripLeading();
    if (!text.startsWith("{")) {
      return Match.NO;
    }
    boolean times =
        text.contains("\"Communication Time Info\"")
            || text.contains("\"Communication Bandwidth Info\"");
    boolean matrix = text.contains("\"Transport Type\"") && text.contains("\"Transit Size(MB)\"");
    return times || matrix || EMPTY.matcher(text).lookingAt() ? Match.CERTAIN : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new CommunicationSession(out);
  }
}
