package dev.plumb.cli.fuzz;

import com.sun.management.ThreadMXBean;
import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.cli.pipeline.Pipeline.Pieces;
import dev.plumb.cli.pipeline.Sums;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Problem;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs the whole pipeline on one input: import, links, tree, totals, JSON. No exception, exact
 * sums, the same in pieces as in one, in bounded time and with bounded allocation.
 */
final class Check {
  /** CPU time that one input of at most 20 kB may take: a busy machine is no hang. */
  static final long MAX_NANOS = 2_000_000_000L;

  /** Tables and windows of an empty trace, and what one byte of input may cost on top. */
  static final long ALLOCATION_BASE = 4 << 20;

  static final long ALLOCATION_PER_BYTE = 1_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final Run NOTHING =
      Run.of(
          List.of(Pipeline.link("nothing", "[]".getBytes(StandardCharsets.UTF_8), Pieces.WHOLE)));

  // What the last input did.
  private long nanos;
  private long allocated;
  private Run run;
  private final boolean alone;

  /** A check of inputs, of which others may run in other threads. */
  Check() {
    this(false);
  }

  /**
   * A check of inputs.
   *
   * @param alone whether nothing else runs: then what importers allocate in threads of their own
   *     counts too
   */
  Check(boolean alone) {
    this.alone = alone;
  }

  private long allocatedSoFar() {
    return alone
        ? THREADS.getTotalThreadAllocatedBytes()
        : THREADS.getCurrentThreadAllocatedBytes();
  }

  /** Loads the classes, which allocates more than any input. */
  static void warmUp() {
    Pipeline.json(Pipeline.run("[]".getBytes(StandardCharsets.UTF_8)));
  }

  /** Throws whatever is wrong with what comes out for {@code text}. */
  void run(byte[] text, long seed) throws IOException {
    long before = allocatedSoFar();
    long start = THREADS.getCurrentThreadCpuTime();
    Links links;
    try {
      links = Pipeline.link("trace.json", text, Pieces.WHOLE);
    } catch (IllegalStateException e) {
      // Mutated enough to look like another format, and of no use as such: one message is right.
      if (e.getCause() instanceof UnreadableInputException told && !told.getMessage().isEmpty()) {
        run = NOTHING;
        return;
      }
      throw e;
    }
    run = Run.of(List.of(links));
    String json = Pipeline.json(run);
    nanos = THREADS.getCurrentThreadCpuTime() - start;
    allocated = allocatedSoFar() - before;
    if (nanos > MAX_NANOS) {
      throw new AssertionError("took more than " + MAX_NANOS / 1_000_000 + " ms");
    }
    if (allocated > ALLOCATION_BASE + ALLOCATION_PER_BYTE * text.length) {
      throw new AssertionError("allocated more than " + ALLOCATION_PER_BYTE + " bytes a byte");
    }
    if (json.isEmpty()) {
      throw new AssertionError("no report");
    }
    Sums.check(run);
    text(Pipeline.text(run));
    if (seed % 64 == 0 && Pipeline.html(run).isEmpty()) { // a page is large, whatever is on it
      throw new AssertionError("no page");
    }
    if (seed % 4 == 0) {
      int max = seed % 8 == 0 ? 3 : 600;
      Links pieces = Pipeline.link("trace.json", text, Pieces.random(seed, max));
      equal("problems", problems(links), problems(pieces));
      equal("slices", slices(links.trace()), slices(pieces.trace()));
      equal("events", links.trace().events(), pieces.trace().events());
      equal("instants", links.trace().instants().size(), pieces.trace().instants().size());
      equal("flows", links.trace().flows().size(), pieces.trace().flows().size());
      equal("counters", links.trace().counters().size(), pieces.trace().counters().size());
      equal("bytes", (long) text.length, pieces.trace().bytes());
    }
  }

  long nanos() {
    return nanos;
  }

  long allocated() {
    return allocated;
  }

  Run last() {
    return run;
  }

  /** Names are input: what would move a terminal's cursor must not reach it. */
  private static void text(String report) {
    for (int i = 0; i < report.length(); i++) {
      char c = report.charAt(i);
      if (c < ' ' && c != '\n' || c >= 0x7F && c < 0xA0) {
        throw new AssertionError("control character " + (int) c + " in the text report");
      }
    }
  }

  private static String problems(Links links) {
    StringBuilder text = new StringBuilder();
    for (Problem problem : links.trace().problems()) {
      text.append(problem.code()).append(' ').append(problem.count());
      text.append('@').append(problem.firstOffset()).append(' ');
    }
    return text.toString();
  }

  private static int slices(Trace trace) {
    SliceTable slices = trace.slices();
    int hash = slices.size();
    for (int row = 0; row < slices.size(); row++) {
      hash = hash * 31 + Long.hashCode(slices.startNs(row));
      hash = hash * 31 + Long.hashCode(slices.durNs(row));
      hash = hash * 31 + slices.kindOrdinal(row);
      hash = hash * 31 + trace.strings().get(slices.nameId(row)).hashCode();
      hash = hash * 31 + trace.args().get(slices.argsId(row)).hashCode();
    }
    return hash;
  }

  private static void equal(String what, Object whole, Object pieces) {
    if (!whole.equals(pieces)) {
      throw new AssertionError(what + " in pieces: " + pieces + ", whole: " + whole);
    }
  }
}
