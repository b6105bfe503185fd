package dev.plumb.cli;

import dev.plumb.record.session.Recording;
import dev.plumb.record.tree.Hottest;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;

/** {@code --follow}: the hottest contexts, drawn over and over on a terminal. */
final class LiveTop implements Consumer<Recording> {
  private static final int ROWS = 12;

  private final PrintWriter err;
  private final boolean terminal = "1".equals(System.getenv("PLUMB_STDERR_IS_TERMINAL"));
  private int drawn;

  LiveTop(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void accept(Recording recording) {
    List<Hottest.Row> rows = Hottest.of(recording.tree(), ROWS);
    if (terminal && drawn > 0) {
      err.print("\u001b[" + drawn + "A\u001b[J");
    }
    int width = Terminal.width();
    for (Hottest.Row row : rows) {
      String line =
          String.format("%5.1f%%  %10s  %s", 100 * row.share(), row.value(), row.context());
      err.println(line.length() > width ? line.substring(0, width - 1) + "…" : line);
    }
    if (!terminal) {
      err.println();
    }
    err.flush();
    drawn = rows.size();
  }
}
