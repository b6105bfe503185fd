package dev.plumb.present.export;

import dev.plumb.explain.base.Texts;
import dev.plumb.present.frames.FramePaths;
import dev.plumb.present.text.Plain;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folded stacks: one line for each context, {@code outer;inner value}. The values are those of the
 * context alone, so that they add up to the run's total exactly.
 */
final class CollapsedExporter implements FileExporter {
  @Override
  public String format() {
    return "collapsed";
  }

  @Override
  public String title() {
    return "Folded stacks, one line a context: a;b;c value";
  }

  @Override
  public String opensIn() {
    return "flamegraph.pl, inferno, speedscope.app";
  }

  @Override
  public List<String> extensions() {
    return List.of(".collapsed", ".folded", ".collapsed.txt", ".folded.txt");
  }

  @Override
  public boolean takesMetric() {
    return true;
  }

  @Override
  public void write(Run run, @Nullable ExportMetric chosen, OutputStream out, Notes notes)
      throws IOException {
    CallingContextTree tree = run.tree();
    ExportMetric metric = chosen == null ? ExportMetric.usual(run) : chosen;
    FramePaths paths = new FramePaths(tree);
    Stacks stacks = new Stacks(run);
    StringBuilder line = new StringBuilder();
    long lines = 0;
    long negative = 0;
    for (int node = 1; node < tree.size(); node++) {
      long value = metric.self(tree, node);
      if (value > 0) {
        line.setLength(0);
        paths.append(stacks.pathWithThread(node), line);
        line.append(' ').append(value).append('\n');
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        lines++;
      } else if (value < 0) {
        negative++;
      }
    }
    notes.add(
        Plain.count(lines, "context")
            + " by "
            + metric.title()
            + (metric.unit().equals("none") ? "" : " in " + metric.unit())
            + ", "
            + metric.total(tree)
            + " in all");
    if (negative > 0) {
      notes.add(
          Plain.count(negative, "context")
              + Texts.word(negative, " has a value", " have values")
              + " below zero, left out");
    }
    if (paths.changedNames() > 0) {
      notes.add(
          Plain.count(paths.changedNames(), "name")
              + " held ';' or control characters, which this format cannot hold; they were"
              + " replaced by ',' and ' '");
    }
  }
}
