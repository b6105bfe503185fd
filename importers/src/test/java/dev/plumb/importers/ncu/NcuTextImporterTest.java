package dev.plumb.importers.ncu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Damage;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NcuTextImporterTest {
  /** As Nsight Compute of 2022 prints it, without a head of the table. */
  private static final String OLD =
      """
      ==PROF== Connected to process 12 (/usr/bin/bench)
      step 1 of 2
        warnings.warn('not a kernel')
      ==PROF== Profiling "add" - 1: 0%....100% - 1 pass
      [12] bench@127.0.0.1
        void ns::add<(int)4, float>(float *, ns::Op<int>), 2022-Nov-20 15:53:24, Context 1, Stream 7
          Section: Command line profiler metrics
          ---------------------------------------------------- --------------- ------------------------------
          dram__bytes.sum.per_second                               Gbyte/second                         125.96
          gpu__time_duration.sum                                        usecond                         154.53
          launch__func_cache_config                                                            CachePreferNone
          smsp__inst_executed.sum                                          inst                     9119334400
          ---------------------------------------------------- --------------- ------------------------------

      """;

  private static final String NEW =
      """
      [12] bench@127.0.0.1
        mul(float *) (1056, 1, 1)x(256, 1, 1), Context 1, Stream 7, Device 0, CC 8.0
          Section: GPU Speed Of Light Throughput
          ----------------------- ------------- ------------
          Metric Name               Metric Unit Metric Value
          ----------------------- ------------- ------------
          Duration                      msecond         3.84
          SM Active Cycles                cycle 2,489,585.13
          Registers Per Thread  register/thread           16
          l1tex__conflicts                           (!) n/a
          ----------------------- ------------- ------------

          OPT   This kernel is
                small.

          Section: Launch Statistics
          -------------------------------- --------------- ---------------
          Metric Name                          Metric Unit    Metric Value
          -------------------------------- --------------- ---------------
          Function Cache Configuration                     CachePreferNone
          -------------------------------- --------------- ---------------
      """;

  private static final String HEAD =
      "\"ID\",\"Process ID\",\"Process Name\",\"Host Name\",\"Kernel Name\",\"Context\",\"Stream\","
          + "\"Block Size\",\"Grid Size\",\"Device\",\"CC\",";
  private static final String FIRST =
      "\"0\",\"9\",\"bench\",\"h\",\"add<float>(int, float)\",\"1\",\"7\","
          + "\"(256, 1, 1)\",\"(8, 1, 1)\",\"0\",\"9.0\",";
  private static final String DETAILS =
      "==PROF== Connected to process 9\nprinted by the program\n"
          + HEAD
          + "\"Section Name\",\"Metric Name\",\"Metric Unit\",\"Metric Value\",\"Rule Name\","
          + "\"Rule Type\",\"Rule Description\",\"Estimated Speedup Type\",\"Estimated Speedup\"\n"
          + FIRST
          + "\"SOL\",\"Duration\",\"ns\",\"406,240\",\"\",\"\",\"\",\"\",\"\"\n"
          + FIRST
          + "\"SOL\",\"SM Frequency\",\"hz\",\"1,239,496,049.13\",\"\",\"\",\"\",\"\",\"\"\n"
          + FIRST
          + "\"SOL\",\"\",\"\",\"\",\"Bound\",\"OPT\",\"Do \"\"it\"\".\",\"local\",\"12.5\"\n"
          + FIRST.replace("\"0\",\"9\"", "\"1\",\"9\"")
          + "\"SOL\",\"Duration\",\"us\",\"1.5\",\"\",\"\",\"\",\"\",\"\"\n"
          + "==PROF== Disconnected from process 9\n";
  private static final String RAW =
      HEAD
          + "\"gpu__time_duration.sum\",\"dram__bytes.sum\"\n"
          + "\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"msecond\",\"Mbyte\"\n"
          + FIRST
          + "\"1.25\",\"2,000.50\"\n"
          + FIRST
          + "\"1.5\",\"\"\n";

  private static Tables read(String text, int chunk) throws UnreadableInputException {
    return Tables.of(new NcuTextImporter(), text.getBytes(StandardCharsets.UTF_8), chunk);
  }

  @Test
  void theLogOf2022() throws Exception {
    Tables tables = read(OLD, 1000);
    String name = "void ns::add<(int)4, float>(float *, ns::Op<int>)";
    assertThat(tables.samples()).containsExactly(name + " KERNEL_NS 154530", name + " KERNELS 1");
    assertThat(tables.metrics())
        .containsExactly(
            "0 Function Name = 'add'",
            "0 Kernel Time = '2022-Nov-20 15:53:24'",
            "0 Context = 1.0",
            "0 Stream = 7.0",
            "0 Process ID = 12.0",
            "0 Process Name = 'bench'",
            "0 Host Name = '127.0.0.1'",
            "0 dram__bytes.sum.per_second = 125.96 Gbyte/second",
            "0 gpu__time_duration.sum = 154.53 usecond",
            "0 launch__func_cache_config = 'CachePreferNone'",
            "0 smsp__inst_executed.sum = 9.1193344E9 inst");
    assertThat(tables.problems()).isEmpty();
  }

  @Test
  void theLogOfToday() throws Exception {
    Tables tables = read(NEW, 1000);
    assertThat(tables.samples())
        .containsExactly("mul(float *) KERNEL_NS 3840000", "mul(float *) KERNELS 1");
    assertThat(tables.metrics())
        .contains(
            "0 Grid Size = '(1056, 1, 1)'",
            "0 Block Size = '(256, 1, 1)'",
            "0 Device = 0.0",
            "0 CC = '8.0'",
            "0 Duration = 3.84 msecond",
            "0 SM Active Cycles = 2489585.13 cycle",
            "0 Registers Per Thread = 16.0 register/thread",
            "0 l1tex__conflicts = NaN",
            "0 rule GPU Speed Of Light Throughput = 'This kernel is small.' OPT",
            "0 Function Cache Configuration = 'CachePreferNone'");
    assertThat(tables.problems()).isEmpty();
  }

  @Test
  void theTableWithARowForEachMetric() throws Exception {
    Tables tables = read(DETAILS, 1000);
    String add = "add<float>(int, float)";
    assertThat(tables.samples())
        .containsExactly(
            add + " KERNEL_NS 406240",
            add + " KERNELS 1",
            add + " KERNEL_NS 1500",
            add + " KERNELS 1");
    assertThat(tables.metrics())
        .contains(
            "0 Function Name = 'add'",
            "0 Grid Size = '(8, 1, 1)'",
            "0 SM Frequency = 1.23949604913E9 hz",
            "0 rule Bound = 'Do \"it\".' OPT",
            "0 rule Bound: estimated speedup = 12.5 %",
            "2 Duration = 1.5 us");
    assertThat(tables.problems()).isEmpty();
  }

  @Test
  void theTableWithARowForEachKernel() throws Exception {
    Tables tables = read(RAW, 1000);
    assertThat(tables.samples())
        .containsExactly(
            "add<float>(int, float) KERNEL_NS 1250000",
            "add<float>(int, float) KERNELS 1",
            "add<float>(int, float) KERNEL_NS 1500000",
            "add<float>(int, float) KERNELS 1");
    assertThat(tables.metrics())
        .contains("0 gpu__time_duration.sum = 1.25 msecond", "0 dram__bytes.sum = 2000.5 Mbyte");
    assertThat(tables.metrics()).noneMatch(metric -> metric.startsWith("2 dram__bytes"));
    assertThat(tables.problems()).isEmpty();
  }

  @Test
  void aCommaMaySeparateDecimals() throws Exception {
    String european =
        DETAILS
            .replace("\"406,240\"", "\"406.240\"")
            .replace("1,239,496,049.13", "1.239.496.049,13")
            .replace("\"1.5\"", "\"1,5\"");
    Tables tables = read(european, 1000);
    assertThat(tables.samples()).isEqualTo(read(DETAILS, 1000).samples());
    assertThat(tables.metrics()).contains("0 SM Frequency = 1.23949604913E9 hz");
  }

  @Test
  void numbersThatWereReadBeforeThatWasClearAreCounted() throws Exception {
    String european =
        DETAILS
            .replace("\"ns\",\"406,240\"", "\"x\",\"406.240\"")
            .replace("1,239,496,049.13", "1.239.496.049,13");
    assertThat(read(european, 1000).problems()).containsExactly("number-ambiguous x1 @-1");
  }

  @Test
  void chunksMayEndAnywhere() throws Exception {
    for (String text : new String[] {OLD, OLD + NEW, DETAILS, RAW}) {
      Tables whole = read(text, 1 << 20);
      for (int chunk : new int[] {1, 2, 7, 100}) {
        Tables tables = read(text, chunk);
        assertThat(tables.samples()).isEqualTo(whole.samples());
        assertThat(tables.metrics()).isEqualTo(whole.metrics());
      }
    }
  }

  @Test
  void aTextCutAnywhereHasNoHalfNumbers() throws Exception {
    for (String text : new String[] {OLD + NEW, DETAILS}) {
      Tables whole = read(text, 1 << 20);
      for (int length = 0; length < text.length(); length++) {
        Tables tables = read(text.substring(0, length), 1 << 20);
        tables.metrics().removeIf(metric -> metric.contains(" rule ")); // their texts may be cut
        assertThat(whole.metrics()).as("%d bytes", length).containsAll(tables.metrics());
      }
    }
  }

  @Test
  void rowsThatFitNoHeadAreCounted() throws Exception {
    Tables tables = read(DETAILS + FIRST + "\"SOL\"\n", 100);
    assertThat(tables.problems()).hasSize(1).first().asString().startsWith("row-ragged x1 @");
  }

  @Test
  void textsAreFoundByTheirLines() {
    assertThat(match(OLD)).isEqualTo(Match.CERTAIN);
    assertThat(match(NEW)).isEqualTo(Match.CERTAIN);
    assertThat(match(RAW)).isEqualTo(Match.CERTAIN);
    assertThat(match("\ufeff" + RAW)).isEqualTo(Match.CERTAIN);
    assertThat(match("ID,Name\n1,2\n")).isEqualTo(Match.NO);
    assertThat(match("==123== NVPROF is profiling process 123\n")).isEqualTo(Match.NO);
    assertThat(match("")).isEqualTo(Match.NO);
  }

  private static Match match(String text) {
    byte[] head = text.getBytes(StandardCharsets.UTF_8);
    return new NcuTextImporter().match(head, head.length);
  }

  @Test
  void theFunctionOfAName() {
    assertThat(Facts.base("void at::native::<unnamed>::fill<float, (int)4>(int, T3)"))
        .isEqualTo("fill");
    assertThat(Facts.base("ns::(anonymous namespace)::add(int)")).isEqualTo("add");
    assertThat(Facts.base("ampere_sgemm_128x64_nn")).isEqualTo("ampere_sgemm_128x64_nn");
    assertThat(Facts.base("(odd")).isEqualTo("(odd");
    assertThat(Facts.base("")).isEmpty();
  }

  /** More with {@code -Dplumb.fuzz.inputs=1000000}. */
  @Test
  void damageOfAnyKindIsNoCrash() throws Exception {
    int inputs = Integer.getInteger("plumb.fuzz.inputs", 3000);
    byte[][] seeds = {
      (OLD + NEW).getBytes(StandardCharsets.UTF_8),
      DETAILS.getBytes(StandardCharsets.UTF_8),
      RAW.getBytes(StandardCharsets.UTF_8)
    };
    for (int seed = 0; seed < inputs; seed++) {
      byte[] damaged = Damage.of(seeds[seed % seeds.length], new Random(seed));
      try {
        Tables.of(new NcuTextImporter(), damaged, 1 << 20);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }
}
