package dev.plumb.importers.memsnapshot;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Memory snapshots of PyTorch. */
public final class MemorySnapshotImporter implements Importer {
  private static final int PROTO = 0x80;
  private static final int HIGHEST_PROTOCOL = 5;

  @Override
  public String format() {
    return "torch-memory-snapshot";
  }

  @Override
  public String title() {
    return "PyTorch memory snapshot (pickle, never executed): segments, blocks, history, stacks";
  }

  @Override
  public List<String> examples() {
    return List.of("snapshot.pickle", "memory_snapshot.pkl");
  }

  @Override
  public String howToRecord() {
    return "torch.cuda.memory._record_memory_history(); …;"
        + " torch.cuda.memory._dump_snapshot(\"snapshot.pickle\")";
  }

  @Override
  public Match match(byte[] head, int length) {
    boolean pickle =
        length > 2 && (head[0] & 0xFF) == PROTO && head[1] >= 0 && head[1] <= HIGHEST_PROTOCOL;
    if (!pickle) {
      return Match.NO;
    }
    String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    boolean snapshot =
        text.contains("segments")
            || text.contains("device_traces")
            || text.contains("total_size") && text.contains("blocks");
    return snapshot ? Match.CERTAIN : Match.POSSIBLE;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new SnapshotSession(out);
  }
}
