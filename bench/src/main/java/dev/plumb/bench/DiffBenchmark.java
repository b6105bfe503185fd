package dev.plumb.bench;

import dev.plumb.bench.Stages.Text;
import dev.plumb.cli.train.SyntheticTrace.Options;
import dev.plumb.profile.Run;
import dev.plumb.profile.diff.Cost;
import dev.plumb.profile.diff.MatchQuality;
import dev.plumb.profile.diff.RunDiff;
import dev.plumb.profile.diff.TreeMatch;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
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
 * What comparing two runs takes beside reading them: time of one of each. Matching is linear in the
 * size of the trees, which do not grow with the runs; noise takes one more pass over the slices.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DiffBenchmark {
  /** Medium and a third of large. */
  @Param({"150000", "1000000"})
  private long events;

  private Text baseText;
  private Text newText;
  private Run base;
  private Run fresh;

  @Setup
  public void generate() throws IOException {
    Options options = Options.of(events);
    baseText = Stages.text(options);
    newText = Stages.text(new Options(2, events, options.layout(), options.flavour(), false));
    base = Stages.check(baseText);
    fresh = Stages.check(newText);
    TreeMatch match = match();
    long same = match.counts()[MatchQuality.SAME.ordinal()];
    Stages.require(same > 0.9 * match.size(), "contexts of one program are matched");
  }

  /** Parsing, linking and the trees of both runs. */
  @Benchmark
  public Run read() throws IOException {
    Stages.run(Stages.link(Stages.parse(baseText.bytes)));
    return Stages.run(Stages.link(Stages.parse(newText.bytes)));
  }

  /** Only which contexts are the same. */
  @Benchmark
  public TreeMatch match() {
    return TreeMatch.of(base.tree(), fresh.tree());
  }

  /** Everything that {@code plumb diff} prints of costs. */
  @Benchmark
  public RunDiff diff() {
    RunDiff diff = RunDiff.of(base, fresh, RunDiff.Options.DEFAULTS);
    diff.figures();
    diff.kernels();
    diff.cost(Cost.DEVICE).sites();
    diff.cost(Cost.HOST).sites();
    return diff;
  }
}
