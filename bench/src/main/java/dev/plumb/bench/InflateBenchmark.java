package dev.plumb.bench;

import dev.plumb.bench.Stages.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
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
 * Unpacking a gzipped trace from a file: our byte sources (checksum, limits, chunks from a thread
 * of their own) against the JDK's stream and against its bare inflater from memory, which is the
 * limit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class InflateBenchmark {
  private static final int GZIP_HEADER = 10;

  @Param({"2000", "150000", "1000000"})
  private long events;

  private long bytes;
  private Path file;
  private byte[] packed;
  private final byte[] into = new byte[1 << 16];

  /** What came out: JMH shows it per second. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Rate {
    /** Millions of bytes. */
    public double megabytes;
  }

  @Setup
  public void pack() throws IOException, DataFormatException {
    Text text = Stages.text(events);
    bytes = text.bytes.length;
    file = Stages.gzip(text);
    packed = Files.readAllBytes(file);
    Rate ignored = new Rate();
    Stages.require(sources(ignored) == bytes, "bytes of our sources");
    Stages.require(stream(ignored) == bytes, "bytes of GZIPInputStream");
    Stages.require(inflater(ignored) == bytes, "bytes of Inflater");
  }

  @TearDown
  public void delete() throws IOException {
    Files.delete(file);
  }

  @Benchmark
  public long sources(Rate rate) throws IOException {
    rate.megabytes += bytes / 1e6;
    return Stages.drain(file);
  }

  @Benchmark
  public long stream(Rate rate) throws IOException {
    rate.megabytes += bytes / 1e6;
    long count = 0;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      int n;
      while ((n = in.read(into)) >= 0) {
        count += n;
      }
    }
    return count;
  }

  @Benchmark
  public long inflater(Rate rate) throws DataFormatException {
    rate.megabytes += bytes / 1e6;
    long count = 0;
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed, GZIP_HEADER, packed.length - GZIP_HEADER);
      while (!inflater.finished()) {
        count += inflater.inflate(into);
      }
    }
    return count;
  }
}
