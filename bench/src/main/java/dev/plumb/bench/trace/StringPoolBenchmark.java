package dev.plumb.bench.trace;

import dev.plumb.trace.StringPool;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Interning the names of a trace, where nearly every name was seen before: the pool against what
 * one would write without it, a map of {@code String}s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class StringPoolBenchmark {
  private static final int LOOKUPS = 1 << 14;

  /** Distinct names: of a small loop, of a large model, of a model with shapes in its names. */
  @Param({"200", "20000", "500000"})
  private int names;

  private byte[] text;
  private int[] starts;
  private StringPool pool;
  private Map<String, Integer> map;

  @Setup
  public void makeNames() {
    Random random = new Random(7);
    StringBuilder all = new StringBuilder();
    starts = new int[LOOKUPS + 1];
    for (int i = 0; i < LOOKUPS; i++) {
      all.append("aten::_scaled_dot_product_attention_").append(random.nextInt(names));
      starts[i + 1] = all.length();
    }
    text = all.toString().getBytes(StandardCharsets.US_ASCII);
    pool = new StringPool();
    map = new HashMap<>();
    for (int i = 0; i < names; i++) {
      String name = "aten::_scaled_dot_product_attention_" + i;
      pool.intern(name);
      map.put(name, i);
    }
    if (internAll() != lookUpAll()) {
      throw new IllegalStateException("pool and map disagree");
    }
  }

  @Benchmark
  @OperationsPerInvocation(LOOKUPS)
  public long internAll() {
    long sum = 0;
    for (int i = 0; i < LOOKUPS; i++) {
      sum += pool.intern(text, starts[i], starts[i + 1]);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(LOOKUPS)
  public long lookUpAll() {
    long sum = 0;
    for (int i = 0; i < LOOKUPS; i++) {
      String name =
          new String(text, starts[i], starts[i + 1] - starts[i], StandardCharsets.US_ASCII);
      sum += map.computeIfAbsent(name, fresh -> map.size());
    }
    return sum;
  }
}
