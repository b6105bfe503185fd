package dev.plumb.bench.xplane;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.xplane.XPlaneImporter;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Tables from an XPlane file, warm, on one thread: {@code bench/run XPlane}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class XPlaneBenchmark {
  @Param({"2000", "150000", "3000000"})
  private int events;

  private Path file;
  private long bytes;

  /** What went through: JMH shows it per second. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Rate {
    /** Millions of bytes of the file. */
    public double megabytes;

    /** Millions of events. */
    public double megaevents;
  }

  @Setup
  public void make() throws IOException {
    SyntheticXPlane synthetic = new SyntheticXPlane();
    byte[] content = synthetic.make(events);
    bytes = content.length;
    file = Files.write(Files.createTempFile("plumb-bench", ".xplane.pb"), content);
    check(read(), synthetic.kernelPs);
  }

  /** Both ends of a slice are cut to nanoseconds: each duration is less than 1 ns off. */
  private void check(Trace trace, long kernelPs) {
    SliceTable slices = trace.slices();
    long sum = 0;
    for (int row = 0; row < slices.size(); row++) {
      sum += slices.kind(row) == SliceKind.KERNEL ? slices.durNs(row) : 0;
    }
    boolean right =
        trace.events() == events
            && trace.problems().isEmpty()
            && Math.abs(sum - kernelPs / 1000) < events;
    if (!right) {
      throw new IllegalStateException("wrong answer: " + trace.events() + " " + sum);
    }
  }

  @TearDown
  public void delete() throws IOException {
    Files.delete(file);
  }

  @Benchmark
  public Trace read(Rate rate) throws IOException {
    rate.megabytes += bytes / 1e6;
    rate.megaevents += events / 1e6;
    return read();
  }

  private Trace read() throws IOException {
    TraceBuilder builder = new TraceBuilder("synthetic", "xplane", new Problems());
    ImportSession session = new XPlaneImporter().open(builder);
    session.acceptFile(file);
    session.finish();
    return builder.seal();
  }
}
