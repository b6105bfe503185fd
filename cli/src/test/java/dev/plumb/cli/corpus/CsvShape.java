package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asLong;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Trace;

/** What the facts of every CSV file have in common. */
final class CsvShape {
  private CsvShape() {}

  static void compare(Comparison c, Trace trace) {
    c.facts.get("kind");
    c.check("bytes", asLong(c.facts.get("bytes")), trace.fileBytes());
    c.check(
        "ragged_rows",
        asLong(c.facts.get("ragged_rows")),
        Values.problems(trace, ProblemCode.ROW_RAGGED));
    c.notKept(
        "how the table is written is not kept",
        "crlf",
        "bom",
        "columns",
        "n_columns",
        "timestamp_forms",
        "preamble_lines");
    if (c.facts.get("invalid_utf8") != null) {
      c.check("invalid_utf8", true, Values.problems(trace, ProblemCode.INVALID_UTF8) > 0);
    }
  }
}
