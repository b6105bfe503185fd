package dev.plumb.importers.executiontrace;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** Chakra graphs as a sequence of protobuf messages. */
public final class ChakraImporter implements Importer {
  private static final int LONGEST_VERSION = 40;

  @Override
  public String format() {
    return "chakra";
  }

  @Override
  public String title() {
    return "Chakra execution trace (protobuf): nodes, dependencies, durations";
  }

  @Override
  public List<String> examples() {
    return List.of("chakra.0.et", "rank0.et");
  }

  @Override
  public String howToRecord() {
    return "chakra_converter PyTorch --input pytorch_et_plus.json --output chakra.0.et";
  }

  /** A length, then a message whose first field is the text of a version. */
  @Override
  public Match match(byte[] head, int length) {
    int at = 0;
    while (at < Math.min(length, 5) && head[at] < 0) {
      at++;
    }
    at++;
    if (at + 2 >= length || head[at] != 0x0A) {
      return Match.NO;
    }
    int size = head[at + 1];
    if (size < 3 || size > LONGEST_VERSION || at + 2 + size > length) {
      return Match.NO;
    }
    boolean dot = false;
    for (int i = at + 2; i < at + 2 + size; i++) {
      boolean printable = head[i] >= '0' && head[i] <= '9' || head[i] == '.' || head[i] == '-';
      if (!printable && !(head[i] >= 'a' && head[i] <= 'z')) {
        return Match.NO;
      }
      dot |= head[i] == '.';
    }
    boolean digit = head[at + 2] >= '0' && head[at + 2] <= '9';
    return dot && digit ? Match.CERTAIN : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new ChakraSession(out);
  }
}
