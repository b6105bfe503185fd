package dev.plumb.bench.xplane;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.wire.WireCursor;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.importers.xplane.XPlaneImporter;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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

/**
 * Tables from an XPlane file, warm, on one thread: {@code bench/run XPlane}. Beside it what no
 * importer can go below: reading the bytes, and finding all fields without doing anything with
 * them.
 */
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
    count(rate);
    return read();
  }

  /** The file into a buffer, piece by piece. */
  @Benchmark
  public long bytes(Rate rate) throws IOException {
    count(rate);
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    long read = 0;
    try (FileChannel channel = FileChannel.open(file)) {
      for (int length; (length = channel.read(buffer.clear())) >= 0; ) {
        read += length;
      }
    }
    return read;
  }

  /** Number, type and value of every field: planes, lines and events, then statistics. */
  @Benchmark
  public long fields(Rate rate) throws IOException {
    count(rate);
    try (FileChannel channel = FileChannel.open(file)) {
      WireReader in = new WireReader(channel, 0, channel.size());
      return planes(in);
    }
  }

  private static long planes(WireReader in) throws IOException {
    long sum = 0;
    while (in.next(Long.MAX_VALUE)) {
      if (in.field() != 1) {
        in.skip();
        continue;
      }
      long end = in.enter();
      while (in.next(end)) {
        if (in.field() == 3) {
          sum += line(in, in.enter());
        } else {
          in.skip();
        }
      }
    }
    return sum;
  }

  private static long line(WireReader in, long end) throws IOException {
    WireCursor event = new WireCursor();
    WireCursor stat = new WireCursor();
    long sum = 0;
    while (in.next(end)) {
      if (in.field() != 4) {
        in.skip();
        continue;
      }
      int length = in.bytes(1 << 16);
      event.reset(in.buffer(), in.start(), in.start() + length);
      while (event.next()) {
        if (event.field() != 4) {
          sum += event.value();
          continue;
        }
        stat.reset(in.buffer(), event.from(), event.to());
        while (stat.next()) {
          sum += stat.value();
        }
      }
    }
    return sum;
  }

  private void count(Rate rate) {
    rate.megabytes += bytes / 1e6;
    rate.megaevents += events / 1e6;
  }

  private Trace read() throws IOException {
    TraceBuilder builder = new TraceBuilder("synthetic", "xplane", new Problems());
    ImportSession session = new XPlaneImporter().open(builder);
    session.acceptFile(file);
    session.finish();
    return builder.seal();
  }
}
