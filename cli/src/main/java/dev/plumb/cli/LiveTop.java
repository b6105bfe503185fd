package dev.plumb.cli;

import dev.plumb.present.text.Plain;
import dev.plumb.record.os.TerminalSize;
import dev.plumb.record.session.Recording;
import dev.plumb.record.tree.Hottest;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** {@code --follow}: the hottest contexts, drawn over and over on a terminal. */
final class LiveTop implements Consumer<Recording> {
  private static final int ROWS = 12;
  private static final String BETWEEN = " > ";
  private static final String EXPLAINED = " (total: with what the innermost call calls)";

  /** Columns that contexts have at least: where there are fewer, figures give way. */
  private static final int CONTEXT = 24;

  private static final int OWN = 8;
  private static final int TOTAL = 8;
  private static final int TIME = 12;

  private static final int STDERR = 2;

  private final PrintWriter err;
  private final boolean terminal;
  private final Supplier<TerminalSize> size;
  private TerminalSize drawnOn = new TerminalSize(0, 0);
  private int drawn;

  /** On stderr itself: what moves the cursor does not get through where messages go. */
  static LiveTop onTerminal() {
    return new LiveTop(
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        "1".equals(System.getenv("PLUMB_STDERR_IS_TERMINAL")),
        () -> {
          TerminalSize now = TerminalSize.of(STDERR);
          return now == null ? ofWidth(Terminal.width()) : now;
        });
  }

  private static TerminalSize ofWidth(int columns) {
    return new TerminalSize(Integer.MAX_VALUE, columns);
  }

  /**
   * Draws to a terminal of so many columns, or writes one table below the other.
   *
   * @param terminal whether what was drawn last may be drawn over
   */
  LiveTop(PrintWriter err, boolean terminal, int width) {
    this(err, terminal, () -> ofWidth(width));
  }

  /** Draws to a terminal that may become larger and smaller. */
  LiveTop(PrintWriter err, boolean terminal, Supplier<TerminalSize> size) {
    this.err = err;
    this.terminal = terminal;
    this.size = size;
  }

  @Override
  public void accept(Recording recording) {
    TerminalSize now = size.get();
    // All of it must be on the screen to be drawn over: with its head, and the line of the cursor.
    int most = terminal ? Math.clamp(now.rows() - 2L, 1, ROWS) : ROWS;
    List<Hottest.Row> rows = Hottest.of(recording.tree(), most);
    if (terminal && drawn > 0 && isStillThere(now)) {
      err.print("\u001b[" + drawn + "A\u001b[J");
    }
    if (!rows.isEmpty()) {
      draw(rows, now.columns());
    }
    if (!terminal) {
      err.println();
    }
    err.flush();
    drawn = rows.isEmpty() ? 0 : rows.size() + 1;
    drawnOn = now;
  }

  /** A terminal that became narrower may have broken lines, and nobody knows how many there are. */
  private boolean isStillThere(TerminalSize now) {
    return now.columns() >= drawnOn.columns() && drawn < now.rows();
  }

  private void draw(List<Hottest.Row> rows, int width) {
    boolean hasTotal = width >= OWN + TOTAL + CONTEXT;
    boolean hasTime = width >= OWN + TOTAL + TIME + CONTEXT; // it is share times all of the time
    String head = "   own  " + (hasTotal ? " total  " : "") + (hasTime ? "      time  " : "");
    String whole = head + "context" + EXPLAINED;
    print(hasTotal && Plain.width(whole) <= width ? whole : head + "context", width);
    for (Hottest.Row row : rows) {
      String figures =
          String.format("%5.1f%%  ", 100 * row.share())
              + (hasTotal ? String.format("%5.1f%%  ", 100 * row.total()) : "")
              + (hasTime ? String.format("%10s  ", row.value()) : "");
      print(figures + path(row.context(), width - figures.length()), width);
    }
  }

  /** A line that the terminal breaks would be two to go back over. */
  private void print(String line, int width) {
    err.println(Plain.width(line) > width ? Plain.beginning(line, width - 1) + "…" : line);
  }

  /**
   * Calls that fit in so many columns: what ran, who called it, the outermost one, and of those
   * between as many as there is room for. Where there is less, the outermost one goes first, and
   * what ran last.
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
    for (int left = names.size() - 2; Plain.width(whole) > room && left < names.size(); left++) {
      if (left > 0) {
        whole = "…" + BETWEEN + String.join(BETWEEN, names.subList(left, names.size()));
      }
    }
    return Plain.width(whole) > room ? names.getLast() : whole;
  }
}
