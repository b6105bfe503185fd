package dev.plumb.importers.proton;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Profiles of Triton Proton as MessagePack. */
public final class ProtonMsgPackImporter implements Importer {
  private static final int FIXED_ARRAY = 0x90;
  private static final int FIXED_MAP = 0x80;
  private static final int HIGH_NIBBLE = 0xF0;

  /**
   * The first key of a tree, as a text of fixed length, right behind two bytes for what it is in.
   */
  private static final List<String> KEYS =
      List.of("\u00a5frame", "\u00a7metrics", "\u00a8children");

  @Override
  public String format() {
    return "proton-msgpack";
  }

  @Override
  public String title() {
    return "Triton Proton profile as MessagePack: scopes, kernels, their time, FLOPs and bytes";
  }

  @Override
  public List<String> examples() {
    return List.of("proton.hatchet_msgpack");
  }

  @Override
  public String howToRecord() {
    return "proton.start(\"NAME\", hook=\"triton\"); …;"
        + " proton.finalize(output_format=\"hatchet_msgpack\")";
  }

  @Override
  public Match match(byte[] head, int length) {
    boolean nested =
        length > 2
            && (head[0] & HIGH_NIBBLE) == FIXED_ARRAY
            && (head[1] & HIGH_NIBBLE) == FIXED_MAP;
    if (!nested) {
      return Match.NO;
    }
    String start = new String(head, 2, Math.min(length - 2, 16), StandardCharsets.ISO_8859_1);
    return KEYS.stream().anyMatch(start::startsWith) ? Match.CERTAIN : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new ProtonMsgPackSession(out);
  }
}
