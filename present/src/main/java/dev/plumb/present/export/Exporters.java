package dev.plumb.present.export;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The catalogue: help, {@code plumb formats} and inference from file names come from this list. */
public final class Exporters {
  /** Every exporter; one line each. */
  public static final List<Exporter> ALL =
      List.of(
          new PlumbExporter(),
          new CollapsedExporter(),
          new SpeedscopeExporter(),
          new PprofExporter(),
          new ChromeExporter(),
          new CsvExporter(),
          new ParquetExporter());

  private Exporters() {}

  /** The exporter of that id, or null. */
  public static @Nullable Exporter named(String format) {
    return ALL.stream().filter(one -> one.format().equals(format)).findFirst().orElse(null);
  }

  /** The exporter with the longest extension that {@code fileName} ends with, or null. */
  public static @Nullable Exporter forFile(String fileName) {
    String lower = fileName.toLowerCase(Locale.ROOT);
    Exporter best = null;
    int longest = 0;
    for (Exporter one : ALL) {
      for (String extension : one.extensions()) {
        if (lower.endsWith(extension) && extension.length() > longest) {
          best = one;
          longest = extension.length();
        }
      }
    }
    return best;
  }
}
