package dev.plumb.importers.proton;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Profiles of Triton Proton. */
public final class ProtonImporter implements Importer {
  @Override
  public String format() {
    return "proton";
  }

  @Override
  public String title() {
    return "Triton Proton profile: scopes, kernels, their time, FLOPs and bytes";
  }

  @Override
  public List<String> examples() {
    return List.of("proton.hatchet", "matmul.hatchet", "profile.json");
  }

  @Override
  public String howToRecord() {
    return "proton -n NAME train.py, or proton.start(\"NAME\", hook=\"triton\"); …;"
        + " proton.finalize()";
  }

  @Override
  public Match match(byte[] head, int length) {
    int from = length >= 3 && (head[0] & 0xFF) == 0xEF ? 3 : 0;
    String text = new String(head, from, length - from, StandardCharsets.ISO_8859_1).strip();
    if (!text.startsWith("[")) {
      return Match.NO;
    }
    String first = text.substring(1).stripLeading();
    boolean tree = first.startsWith("{") && firstKeyIsOfTree(first.substring(1).stripLeading());
    boolean frame = text.contains("\"frame\"") && text.contains("\"metrics\"");
    // In a deep tree the first frame comes after 64 KiB of opening brackets.
    boolean deep = length >= 1 << 16 && first.startsWith("{") && !text.contains("\"ph\"");
    return tree && (frame || deep) ? Match.CERTAIN : Match.NO;
  }

  private static boolean firstKeyIsOfTree(String text) {
    return text.startsWith("\"children\"")
        || text.startsWith("\"frame\"")
        || text.startsWith("\"metrics\"");
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new ProtonSession(out);
  }
}
