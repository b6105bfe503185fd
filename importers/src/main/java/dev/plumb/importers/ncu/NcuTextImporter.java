package dev.plumb.importers.ncu;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What {@code ncu} prints: its log, and its tables of comma-separated values. */
public final class NcuTextImporter implements Importer {
  @Override
  public String format() {
    return "ncu-text";
  }

  @Override
  public String title() {
    return "Nsight Compute log or CSV: metrics of kernels as printed, instructions of page source";
  }

  @Override
  public List<String> examples() {
    return List.of("ncu.csv", "ncu.txt", "ncu.log", "source.csv");
  }

  @Override
  public String howToRecord() {
    return "ncu --csv --page raw --log-file ncu.csv PROGRAM";
  }

  @Override
  public Match match(byte[] head, int length) {
    String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    boolean byteOrderMark = text.startsWith("\u00ef\u00bb\u00bf");
    for (int at = byteOrderMark ? 3 : 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      String line = text.substring(at, end < 0 ? text.length() : end);
      if (isOurs(line)) {
        return Match.CERTAIN;
      }
      at = end < 0 ? text.length() : end + 1;
    }
    return Match.NO;
  }

  private static boolean isOurs(String line) {
    return line.startsWith("==PROF== ")
        || CsvPage.isHead(line)
        || SourcePage.isHead(line)
        || isKernel(line);
  }

  /** A kernel of a log without messages, as {@code ncu --import} prints it. */
  private static boolean isKernel(String line) {
    return line.startsWith("  ")
        && line.contains(", Context ")
        && line.contains(", Stream ")
        && KernelLine.of(line) != null;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new TextSession(out);
  }
}
