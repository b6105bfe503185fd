package dev.plumb.record.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.ring.RingFile;
import dev.plumb.record.ring.RingReader;
import dev.plumb.record.ring.RingWriter;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Trace;
import dev.plumb.trace.store.StoreWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one thread writes, through the ring into the tree. */
class ProcessOperatorsTest {
  private static final int TID = 4711;

  /** Who ended a step, as the bootstrap counts them. */
  private static final int PROGRAM = 1;

  private static final int OPTIMIZER = 2;

  @TempDir private Path folder;
  private final ContextTree tree = new ContextTree();
  private final int cpu = tree.measure(Quantity.CPU_NS, "CPU time", "ns");
  private final int track = tree.track("42", "4711");
  private final int worker = tree.track("42", "4712");
  private final ProcessOperators operators =
      new ProcessOperators(tree, new PythonFrames(tree), tid -> tid == TID ? track : worker);
  private RingWriter ring;
  private RingFile file;
  private RingReader reader;

  @BeforeEach
  void open() throws IOException {
    open(1 << 16);
  }

  private void open(int bytes) throws IOException {
    Path path = folder.resolve(bytes + ".ring");
    ring = new RingWriter(path, bytes);
    file = new RingFile(path);
    reader = new RingReader(file, (tid, name) -> operators.thread(tid));
  }

  @AfterEach
  void close() {
    file.close();
    ring.close();
  }

  private Map<String, Long> sums(Quantity quantity) {
    operators.flush();
    Trace trace = tree.trace("run", new Problems());
    Map<String, Long> sums = new HashMap<>();
    for (int row = 0; row < trace.samples().size(); row++) {
      if (trace.measures().quantity(trace.samples().measureRow(row)) == quantity) {
        StringBuilder path = new StringBuilder();
        for (int at = trace.samples().stackRow(row); at >= 0; at = trace.stacks().parentRow(at)) {
          int name = trace.frames().nameId(trace.stacks().frameRow(at));
          path.insert(0, trace.strings().get(name) + (path.isEmpty() ? "" : ";"));
        }
        sums.merge(path.toString(), trace.samples().value(row), Long::sum);
      }
    }
    return sums;
  }

  private void define() {
    ring.name(1, "aten::linear");
    ring.name(2, "aten::addmm");
    ring.name(3, "model");
    ring.name(4, "autograd::engine::evaluate_function: AddmmBackward0");
    ring.name(5, "AddmmBackward0");
    ring.code(1, "main");
    ring.code(2, "forward");
    ring.context(10, 1);
    ring.context(20, 2, 1);
  }

  @Test
  void selfTimesAddUpToTheTimeOfTheOutermostRange() {
    define();
    ring.start(64, 3, 100, 10, -1);
    ring.start(0, 1, 110, 20, -1);
    ring.start(0, 2, 120, 20, -1);
    ring.end(150);
    ring.end(160);
    ring.end(200);
    reader.drain();

    assertThat(sums(Quantity.WALL_NS))
        .isEqualTo(
            Map.of(
                "main;model", 50L,
                "main;model;forward;aten::linear", 20L,
                "main;model;forward;aten::linear;aten::addmm", 30L));
    assertThat(sums(Quantity.CALLS))
        .containsEntry("main;model;forward;aten::linear;aten::addmm", 1L)
        .hasSize(3);
  }

  @Test
  void aStepThatBeganWhenTheOptimizersEndedHasNoTime() {
    // plumb.step() just behind the optimizer's step, which nobody knew to be of no account.
    operators.step(track, OPTIMIZER, true, 1_000, 1, 0);
    operators.step(track, OPTIMIZER, true, 2_000, 2, 1_000);
    operators.step(track, PROGRAM, true, 2_010, 3, 10);
    operators.step(track, PROGRAM, true, 4_010, 4, 2_000);
    operators.step(track, PROGRAM, true, 6_010, 5, 2_000);

    assertThat(operators.stepSource()).isEqualTo("program");
    assertThat(operators.steps().count()).isEqualTo(3);
    assertThat(operators.steps().intervals().sumNs()).isEqualTo(4_000);
    assertThat(operators.steps().intervals().kept()).isEqualTo(2);
  }

  @Test
  void backwardGoesUnderItsForwardWithTheEngineAroundIt() {
    define();
    ring.start(0, 1, 100, 20, 7);
    ring.start(0, 2, 110, 20, 7);
    ring.end(120);
    ring.end(130);
    ring.start(0, 4, 200, 10, -1);
    ring.start(1, 5, 210, 10, 7);
    ring.end(220);
    ring.end(230);
    ring.start(1, 5, 300, 10, 8);
    ring.end(310);
    reader.drain();

    String engine = "autograd::engine::evaluate_function: AddmmBackward0";
    assertThat(sums(Quantity.WALL_NS))
        .containsEntry("main;forward;aten::linear;aten::addmm;" + engine, 20L)
        .containsEntry("main;forward;aten::linear;aten::addmm;" + engine + ";AddmmBackward0", 10L);
    assertThat(operators.pairs()).isEqualTo(1);
    assertThat(operators.lonelyBackward()).isEqualTo(1);
  }

  @Test
  void samplesFromOutsideGoWhereTheThreadWasAtTheirTime() {
    int main = tree.frame(CodeKind.PYTHON, "main", "file.py", 0, null);
    int forward = tree.frame(CodeKind.PYTHON, "forward", "file.py", 9, null);
    int gemm = tree.frame(CodeKind.NATIVE, "sgemm", null, 0, null);
    define();
    reader.drain();
    int[] frames = {main, forward, gemm};
    for (long time : new long[] {95, 105, 115, 125, 250}) {
      operators.wait(TID, new Sampled(track, time, frames, 2, cpu, 1, Ids.NONE));
    }
    // A worker of the framework's pool, that has no calls of Python.
    ring.start(0, 1, 100, 20, -1);
    ring.start(0, 2, 110, 20, -1);
    ring.end(120);
    ring.end(130);
    reader.drain();
    operators.settle();

    assertThat(sums(Quantity.CPU_NS))
        .isEqualTo(
            Map.of(
                "main;forward;sgemm", 2L,
                "main;forward;aten::linear;sgemm", 2L,
                "main;forward;aten::linear;aten::addmm;sgemm", 1L));
    assertThat(operators.samplesInOperators()).isEqualTo(3);

    operators.wait(4712, new Sampled(worker, 305, new int[] {gemm}, 0, cpu, 1, Ids.NONE));
    ring.start(0, 1, 300, 20, -1);
    ring.end(310);
    reader.drain();
    operators.settle();
    assertThat(sums(Quantity.CPU_NS)).containsEntry("main;forward;aten::linear;sgemm", 3L);
  }

  /** As {@code torch.autograd.Function} calls its forward. */
  @Test
  void samplesInFunctionsThatCodeOfCCallsStandUnderTheOperatorAlone() {
    int main = tree.frame(CodeKind.PYTHON, "main", "file.py", 0, null);
    int apply = tree.frame(CodeKind.NATIVE, "THPFunction_apply", null, 0, null);
    int forward = tree.frame(CodeKind.PYTHON, "forward", "file.py", 9, null);
    int inside = tree.frame(CodeKind.PYTHON, "inside", "file.py", 9, null);
    int gemm = tree.frame(CodeKind.NATIVE, "sgemm", null, 0, null);
    define();
    reader.drain();
    for (int[] frames :
        new int[][] {{main, apply, forward, gemm}, {main, apply, forward, apply, inside, gemm}}) {
      int nativeFrom = frames.length - 1;
      operators.wait(TID, new Sampled(track, 105, frames, nativeFrom, cpu, 1, Ids.NONE));
    }
    ring.start(0, 1, 100, 20, -1);
    ring.end(110);
    reader.drain();
    operators.settle();

    assertThat(sums(Quantity.CPU_NS))
        .isEqualTo(
            Map.of(
                "main;forward;aten::linear;sgemm", 1L,
                "main;forward;aten::linear;THPFunction_apply;inside;sgemm", 1L));
  }

  /** Of deep calls the innermost are told: what they have in common with others lies within. */
  @Test
  void deepCallsStandInOneAnotherOnce() {
    int most = 256;
    define();
    int[] outer = new int[most];
    int[] inner = new int[most];
    int[] sampled = new int[most + 1];
    for (int i = 1; i <= most + 3; i++) {
      ring.code(10 + i, "f" + i);
    }
    for (int i = 0; i < most; i++) {
      outer[i] = 10 + most - i;
      inner[i] = outer[i] + 3;
      sampled[i] = tree.frame(CodeKind.PYTHON, "f" + (i + 3), "file.py", 0, null);
    }
    sampled[most] = tree.frame(CodeKind.NATIVE, "sgemm", null, 0, null);
    ring.context(30, outer);
    ring.context(40, inner);
    reader.drain();
    operators.wait(TID, new Sampled(track, 105, sampled, most, cpu, 1, Ids.NONE));
    ring.start(64, 3, 100, 30, -1);
    ring.start(0, 1, 110, 40, -1);
    ring.end(120);
    ring.end(130);
    reader.drain();
    operators.settle();

    assertThat(sums(Quantity.CALLS).keySet())
        .anyMatch(path -> path.endsWith(";f256;model;f257;f258;f259;aten::linear"));
    assertThat(sums(Quantity.CPU_NS).keySet())
        .singleElement()
        .asString()
        .endsWith(";f256;model;f257;f258;sgemm");
  }

  @Test
  void whatTheRingHasNoRoomForIsCountedAndTheRestStaysInOrder() {
    define();
    reader.drain();
    long written = 0;
    for (int i = 0; i < 10_000; i++) {
      boolean outer = ring.start(0, 1, 10L * i, 10, -1);
      boolean inner = ring.start(0, 2, 10L * i + 1, 10, -1);
      ring.end(10L * i + 2);
      ring.end(10L * i + 3);
      written += (outer ? 1 : 0) + (inner ? 1 : 0);
      if (i % 3000 == 2999) {
        reader.drain();
      }
    }
    reader.drain();

    Map<String, Long> calls = sums(Quantity.CALLS);
    assertThat(calls.values().stream().mapToLong(each -> each).sum())
        .isLessThanOrEqualTo(written)
        .isGreaterThan(written - 20);
    assertThat(calls.keySet())
        .isSubsetOf("main;aten::linear", "main;aten::linear;aten::addmm", "main;aten::addmm");
    assertThat(reader.eventsLost()).isPositive();
    assertThat(operators.lost()).isEqualTo(reader.eventsLost());
  }

  @Test
  void nonsenseEndsAReadingAndNeverTheReader() {
    Random random = new Random(3);
    for (int round = 0; round < 2000; round++) {
      switch (random.nextInt(4)) {
        case 0 -> ring.nonsense(random.nextInt(), random.nextInt());
        case 1 -> ring.nonsense(3 + random.nextInt(8), 8 * random.nextInt(12));
        case 2 -> ring.start(random.nextInt(256), random.nextInt(), round, random.nextLong(), 5);
        default -> ring.nonsense(2 | random.nextInt(1 << 16) << 16, round);
      }
      reader.drain();
    }
    assertThat(reader.broken()).isPositive();
    define();
    ring.start(0, 1, 100, 10, -1);
    ring.end(110);
    reader.drain();
    assertThat(sums(Quantity.CALLS).keySet()).anyMatch(path -> path.endsWith("aten::linear"));
  }

  /** What an hour of a program makes, replayed at speed: nothing grows but the sums. */
  @Test
  void anHourTakesNoMoreRoomThanAMinute() throws IOException {
    file.close();
    ring.close();
    open(1 << 20);
    for (int i = 1; i <= 40; i++) {
      ring.name(i, "operator " + i);
      ring.code(i, "function" + i);
    }
    for (int i = 1; i <= 200; i++) {
      ring.context(i, 1 + i % 40, 1 + i % 7, 1);
    }
    replay(50);
    final int contexts = tree.contexts();
    final int sums = tree.sums();
    final int strings = tree.strings().size();
    final long bytes = stored();
    final long state = operators.pairs();

    replay(3000);

    assertThat(tree.contexts()).isEqualTo(contexts);
    assertThat(tree.sums()).isEqualTo(sums);
    assertThat(tree.strings().size()).isEqualTo(strings);
    // Larger numbers take a little more room.
    assertThat(stored()).isLessThan(bytes * 3 / 2);
    assertThat(operators.pairs()).isGreaterThan(state);
    assertThat(reader.eventsLost()).isZero();
    long calls = sums(Quantity.CALLS).values().stream().mapToLong(each -> each).sum();
    assertThat(calls).isEqualTo(3050L * 1200);
  }

  private long sequence;
  private long now;

  /** Steps of 1,200 operators each, half of them backward. */
  private void replay(int steps) {
    for (int step = 0; step < steps; step++) {
      List<Long> sequences = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        sequences.add(sequence);
        ring.start(0, 1 + i % 40, now += 5, 1 + i % 200, sequence++);
        ring.end(now += 5);
      }
      for (long each : sequences.reversed()) {
        ring.start(1, 1 + (int) (each % 600) % 40, now += 5, 1, each);
        ring.end(now += 5);
      }
      reader.drain();
      operators.settle();
      operators.flush();
    }
  }

  private long stored() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StoreWriter.write(List.of(tree.trace("run", new Problems())), out);
    return out.size();
  }
}
