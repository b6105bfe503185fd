package dev.plumb.cli;

import dev.plumb.present.text.Plain;
import dev.plumb.record.session.Recording;
import dev.plumb.record.tree.Hottest;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** {@code --follow}: the hottest contexts, drawn over and over on a terminal. */
final class LiveTop implements Consumer<Recording> {
  private static final int ROWS = 12;
  private static final String BETWEEN = " > ";

  private final PrintWriter err;
  private final boolean terminal;
  private final int width;
  private int drawn;

  /** On stderr itself: what moves the cursor does not get through where messages go. */
  static LiveTop onTerminal() {
    return new LiveTop(
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        "1".equals(System.getenv("PLUMB_STDERR_IS_TERMINAL")),
        Terminal.width());
  }

  /**
   * Draws to a terminal of so many columns, or writes one table below the other.
   *
   * @param terminal whether what was drawn last may be drawn over
   */
  LiveTop(PrintWriter err, boolean terminal, int width) {
    this.err = err;
    this.terminal = terminal;
    this.width = width;
  }

  @Override
  public void accept(Recording recording) {
    List<Hottest.Row> rows = Hottest.of(recording.tree(), ROWS);
    if (terminal && drawn > 0) {
      err.print("\u001b[" + drawn + "A\u001b[J");
    }
    if (!rows.isEmpty()) {
      print("   own   total        time  context (total: with all that the innermost call calls)");
    }
    for (Hottest.Row row : rows) {
      String figures =
          String.format(
              "%5.1f%%  %5.1f%%  %10s  ", 100 * row.share(), 100 * row.total(), row.value());
      print(figures + path(row.context(), width - figures.length()));
    }
    if (!terminal) {
      err.println();
    }
    err.flush();
    drawn = rows.isEmpty() ? 0 : rows.size() + 1;
  }

  /** A line that the terminal breaks would be two to go back over. */
  private void print(String line) {
    err.println(Plain.width(line) > width ? Plain.beginning(line, width - 1) + "…" : line);
  }

  /**
   * Calls that fit in so many columns: what ran, who called it, the outermost one, and of those
   * between as many as there is room for.
   */
  private static String path(List<String> calls, int room) {
    List<String> names = calls.stream().map(Plain::printable).toList(); // they are the program's
    String whole = String.join(BETWEEN, names);
    for (int left = 2; Plain.width(whole) > room && left < names.size() - 1; left++) {
      whole =
          names.getFirst()
              + BETWEEN
              + "…"
              + BETWEEN
              + String.join(BETWEEN, names.subList(left, names.size()));
    }
    return whole;
  }
}
