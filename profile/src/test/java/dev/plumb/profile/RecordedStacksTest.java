package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Times;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordedStacksTest {
  private final Recorded made = new Recorded();

  @Test
  void samplesStandUnderTheirThreadByTheirStack() {
    int thread = made.track("7");
    made.sample(thread, made.stack("NATIVE:main PYTHON:f"), Quantity.CPU_NS, 10);
    made.sample(thread, made.stack("NATIVE:main PYTHON:f"), Quantity.CPU_NS, 5);
    made.sample(thread, made.stack("NATIVE:main"), Quantity.CPU_NS, 2);
    made.sample(Ids.NONE, made.stack("NATIVE:main"), Quantity.CPU_NS, 1);
    made.sample(thread, Ids.NONE, Quantity.WALL_NS, 3);
    assertThat(Recorded.lines(made.run(), Metric.CPU_NS, Metric.WALL_NS))
        .containsExactly(
            "t;thread 7 WALL_NS=3",
            "t;thread 7;main CPU_NS=2",
            "t;thread 7;main;f CPU_NS=15",
            "t;main CPU_NS=1");
  }

  @Test
  void kernelsWithoutACallerAreUnattributedAndThoseWithOneAreNot() {
    int alone = made.stack("KERNEL:k");
    made.sample(Ids.NONE, alone, Quantity.KERNELS, 3);
    made.sample(Ids.NONE, alone, Quantity.KERNEL_NS, 300);
    made.sample(Ids.NONE, made.stack("SCOPE:forward KERNEL:k"), Quantity.KERNEL_NS, 40);
    made.sample(Ids.NONE, made.stack("SCOPE:forward KERNEL:k"), Quantity.KERNELS, 2);
    Run run = made.run();
    assertThat(Recorded.lines(run, Metric.KERNELS, Metric.KERNEL_NS, Metric.COUNT))
        .containsExactly(
            "t;[unattributed];no launch recorded;k KERNELS=3 KERNEL_NS=300 COUNT=3",
            "t;forward;k KERNELS=2 KERNEL_NS=40 COUNT=2");
    RunSummary summary = run.summary();
    assertThat(summary.work(SliceKind.KERNEL)).isEqualTo(new RunSummary.Work(5, 340));
    assertThat(summary.unattributed()).isEqualTo(3);
    assertThat(summary.unattributedNs()).isEqualTo(300);
    assertThat(summary.inGivenContext()).isEqualTo(2);
    assertThat(summary.topKernels(9)).containsExactly(new RunSummary.KernelName("k", 5, 340));
  }

  @Test
  void programCountersStandUnderTheKernelThatWasSampled() {
    int thread = made.track("7");
    made.host(thread, SliceKind.RUNTIME, "launch", 10, 5);
    int kernel = made.kernel(made.track("stream"), "k", 10, 20, 100);
    made.sampleOf(kernel, made.stack("KERNEL:k SOURCE_LINE:a.cu INSTRUCTION:LDG"), "wait", 3);
    made.sampleOf(kernel, made.stack("KERNEL:k SOURCE_LINE:a.cu INSTRUCTION:LDG"), "wait", 1);
    made.sampleOf(kernel, made.stack("SOURCE_LINE:a.cu INSTRUCTION:LDG"), "math", 4);
    made.sampleOf(Ids.NONE, made.stack("KERNEL:k INSTRUCTION:LDG"), "wait", 2);
    Run run = made.run();
    assertThat(Recorded.lines(run, Metric.PC_SAMPLES))
        .containsExactly(
            "t;thread 7;launch;k;a.cu;LDG PC_SAMPLES=8",
            "t;[unattributed];no launch recorded;k;LDG PC_SAMPLES=2");
    assertThat(Stall.top(run.tree(), 9))
        .containsExactly(new Stall("k", "wait", 6, 10), new Stall("k", "math", 4, 10));
  }

  @Test
  void whatTheProfilerGivesStandsBetweenASliceAndItsCaller() {
    int thread = made.track("7");
    made.host(thread, SliceKind.OPERATOR, "op", 0, 100);
    int call = made.host(thread, SliceKind.RUNTIME, "cudaMalloc", 10, 50);
    int inner = made.host(thread, SliceKind.RUNTIME, "cuMemAlloc", 20, 10);
    int other = made.host(thread, SliceKind.RUNTIME, "cudaMalloc", 70, 5);
    made.trace.sliceStacks().add(call, made.stack("NATIVE:main NATIVE:f"));
    made.trace.sliceStacks().add(inner, made.stack("NATIVE:main NATIVE:f NATIVE:lib"));
    made.trace.sliceStacks().add(other, made.stack("NATIVE:main NATIVE:f"));
    assertThat(Recorded.lines(made.run(), Metric.COUNT))
        .containsExactly(
            "t;thread 7;op COUNT=1",
            "t;thread 7;op;main;f;cudaMalloc COUNT=2",
            "t;thread 7;op;main;f;cudaMalloc;lib;cuMemAlloc COUNT=1");
  }

  @Test
  void deviceWorkWithNameScopesStandsUnderThemAndItsStep() {
    int thread = made.track("7");
    int stream = made.track("stream");
    made.host(thread, SliceKind.STEP, "ProfilerStep#1", 0, 50);
    made.host(thread, SliceKind.RUNTIME, "launch", 10, 5);
    int launched = made.kernel(stream, "k", 10, 60, 7);
    int alone = made.kernel(stream, "k", 99, 30, 3);
    int late = made.kernel(stream, "k", 98, 80, 2);
    for (int kernel : new int[] {launched, alone, late}) {
      made.trace.sliceStacks().add(kernel, made.stack("SCOPE:jit SCOPE:dot"));
    }
    Run run = made.run();
    assertThat(Recorded.lines(run, Metric.KERNEL_NS))
        .containsExactly("t;step;jit;dot;k KERNEL_NS=10", "t;jit;dot;k KERNEL_NS=2");
    assertThat(run.summary().linkedToLaunch()).isEqualTo(1);
    assertThat(run.summary().inGivenContext()).isEqualTo(2);
    assertThat(run.summary().unattributed()).isZero();
    assertThat(made.problems.count(ProblemCode.WORK_WITHOUT_LAUNCH)).isZero();
  }

  @Test
  void graphsAreCutWhereTheyAreNoForest() {
    made.node(1, "root", 1, Times.NONE);
    made.node(2, "a", 1, 100);
    made.node(3, "b", 2, 30);
    made.node(4, "b", 2, 90);
    made.node(5, "lost", 77, 4);
    made.node(6, "x", 7, Times.NONE);
    made.node(7, "y", 6, 5);
    made.node(8, "top", Ids.ABSENT, Times.NONE);
    Run run = made.run();
    assertThat(Recorded.lines(run, Metric.COUNT, Metric.CPU_NS))
        .containsExactlyInAnyOrder(
            "t;root COUNT=1",
            "t;root;a COUNT=1", // less than its children took together
            "t;root;a;b COUNT=2 CPU_NS=120",
            "t;lost COUNT=1 CPU_NS=4",
            "t;y COUNT=1 CPU_NS=5",
            "t;y;x COUNT=1",
            "t;top COUNT=1");
    assertThat(made.problems.count(ProblemCode.NODE_CALLER_MISSING)).isEqualTo(1);
    assertThat(made.problems.count(ProblemCode.NODE_CYCLE)).isEqualTo(1);
    assertThat(run.summary().graph().depth()).isEqualTo(3);
    assertThat(run.summary().graph().roots()).isEqualTo(4);
  }

  @Test
  void memoryThatIsHeldStandsWhereItWasAllocated() {
    int live = made.id("active_allocated");
    int stack = made.stack("PYTHON:train PYTHON:forward");
    made.trace.blocks().add(0, 0, 512, 500, live, stack);
    made.trace.blocks().add(0, 512, 1024, 1000, live, stack);
    made.trace.blocks().add(0, 2048, 64, 64, live, Ids.NONE);
    made.trace.blocks().add(0, 4096, 4096, 4096, made.id("inactive"), Ids.NONE);
    Run run = made.run();
    assertThat(Recorded.lines(run, Metric.LIVE_BYTES))
        .containsExactly(
            "t;train;forward LIVE_BYTES=1536", "t;[unattributed];no stack recorded LIVE_BYTES=64");
    assertThat(HeldMemory.top(run, 1))
        .singleElement()
        .extracting("bytes", "blocks")
        .containsExactly(1536L, 2L);
  }

  @Test
  void recursionCountsOnceInATotal() {
    int thread = made.track("7");
    made.sample(thread, made.stack("NATIVE:main PYTHON:f PYTHON:g PYTHON:f"), Quantity.OTHER, 8);
    made.sample(thread, made.stack("NATIVE:main PYTHON:f"), Quantity.OTHER, 1);
    made.sample(thread, made.stack("NATIVE:main PYTHON:g PYTHON:f"), Quantity.OTHER, 2);
    Run run = made.run();
    HotFunctions hot = new HotFunctions(run.tree(), run.measured().exclusive(0));
    assertThat(hot.top(9))
        .extracting(
            HotFunctions.Function::name, HotFunctions.Function::self, HotFunctions.Function::total)
        .containsExactly(tuple("f", 11L, 11L), tuple("main", 0L, 11L), tuple("g", 0L, 10L));
    assertThat(hot.byThread()).containsExactly(new HotFunctions.Part("thread 7", 11));
  }

  /** Allocations of a snapshot may have no stack: a rank is no layer of the program. */
  @Test
  void samplesWithoutAStackAreOfNoLayer() {
    made.sample(Ids.NONE, made.stack("PYTHON:main"), Quantity.OTHER, 8);
    made.sample(Ids.NONE, Ids.NONE, Quantity.OTHER, 3);
    Run run = made.run();
    assertThat(new HotFunctions(run.tree(), run.measured().exclusive(0)).byKind())
        .containsExactly(new HotFunctions.Part("python", 8), new HotFunctions.Part("", 3));
  }

  /**
   * Not every profiler names the library of a function whose layer says all that is to be known.
   */
  @Test
  void functionsWithoutALibraryStandUnderTheirLanguageOrTheSystem() {
    made.sample(Ids.NONE, made.stack("JAVA:Train.main SYSTEM:do_mmap"), Quantity.CPU_NS, 8);
    made.sample(Ids.NONE, made.stack("PYTHON:main"), Quantity.CPU_NS, 4);
    made.sample(Ids.NONE, made.stack("JAVA:Train.main"), Quantity.CPU_NS, 2);
    made.sample(Ids.NONE, made.stack("NATIVE:f"), Quantity.CPU_NS, 1);
    Run run = made.run();
    assertThat(new HotFunctions(run.tree(), run.measured().exclusive(0)).byLibrary())
        .containsExactly(
            new HotFunctions.Part("[kernel]", 8),
            new HotFunctions.Part("[Python]", 4),
            new HotFunctions.Part("[Java]", 2),
            new HotFunctions.Part("", 1));
  }

  @Test
  void functionsAreToldApartByFileAndInstructionsByAddress() {
    int name = made.id("f");
    int a = made.trace.frames().row(CodeKind.PYTHON, name, made.id("a.py"), 3, Ids.NONE, 0);
    int b = made.trace.frames().row(CodeKind.PYTHON, name, made.id("b.py"), 4, Ids.NONE, 0);
    int c = made.trace.frames().row(CodeKind.INSTRUCTION, name, Ids.NONE, 0, Ids.NONE, 16);
    for (int frame : new int[] {a, b, c, a}) {
      made.sample(Ids.NONE, made.trace.stacks().row(Ids.NONE, frame), Quantity.SAMPLES, 1);
    }
    CallingContextTree tree = made.run().tree();
    assertThat(IntStream.range(2, tree.size()).mapToObj(tree::name))
        .containsExactly("f", "f", "0x0010  f");
    assertThat(tree.frameFile(tree.frame(2))).isEqualTo("a.py");
    assertThat(tree.frameLine(tree.frame(3))).isEqualTo(4);
    assertThat(tree.exclusive(2, Metric.SAMPLES)).isEqualTo(2);
  }

  @Test
  void deepStacksNeedNoStackOfOurs() {
    int stack = Ids.NONE;
    int frame = made.trace.frames().row(CodeKind.NATIVE, made.id("f"));
    for (int i = 0; i < 200_000; i++) {
      stack = made.trace.stacks().row(stack, frame);
    }
    made.sample(Ids.NONE, stack, Quantity.CPU_NS, 5);
    Run run = made.run();
    assertThat(run.tree().depth()).isEqualTo(200_001);
    HotFunctions hot = new HotFunctions(run.tree(), run.measured().exclusive(0));
    assertThat(hot.top(1).getFirst().total()).isEqualTo(5);
  }
}
