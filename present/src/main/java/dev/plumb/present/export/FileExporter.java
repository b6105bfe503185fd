package dev.plumb.present.export;

import dev.plumb.profile.Run;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** An exporter whose output is one stream of bytes. */
public non-sealed interface FileExporter extends Exporter {
  /** Whether a user may choose what is measured. */
  default boolean takesMetric() {
    return false;
  }

  /** Whether the file has what was noticed about the input, such as events that were lost. */
  default boolean keepsProblems() {
    return false;
  }

  /**
   * Writes the run; does not close {@code out}, which is buffered.
   *
   * @param metric what to measure; null for the format's default. Only where {@link #takesMetric()}
   * @param notes takes sentences about what the file does not show, or shows otherwise
   */
  void write(Run run, @Nullable ExportMetric metric, OutputStream out, Notes notes)
      throws IOException;
}
