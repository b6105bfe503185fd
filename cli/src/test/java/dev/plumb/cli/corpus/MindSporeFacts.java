package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asLong;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** MindSpore's tables. Step traces say how long each collective took beside its two times. */
final class MindSporeFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "csv".equals(entry.kind()) && entry.file().startsWith("mindinsight/");
  }

  @Override
  public void compare(Comparison c, Reading reading) throws IOException {
    Trace trace = reading.traces().getFirst();
    CsvShape.compare(c, trace);
    c.check("format", "mindspore-csv", trace.format());
    c.check("rows", asLong(c.facts.get("rows")), trace.events());
    if (c.entry.file().contains("step_trace")) {
      SliceTable slices = trace.slices();
      long sum = 0;
      for (int row = 0; row < slices.size(); row++) {
        sum += slices.kind(row) == SliceKind.KERNEL ? slices.durNs(row) : 0;
      }
      c.check("time of collectives", 10 * ticksOfCollectives(reading.file()), sum);
      c.check("has collectives", true, trace.deviceWork().size() > 0);
    }
  }

  private static long ticksOfCollectives(Path path) throws IOException {
    List<String> rows = Files.readAllLines(path);
    String[] head = rows.getFirst().split(",");
    long sum = 0;
    for (String row : rows.subList(1, rows.size())) {
      String[] fields = row.split(",");
      for (int i = 9; i < fields.length && !fields[0].equals("-"); i++) {
        sum += head[i].endsWith("_point") ? 0 : Long.parseLong(fields[i]);
      }
    }
    return sum;
  }
}
