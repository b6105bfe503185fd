package dev.plumb.cli;

import dev.plumb.present.text.Plain;
import dev.plumb.trace.io.ByteSource;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** One line on a terminal while something takes long; nothing when stderr is no terminal. */
final class Progress {
  private static final long PATIENCE_NS = 700_000_000L;
  private static final long INTERVAL_NS = 100_000_000L;
  private static final int NAME_WIDTH = 60;

  private final PrintWriter err;
  private final boolean shown;
  private long next = System.nanoTime() + PATIENCE_NS;
  private boolean dirty;

  Progress(PrintWriter err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  /** For commands run by a person: draws only if stderr is a terminal. */
  static Progress onTerminal() {
    // The console is a terminal only if stdin and stdout are; reports are often piped to a pager,
    // so the launcher script tells about stderr.
    return new Progress(
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        "1".equals(System.getenv("PLUMB_STDERR_IS_TERMINAL")));
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
    String name = Plain.name(source.name(), NAME_WIDTH);
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
}
