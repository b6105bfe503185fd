package dev.plumb.cli;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.Markdown.Row;
import dev.plumb.cli.pipeline.JsonTree;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import dev.plumb.trace.io.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each recording under {@code examples/}: the report says what the page beside it says and what
 * this test computes from the JSON by itself.
 */
class ExamplesTest {
  private static final Path EXAMPLES = Markdown.ROOT.resolve("examples");
  private static final long LARGEST_BYTES = 400_000;
  private static final Pattern FRAME = Pattern.compile("\"(\\w+\\.py)\\((\\d+)\\): (\\w+)\"");
  private static final Pattern FUNCTION = Pattern.compile("^\\s*def (\\w+)");
  private static final Set<String> OPERATORS = Set.of("cpu_op", "Operator");
  private static final Set<String> HOST =
      Set.of(
          "cpu_op",
          "python_function",
          "user_annotation",
          "cuda_runtime",
          "cuda_driver",
          "overhead");

  @TestFactory
  Stream<DynamicTest> recordings() throws IOException {
    return traces().stream()
        .map(trace ->
            DynamicTest.dynamicTest(EXAMPLES.relativize(trace).toString(), () -> check(trace)));
  }

  @Test
  void thereAreRecordings() throws IOException {
    assertThat(traces()).hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void theFourRanksAreOneRun() throws IOException {
    List<String> ranks = new ArrayList<>();
    for (int rank = 0; rank < 4; rank++) {
      ranks.add(EXAMPLES.resolve("multi-rank/cpu/rank" + rank + ".trace.json.gz").toString());
    }
    Map<String, Object> all = report(ranks.toArray(String[]::new));
    List<Object> inputs = asList(all.get("inputs"));
    for (int rank = 0; rank < 4; rank++) {
      assertThat(asLong(asObject(inputs.get(rank)).get("rank"))).isEqualTo(rank);
    }
    for (String[] field :
        List.of(
            new String[] {"events", "total"},
            new String[] {"cpu_ops", "count"},
            new String[] {"python_frames", "count"},
            new String[] {"steps", "count"},
            new String[] {"tree", "backward_links"})) {
      long sum = 0;
      for (String rank : ranks) {
        sum += number(report(rank), field[0], field[1]);
      }
      assertThat(number(all, field[0], field[1])).as("%s.%s", field[0], field[1]).isEqualTo(sum);
    }
  }

  /**
   * What {@code plumb record} made of {@code workloads.py resnet 30}: the network has 15
   * convolutions and 44 modules, and each step calls all of them, forward and backward.
   */
  @Test
  void theRecordingHasWhatTheProgramDid() throws IOException {
    Path file = EXAMPLES.resolve("record/resnet.plumb");
    assertThat(Files.size(file)).isLessThan(LARGEST_BYTES);
    Map<String, Object> report = report(file.toString());
    Row row = row(file, "recording");
    assertThat(number(report, "steps", "count")).isEqualTo(stated(row, "steps")).isEqualTo(30);
    assertThat(number(report, "cpu_ops", "count")).isEqualTo(stated(row, "operators"));
    assertThat(number(report, "python_frames", "count"))
        .isEqualTo(stated(row, "calls of modules"))
        .isEqualTo(44 * 30);
    assertThat(number(report, "samples", "count")).isEqualTo(stated(row, "samples"));

    Run run = run(file);
    CallingContextTree tree = run.tree();
    assertThat(calls(tree, FrameKind.MODULE, ".*\\(Conv2d\\)")).isEqualTo(15 * 30);
    assertThat(calls(tree, FrameKind.OPERATOR, "aten::conv2d")).isEqualTo(15 * 30);
    assertThat(calls(tree, FrameKind.OPERATOR, "aten::convolution_backward")).isEqualTo(15 * 30);
    assertThat(run.steps()).hasSize(29);
    addsUp(tree);
    assertThat(tree.inclusive(CallingContextTree.ROOT, Metric.CPU_NS))
        .as("measures and tree")
        .isEqualTo(measured(report, "CPU time"));

    Trace trace = run.inputs().getFirst().trace();
    StringPool texts = trace.strings();
    StringBuilder all = new StringBuilder(trace.metadata().toString());
    for (int id = 0; id < texts.size(); id++) {
      all.append('\n').append(texts.get(id));
    }
    assertThat(all.toString())
        .contains("/srv/example/workloads.py")
        .doesNotContainPattern("(?<![\\w./<-])/(home|root|tmp|work|mnt|Users)/");
    String program = Files.readString(EXAMPLES.resolve("record/workloads.py"));
    for (String function : functionsOf(tree, "workloads.py")) {
      assertThat(program).as("recorded, and changed since").contains("def " + function + "(");
    }
  }

  private static long calls(CallingContextTree tree, FrameKind kind, String name) {
    long calls = 0;
    for (int node = 0; node < tree.size(); node++) {
      if (tree.kind(node) == kind && tree.name(node).matches(name)) {
        calls += tree.exclusive(node, Metric.COUNT);
      }
    }
    return calls;
  }

  private static long measured(Map<String, Object> report, String measure) {
    for (Object each : asList(report.get("measures"))) {
      if (measure.equals(asObject(each).get("name"))) {
        return asLong(asObject(each).get("total"));
      }
    }
    throw new AssertionError("no measure " + measure);
  }

  /** Names of functions in a file, without those that have none of their own. */
  private static Set<String> functionsOf(CallingContextTree tree, String file) {
    Set<String> functions = new TreeSet<>();
    for (int frame = 0; frame < tree.frames(); frame++) {
      String of = tree.frameFile(frame);
      String name = tree.frameName(frame);
      String last = name.substring(name.lastIndexOf('.') + 1);
      if (of != null && of.endsWith("/" + file) && last.matches("\\w+")) {
        functions.add(last);
      }
    }
    assertThat(functions).contains("main", "step", "forward", "__init__");
    // Bodies of classes run once, under the name of the class.
    functions.removeIf(name -> Character.isUpperCase(name.charAt(0)));
    return functions;
  }

  private static List<Path> traces() throws IOException {
    return Markdown.files(".json.gz").stream().filter(file -> file.startsWith(EXAMPLES)).toList();
  }

  private static void check(Path trace) throws IOException {
    assertThat(Files.size(trace)).as("size").isLessThan(LARGEST_BYTES);
    byte[] text;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(trace))) {
      text = in.readAllBytes();
    }
    assertThat(new String(text, StandardCharsets.UTF_8))
        .as("paths of the machine that recorded")
        .doesNotContainPattern("(?<![\\w./<-])/(home|root|tmp|usr|opt|work|mnt|Users)/")
        .doesNotContainPattern("[A-Z]:\\\\\\\\");
    Map<String, Object> report = report(trace.toString());
    for (Object input : asList(report.get("inputs"))) {
      for (Object problem : asList(asObject(input).get("problems"))) {
        assertThat(asObject(problem).get("severity")).as("%s", problem).isIn("info", "notice");
      }
    }
    framesAreInTheProgramBesideIt(trace, text);
    asThePageSays(trace, report);
    asTheTraceSays(trace, JsonTree.parse(text), report);
  }

  /** A program that is changed after its recording must be recorded again. */
  private static void framesAreInTheProgramBesideIt(Path trace, byte[] text) throws IOException {
    Path folder = EXAMPLES.resolve(EXAMPLES.relativize(trace).getName(0));
    Map<String, List<String>> programs = new HashMap<>();
    for (Path program : Markdown.files(".py")) {
      if (program.startsWith(folder)) {
        programs.put(String.valueOf(program.getFileName()), Files.readAllLines(program));
      }
    }
    Matcher frame = FRAME.matcher(new String(text, StandardCharsets.UTF_8));
    boolean any = false;
    while (frame.find()) {
      List<String> lines = programs.get(frame.group(1));
      if (lines != null) {
        any = true;
        assertThat(functionAt(lines, Integer.parseInt(frame.group(2))))
            .as(frame.group())
            .isEqualTo(frame.group(3));
      }
    }
    assertThat(any).as("frames of its own program").isEqualTo(!programs.isEmpty());
  }

  /** The function that begins on a line, or that the line is in. */
  private static String functionAt(List<String> lines, int line) {
    int from = line - 1;
    while (lines.get(from).strip().startsWith("@")) { // a function begins with its decorators
      from++;
    }
    for (int at = from; at >= 0; at--) {
      Matcher function = FUNCTION.matcher(lines.get(at));
      if (function.find()) {
        return function.group(1);
      }
    }
    return "";
  }

  /** Numbers that the page of the example states. */
  private static void asThePageSays(Path trace, Map<String, Object> report) throws IOException {
    Row row = row(trace, "trace");
    assertThat(number(report, "events", "total")).isEqualTo(stated(row, "events"));
    assertThat(number(report, "cpu_ops", "count")).isEqualTo(stated(row, "operators"));
    assertThat(number(report, "python_frames", "count")).isEqualTo(stated(row, "Python frames"));
    assertThat(number(report, "steps", "count")).isEqualTo(stated(row, "steps"));
    assertThat(number(report, "tree", "backward_links")).isEqualTo(stated(row, "backward links"));
  }

  private static Row row(Path trace, String column) throws IOException {
    Path folder = EXAMPLES.resolve(EXAMPLES.relativize(trace).getName(0));
    String name = "`" + folder.relativize(trace).toString().replace('\\', '/') + "`";
    Path page = Markdown.ROOT.relativize(folder.resolve("README.md"));
    for (Row row : Markdown.of(page).rows()) {
      if (name.equals(row.cell(column))) {
        return row;
      }
    }
    throw new AssertionError(page + " has no row for " + name);
  }

  private static long stated(Row row, String column) {
    return Long.parseLong(row.cell(column).replace(",", ""));
  }

  /** Numbers that follow from the events, computed without Plumb. */
  private static void asTheTraceSays(Path file, Object document, Map<String, Object> report)
      throws IOException {
    List<Object> events =
        document instanceof Map<?, ?> object ? asList(object.get("traceEvents")) : asList(document);
    Map<String, List<long[]>> threads = new HashMap<>();
    long operators = 0;
    long python = 0;
    long steps = 0;
    long kernels = 0;
    long kernelNs = 0;
    long allocated = 0;
    long arrows = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Object each : events) {
      Map<String, Object> event = asObject(each);
      String category = (String) event.get("cat");
      String name = (String) event.get("name");
      boolean libtorch = category == null && "CPU Functions".equals(event.get("pid"));
      if (event.get("ph").equals("i") && name.equals("[memory]")) {
        long bytes = asLong(asObject(event.get("args")).get("Bytes"));
        allocated += Math.max(0, bytes);
      }
      arrows += event.get("ph").equals("s") && "fwdbwd".equals(category) ? 1 : 0;
      if (!event.get("ph").equals("X")) {
        continue;
      }
      long start = nanoseconds(event.get("ts"));
      long end = start + nanoseconds(event.get("dur"));
      first = Math.min(first, start);
      last = Math.max(last, end);
      boolean step = name.startsWith("ProfilerStep");
      steps += step && !"gpu_user_annotation".equals(category) ? 1 : 0;
      operators += libtorch || category != null && OPERATORS.contains(category) ? 1 : 0;
      python += "python_function".equals(category) ? 1 : 0;
      if ("kernel".equals(category)) {
        kernels++;
        kernelNs += end - start;
      }
      if (!step && (libtorch || category != null && HOST.contains(category))) {
        threads
            .computeIfAbsent(event.get("pid") + "/" + event.get("tid"), t -> new ArrayList<>())
            .add(new long[] {start, end});
      }
    }
    assertThat(number(report, "events", "total")).isEqualTo(events.size());
    assertThat(asLong(report.get("span_ns"))).isEqualTo(last - first);
    assertThat(number(report, "cpu_ops", "count")).isEqualTo(operators);
    assertThat(number(report, "python_frames", "count")).isEqualTo(python);
    assertThat(number(report, "steps", "count")).isEqualTo(steps);
    assertThat(number(report, "kernels", "count")).isEqualTo(kernels);
    assertThat(number(report, "kernels", "sum_ns")).isEqualTo(kernelNs);
    assertThat(number(report, "tree", "kernel_ns")).isEqualTo(kernelNs);
    assertThat(number(report, "tree", "backward_links")).isEqualTo(arrows);
    CallingContextTree tree = tree(file);
    assertThat(tree.inclusive(CallingContextTree.ROOT, Metric.CPU_NS))
        .as("host time: the union of each thread's slices")
        .isEqualTo(threads.values().stream().mapToLong(ExamplesTest::union).sum());
    assertThat(tree.inclusive(CallingContextTree.ROOT, Metric.ALLOC_BYTES)).isEqualTo(allocated);
    addsUp(tree);
  }

  private static void addsUp(CallingContextTree tree) {
    for (Metric metric : Metric.values()) {
      long[] sums = new long[tree.size()];
      for (int node = tree.size() - 1; node >= 0; node--) {
        sums[node] += tree.exclusive(node, metric);
        assertThat(tree.inclusive(node, metric)).isEqualTo(sums[node]);
        if (node > 0) {
          sums[tree.parent(node)] += sums[node];
        }
      }
    }
  }

  private static CallingContextTree tree(Path file) throws IOException {
    return run(file).tree();
  }

  private static Run run(Path file) throws IOException {
    Progress silent = new Progress(new PrintWriter(new StringWriter()), false);
    return new Loader(Limits.DEFAULTS, null, silent).load(List.of(file.toString()));
  }

  private static long union(List<long[]> intervals) {
    intervals.sort(Comparator.comparingLong(interval -> interval[0]));
    long sum = 0;
    long until = Long.MIN_VALUE;
    for (long[] interval : intervals) {
      sum += Math.max(0, interval[1] - Math.max(interval[0], until));
      until = Math.max(until, interval[1]);
    }
    return sum;
  }

  private static long nanoseconds(Object microseconds) {
    return ((BigDecimal) microseconds).movePointRight(3).longValueExact();
  }

  private static long number(Map<String, Object> report, String object, String field) {
    return asLong(asObject(report.get(object)).get(field));
  }

  private static Map<String, Object> report(String... files) {
    String[] args = new String[files.length + 2];
    args[0] = "report";
    args[1] = "--json";
    System.arraycopy(files, 0, args, 2, files.length);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    assertThat(exit).as(err.toString()).isEqualTo(ExitCode.DONE);
    return JsonTree.object(out.toString().getBytes(StandardCharsets.UTF_8));
  }
}
