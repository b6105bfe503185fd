package dev.plumb.bench;

import dev.plumb.explain.Analyses;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Analyzer;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Failed;
import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importers;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.io.ByteSource;
import dev.plumb.trace.io.Chunk;
import dev.plumb.trace.io.Limits;
import dev.plumb.trace.io.Sources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the analyses cost beside reading the trace, in one process that has seen neither before, as
 * a user's has not. CPU time of the whole process, so that other load does not matter.
 */
public final class ExplainSpeed {
  private ExplainSpeed() {}

  /** Takes a trace of Chrome's format, or of PyTorch's. */
  public static void main(String[] arguments) throws IOException {
    long before = cpuNs();
    Run run = read(Path.of(arguments[0]));
    long reading = cpuNs() - before;
    System.out.printf("%-28s %8.1f ms CPU%n", "read, link, tree", reading / 1e6);
    Facts facts = new Facts(run);
    long explaining = 0;
    for (Analysis each : Analyses.ALL) {
      long start = cpuNs();
      boolean failed = !new Analyzer(List.of(each), Map.of()).explain(facts).failed().isEmpty();
      long ns = cpuNs() - start;
      explaining += ns;
      System.out.printf(
          "%-28s %8.1f ms CPU%s%n", each.id(), ns / 1e6, failed ? "  " + Failed.class : "");
    }
    double ratio = (double) explaining / reading;
    System.out.printf(
        "%-28s %8.1f ms CPU, %.2f of reading: %s (goal: less than 0.5)%n",
        "all analyses", explaining / 1e6, ratio, ratio < 0.5 ? "PASS" : "MISS");
  }

  private static Run read(Path file) throws IOException {
    Problems problems = new Problems();
    try (Sources sources = Sources.open(file, Limits.DEFAULTS, problems)) {
      ByteSource source = Objects.requireNonNull(sources.next(), "an empty file");
      TraceBuilder builder = new TraceBuilder(file.toString(), "chrome", problems);
      ImportSession session =
          Importers.ALL.stream()
              .filter(each -> each.format().equals("chrome"))
              .findFirst()
              .orElseThrow()
              .open(builder);
      Chunk chunk;
      while ((chunk = source.next()) != null) {
        session.accept(chunk.array(), chunk.from(), chunk.to());
        source.release(chunk);
      }
      session.finish();
      Trace trace = builder.seal();
      Links links = Stages.link(trace);
      return Stages.run(links);
    }
  }

  private static long cpuNs() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return ((com.sun.management.OperatingSystemMXBean) system).getProcessCpuTime();
  }
}
