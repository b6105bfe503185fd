package dev.plumb.bench;

import dev.plumb.bench.Stages.Text;
import dev.plumb.present.ReportJson;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What each stage after inflating takes, warm: tables from text, links, tree with totals, JSON. The
 * answers are held against the generator's before anything is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StagesBenchmark {
  /** Small, medium and a third of large; large itself is what bench/compare measures. */
  @Param({"2000", "150000", "1000000"})
  private long events;

  private Text text;
  private Trace trace;
  private Links links;
  private Run run;

  /** What went through a stage: JMH shows it per second. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Rate {
    /** Millions of bytes of JSON text. */
    public double megabytes;

    /** Millions of events. */
    public double megaevents;
  }

  @Setup
  public void generate() throws IOException {
    text = Stages.text(events);
    run = Stages.check(text);
    links = run.inputs().getFirst();
    trace = links.trace();
  }

  private void count(Rate rate) {
    rate.megabytes += text.bytes.length / 1e6;
    rate.megaevents += text.truth.events() / 1e6;
  }

  @Benchmark
  public Trace parse(Rate rate) throws IOException {
    count(rate);
    return Stages.parse(text.bytes);
  }

  @Benchmark
  public Links link(Rate rate) {
    count(rate);
    return Stages.link(trace);
  }

  @Benchmark
  public Run tree(Rate rate) {
    count(rate);
    return Stages.run(links);
  }

  @Benchmark
  public void json(Rate rate) {
    count(rate);
    ReportJson.write(run, run.summary(), Writer.nullWriter());
  }
}
