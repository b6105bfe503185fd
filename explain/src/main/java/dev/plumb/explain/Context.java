package dev.plumb.explain;

import dev.plumb.trace.Ids;
import org.jspecify.annotations.Nullable;

/**
 * A place that a finding points at.
 *
 * @param node node of the run's tree, or {@link Ids#NONE} where it is no calling context
 * @param file source file of the innermost frame of the user's program, or null if unknown
 * @param line its line, 0 if unknown
 * @param label function, module, operator or kernel: what to call the place
 * @param ns nanoseconds of the finding's impact at this place
 */
public record Context(int node, @Nullable String file, int line, String label, long ns) {
  /** The source line first where there is one. */
  public String text() {
    return file == null ? label : file + ":" + line + " " + label;
  }
}
