package dev.plumb.cli;

import dev.plumb.trace.io.ByteSource;
import java.io.PrintWriter;

/** One line on a terminal while something takes long; nothing when stderr is no terminal. */
final class Progress {
  private static final long PATIENCE_NS = 700_000_000L;
  private static final long INTERVAL_NS = 100_000_000L;

  private final PrintWriter err;
  private final boolean shown;
  private long next = System.nanoTime() + PATIENCE_NS;
  private boolean dirty;

  Progress(PrintWriter err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  /** For commands run by a person: draws only if stderr is a terminal. */
  static Progress onTerminal(PrintWriter err) {
    // The console is a terminal only if stdin and stdout are; reports are often piped to a pager,
    // so the launcher script tells about stderr.
    return new Progress(err, "1".equals(System.getenv("PLUMB_STDERR_IS_TERMINAL")));
  }

  synchronized void read(ByteSource source) {
    if (!shown) {
      return;
    }
    long now = System.nanoTime();
    if (now - next < 0) {
      return;
    }
    next = now + INTERVAL_NS;
    long size = source.compressedSize();
    long read = source.compressedRead();
    String name = printable(source.name());
    err.print(
        size > 0
            ? "\r\u001b[Kreading " + name + "  " + Math.min(100, read * 100 / size) + " %"
            : "\r\u001b[Kreading " + name + "  " + (read >> 20) + " MiB");
    err.flush();
    dirty = true;
  }

  synchronized void done() {
    if (dirty) {
      err.print("\r\u001b[K");
      err.flush();
      dirty = false;
    }
  }

  /** File names may hold anything, also what moves the cursor. */
  private static String printable(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .limit(60)
        .forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return text.toString();
  }
}
