package dev.plumb.cli.property;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.cli.pipeline.Pipeline.Pieces;
import dev.plumb.cli.pipeline.Seeded;
import dev.plumb.cli.pipeline.Sums;
import dev.plumb.cli.property.Oracle.Slice;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.Links;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Severity;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random traces: everything that the pipeline finds is what the definitions say. */
class PipelinePropertiesTest {
  private static final int TRACES = 500;
  private static final int CONTEXTS = 150;

  @Test
  void linksAndSelfTimesAreTheOracles() {
    for (int seed = 0; seed < TRACES; seed++) {
      RandomTrace random = RandomTrace.of(seed, 10 + seed % 150);
      byte[] json = random.json();
      Oracle oracle = new Oracle(json);
      Links links = Pipeline.link("trace.json", json, Pieces.WHOLE);
      compare(seed, oracle, links);
      backward(seed, random, links);
      assertThat(count(links, ProblemCode.SLICES_OVERLAP))
          .as("seed %d", seed)
          .isEqualTo(oracle.overlaps);
      assertThat(links.trace().problems().stream().filter(p -> p.severity() == Severity.DATA_LOSS))
          .as("seed %d", seed)
          .isEmpty();
    }
  }

  private static void compare(int seed, Oracle oracle, Links links) {
    SliceTable slices = links.trace().slices();
    assertThat(slices.size()).isEqualTo(oracle.slices.size());
    for (Slice expected : oracle.slices) {
      int row = expected.row;
      String what = "seed " + seed + " row " + row + " " + expected.name;
      assertThat(slices.startNs(row)).as(what).isEqualTo(expected.start);
      assertThat(slices.durNs(row)).as(what).isEqualTo(expected.dur);
      if (expected.isHost()) {
        assertThat(links.caller(row)).as("caller, " + what).isEqualTo(row(expected.caller));
        assertThat(links.selfNs(row)).as("self, " + what).isEqualTo(expected.self);
      } else {
        assertThat(links.launch(row)).as("launch, " + what).isEqualTo(row(expected.launch));
        assertThat(links.quality(row)).as("quality, " + what).hasToString(expected.quality);
      }
    }
  }

  private static int row(Slice slice) {
    return slice == null ? -1 : slice.row;
  }

  /** Not the oracle's but the generator's own knowledge. */
  private static void backward(int seed, RandomTrace random, Links links) {
    Trace trace = links.trace();
    Map<String, String> callers = new HashMap<>();
    for (int row = 0; row < trace.slices().size(); row++) {
      int caller = links.caller(row);
      callers.put(name(trace, row), caller < 0 ? "-" : name(trace, caller));
    }
    for (String expected : random.expectedBackward()) {
      String[] pair = expected.split(" < ");
      assertThat(callers.get(pair[0]))
          .as("seed %d, caller of %s", seed, pair[0])
          .isEqualTo(pair[1]);
    }
  }

  private static String name(Trace trace, int row) {
    return trace.strings().get(trace.slices().nameId(row));
  }

  private static long count(Links links, ProblemCode code) {
    return links.trace().problems().stream()
        .filter(problem -> problem.code() == code)
        .mapToLong(Problem::count)
        .sum();
  }

  @Test
  void contextsAndTimelinesAreTheOracles() {
    for (int seed = 0; seed < CONTEXTS; seed++) {
      byte[] json = RandomTrace.of(seed, 10 + seed % 150).json();
      Oracle oracle = new Oracle(json);
      Run run = Pipeline.run(json);
      Sums.check(run);
      assertThat(difference(contexts(run), oracle.contexts()))
          .as("contexts of seed %d", seed)
          .isEmpty();
      assertThat(timelines(run)).as("timelines of seed %d", seed).isEqualTo(oracle.timelines());
      assertThat(steps(run)).as("steps of seed %d", seed).isEqualTo(oracle.steps());
    }
  }

  private static Map<String, List<Long>> contexts(Run run) {
    CallingContextTree tree = run.tree();
    Map<String, List<Long>> contexts = new TreeMap<>();
    for (int node = 1; node < tree.size(); node++) {
      List<Long> values = new ArrayList<>();
      for (Metric metric :
          List.of(
              Metric.COUNT, Metric.CPU_NS, Metric.KERNEL_NS, Metric.COPY_NS, Metric.ALLOC_BYTES)) {
        values.add(tree.exclusive(node, metric));
      }
      List<String> path = new ArrayList<>();
      for (int at : tree.path(node)) {
        path.add(tree.kind(at).label() + " " + tree.name(at));
      }
      if (values.stream().anyMatch(value -> value != 0)) {
        contexts.put(String.join(" > ", path), values);
      }
    }
    return contexts;
  }

  /** What one has and the other has not, or otherwise: the maps themselves fill a screen. */
  private static List<String> difference(
      Map<String, List<Long>> actual, Map<String, List<Long>> expected) {
    List<String> lines = new ArrayList<>();
    actual.forEach((key, value) -> {
      if (!value.equals(expected.get(key))) {
        lines.add(key + " is " + value + ", not " + expected.get(key));
      }
    });
    expected.keySet().stream().filter(key -> !actual.containsKey(key)).forEach(lines::add);
    return lines;
  }

  private static List<String> steps(Run run) {
    return run.steps().stream()
        .map(step ->
            step.name()
                + " "
                + step.startNs()
                + " "
                + step.durNs()
                + " "
                + step.kernels()
                + " "
                + step.kernelNs())
        .toList();
  }

  private static Map<String, List<Long>> timelines(Run run) {
    Map<String, List<Long>> timelines = new TreeMap<>();
    for (DeviceStats device : RunSummary.of(run).devices()) {
      String rank = device.label().startsWith("rank ") ? device.label().substring(5) : "-1";
      timelines.put(
          rank + "/" + device.id(),
          List.of(
              device.computeNs(),
              device.exposedCommNs(),
              device.exposedMemcpyNs(),
              device.idleNs(),
              device.totalNs()));
    }
    return timelines;
  }

  @Test
  void theOrderOfTheEventsDoesNotMatter() {
    int compared = 0;
    for (int seed = 0; seed < 150; seed++) {
      RandomTrace random = RandomTrace.distinct(seed, 20 + seed % 120);
      Run run = Pipeline.run(random.json());
      if (hasTies(new Oracle(random.json()))) {
        continue;
      }
      compared++;
      for (int order = 0; order < 3; order++) {
        Run other = Pipeline.run(random.shuffled(order));
        assertThat(difference(contexts(other), contexts(run)))
            .as("contexts of seed %d", seed)
            .isEmpty();
        assertThat(timelines(other)).as("timelines of seed %d", seed).isEqualTo(timelines(run));
        assertThat(other.steps()).as("steps of seed %d", seed).isEqualTo(run.steps());
        assertThat(problems(other)).as("problems of seed %d", seed).isEqualTo(problems(run));
      }
    }
    assertThat(compared).isGreaterThan(75);
  }

  /** Equal intervals, and calls of one correlation at one time, nest and link in their order. */
  private static boolean hasTies(Oracle oracle) {
    Map<String, Integer> intervals = new HashMap<>();
    for (Slice slice : oracle.slices) {
      if (slice.isHost()) {
        String interval = slice.start + " " + slice.dur + " " + slice.kind;
        intervals.merge(slice.thread + " " + interval, 1, Integer::sum);
      }
    }
    return intervals.values().stream().anyMatch(count -> count > 1);
  }

  private static Map<ProblemCode, Long> problems(Run run) {
    Map<ProblemCode, Long> counts = new TreeMap<>();
    for (Links links : run.inputs()) {
      links.trace().problems().forEach(p -> counts.merge(p.code(), p.count(), Long::sum));
    }
    return counts;
  }

  @Test
  void thePiecesDoNotMatter() {
    Seeded seeds = new Seeded(1);
    for (int seed = 0; seed < 100; seed++) {
      byte[] json = RandomTrace.of(seed, 40).json();
      Run whole = Pipeline.run(json);
      for (int max : new int[] {1, 3, 16, 200}) {
        Links links = Pipeline.link("trace.json", json, Pieces.random(seeds.next(), max));
        Run run = Run.of(List.of(links));
        assertThat(difference(contexts(run), contexts(whole)))
            .as("seed %d, pieces up to %d", seed, max)
            .isEmpty();
        assertThat(links.trace().problems())
            .as("seed %d, pieces up to %d", seed, max)
            .isEqualTo(whole.inputs().getFirst().trace().problems());
        assertThat(links.trace().bytes()).isEqualTo(json.length);
      }
    }
  }
}
