package dev.plumb.importers.ascendinfo;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.json.JsonHead;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.util.List;

/** Recognises the side files of profilers of Ascend NPUs, to say which one to read. */
public final class AscendInfoImporter implements Importer {
  @Override
  public String format() {
    return "ascend-info";
  }

  @Override
  public String title() {
    return "Ascend PyTorch Profiler and MindSpore: side files of a recording, recognised only";
  }

  @Override
  public List<String> examples() {
    return List.of("profiler_info_0.json", "profiler_metadata.json", "flops_summary_0.json");
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
    boolean flops = outline.has("FLOPs") && outline.has("FLOPS_Utilization");
    return info || metadata || flops ? Match.CERTAIN : Match.NO;
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
          "this file describes a recording of Ascend NPUs and holds no events",
          "Give the folder ASCEND_PROFILER_OUTPUT next to it, or the file trace_view.json or"
              + " ascend_pytorch_profiler_*.db in it; of MindSpore, step_trace_raw_*.csv.");
    }
  }
}
