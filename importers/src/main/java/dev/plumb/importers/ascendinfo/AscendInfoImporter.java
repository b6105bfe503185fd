package dev.plumb.importers.ascendinfo;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.stacks.JsonHead;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Recognises the side files of the Ascend PyTorch profiler, to say which one to read. */
public final class AscendInfoImporter implements Importer {
  private static final Pattern COMMUNICATION =
      Pattern.compile("\\s*\\{\\s*\"step\\d*\"\\s*:\\s*\\{\\s*\"(collective|p2p)\"");
  private static final int COMMUNICATION_LENGTH = 512;

  @Override
  public String format() {
    return "ascend-info";
  }

  @Override
  public String title() {
    return "Ascend PyTorch Profiler: side files of a recording, recognised only";
  }

  @Override
  public List<String> examples() {
    return List.of("profiler_info_0.json", "profiler_metadata.json", "communication.json");
  }

  @Override
  public String howToRecord() {
    return "torch_npu.profiler.profile(on_trace_ready="
        + "torch_npu.profiler.tensorboard_trace_handler(\"out\"))";
  }

  @Override
  public Match match(byte[] head, int length) {
    JsonHead outline = JsonHead.of(head, length);
    boolean info = outline.has("config.experimental_config") && outline.has("start_info");
    boolean metadata =
        outline.has("ENV_VARIABLES.ASCEND_GLOBAL_LOG_LEVEL") || outline.has("parallel_group_info");
    return info || metadata || isCommunication(head, length) ? Match.CERTAIN : Match.NO;
  }

  private static boolean isCommunication(byte[] head, int length) {
    int end = Math.min(length, COMMUNICATION_LENGTH);
    return COMMUNICATION.matcher(new String(head, 0, end, StandardCharsets.UTF_8)).lookingAt();
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new Refusal(out.name());
  }

  private record Refusal(String name) implements ImportSession {
    @Override
    public void accept(byte[] buffer, int from, int to) {}

    @Override
    public void finish() throws UnreadableInputException {
      throw new UnreadableInputException(
          name,
          Problems.NO_OFFSET,
          "this file describes a recording of the Ascend PyTorch Profiler and holds no events",
          "Give the folder ASCEND_PROFILER_OUTPUT next to it, or the file trace_view.json or"
              + " ascend_pytorch_profiler_*.db in it.");
    }
  }
}
