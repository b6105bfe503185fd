package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asLong;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.Trace;
import java.util.List;

/** CSV reports of {@code nsys stats}. */
final class NsysStatsFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "csv".equals(entry.kind()) && entry.file().startsWith("jax-toolbox/");
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Trace trace = reading.traces().getFirst();
    CsvShape.compare(c, trace);
    c.check("format", "nsys-stats", trace.format());
    c.check("rows", asLong(c.facts.get("rows")), trace.events());
    c.check("slices", asLong(c.facts.get("rows")), (long) trace.slices().size());
    c.check("problems", List.of(), trace.problems());
  }
}
