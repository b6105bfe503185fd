package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.decimal;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Severity;
import dev.plumb.trace.Trace;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;

/** Speedscope files, perf script's text and collapsed stacks. */
final class CpuStackFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "cpu-stacks".equals(entry.kind()) || "speedscope".equals(entry.kind());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Trace trace = reading.traces().getFirst();
    Map<Quantity, Long> sums = sums(trace);
    c.check("bytes", asLong(c.facts.get("bytes")), trace.fileBytes());
    c.check("samples", c.facts.get("samples"), decimal(sums.getOrDefault(Quantity.SAMPLES, 0L)));
    if ("speedscope".equals(c.facts.get("kind"))) {
      speedscope(c, trace, sums);
    } else {
      lines(c, trace, sums);
    }
    c.check(
        "problems",
        0L,
        trace.problems().stream()
            .filter(problem -> problem.severity().compareTo(Severity.NOTICE) >= 0)
            .count());
  }

  private static void lines(Comparison c, Trace trace, Map<Quantity, Long> sums) {
    boolean perf = trace.format().equals("perf-script");
    c.check("format", perf || trace.format().equals("collapsed"), true);
    c.check("events", c.facts.get(perf ? "samples" : "stacks"), decimal(trace.events()));
    if (perf) { // every sample of these files has the period 1001001
      c.check(
          "period",
          asLong(c.facts.get("samples")) * 1_001_001,
          sums.getOrDefault(Quantity.CPU_NS, 0L));
      c.notKept("lines of frames and comments are no samples", "lines");
    } else {
      c.check("lines", c.facts.get("lines"), decimal(trace.events()));
    }
  }

  private static void speedscope(Comparison c, Trace trace, Map<Quantity, Long> sums) {
    c.check("kind", c.facts.get("kind"), trace.format());
    c.check("uncompressed_bytes", asLong(c.facts.get("uncompressed_bytes")), trace.bytes());
    c.check("events", c.facts.get("samples"), decimal(trace.events()));
    BigDecimal weight = new BigDecimal(c.facts.get("total_weight").toString());
    c.check("units", Map.of("seconds", c.facts.get("profiles")), asObject(c.facts.get("units")));
    c.check(
        "total_weight",
        weight.movePointRight(9).longValueExact(),
        sums.getOrDefault(Quantity.WALL_NS, 0L));
    c.check("profiles", c.facts.get("profiles"), decimal(trace.tracks().size()));
    c.check("frames", c.facts.get("frames"), decimal(trace.frames().size()));
    c.check("exporter", c.facts.get("exporter"), Values.metadata(trace, "exporter"));
    long torch = 0;
    for (int row = 0; row < trace.frames().size(); row++) {
      String file = Values.text(trace, trace.frames().fileId(row));
      String name = Values.text(trace, trace.frames().nameId(row));
      torch += (file + name).contains("torch") ? 1 : 0;
    }
    c.check("torch_frames", c.facts.get("torch_frames"), decimal(torch));
  }

  private static Map<Quantity, Long> sums(Trace trace) {
    Map<Quantity, Long> sums = new EnumMap<>(Quantity.class);
    SampleTable samples = trace.samples();
    for (int row = 0; row < samples.size(); row++) {
      sums.merge(
          trace.measures().quantity(samples.measureRow(row)), samples.value(row), Math::addExact);
    }
    return sums;
  }
}
