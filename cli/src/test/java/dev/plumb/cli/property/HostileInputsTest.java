package dev.plumb.cli.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.cli.pipeline.Pipeline.Pieces;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Inputs made to take quadratic time or memory somewhere: all ids equal, all ids different,
 * everything open, everything nested. The limit is minutes where a linear pass takes milliseconds:
 * it tells a hang from an answer on the slowest machine and measures nothing. Memory is counted,
 * not timed, so that its limit is narrow.
 */
@SuppressWarnings("NarrowCalculation") // sizes of test inputs: far from an overflow
class HostileInputsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * What is quadratic takes over a thousand million steps here, what is linear some milliseconds.
   */
  private static final int N = 40_000;

  private static final Duration HANGS = Duration.ofMinutes(2);
  private static final long ALLOCATED_PER_BYTE = 400;

  private final Map<String, IntFunction<String>> inputs = new LinkedHashMap<>();

  private void add(String name, IntFunction<String> input) {
    inputs.put(name, input);
  }

  private void declare() {
    add("equal intervals", n -> events(n, i -> op("a", 5, 9, "")));
    add("equal starts", n -> events(n, i -> op("a", 5, i, "")));
    add("nested intervals", n -> events(n, i -> op("a" + i % 9, i, 4L * n - 2L * i, "")));
    add("nested, innermost first", n -> events(n, i -> op("a", n - i, 2L * i + 1, "")));
    add("sliding operators", n -> events(n, i -> op("a", i, n, "")));
    add("sliding annotations", n -> events(n, i -> x("user_annotation", "m", i, n, "")));
    add(
        "annotations that outlive a deep stack",
        n ->
            events(
                n,
                i ->
                    i < n / 2
                        ? op("a", i, 3L * n - 2L * i, "")
                        : x("user_annotation", "m", i, 4L * n + i, "")));
    add(
        "short annotations that outlive a deep stack",
        n ->
            events(
                n,
                i ->
                    i < n / 2
                        ? op("a", i, n - i, "")
                        : i % 2 == 0
                            ? x("user_annotation", "m", i, 9L * n - 2L * i, "")
                            : op("b", i, 1, "")));
    add("one correlation", n -> events(n, i -> i % 2 == 0 ? launch(i, 5, "") : kernel(i, 5, "")));
    add(
        "correlations that hash alike",
        n ->
            events(
                n,
                i -> i % 2 == 0 ? launch(i, (long) i << 47, "") : kernel(i, (long) i << 47, "")));
    add(
        "correlations made to hash alike",
        n ->
            events(
                n,
                i ->
                    i % 2 == 0
                        ? launch(i, alike(i), "")
                        : "{\"ph\": \"X\", \"cat\": \"kernel\", \"ts\": 5, \"dur\": 1, \"args\":"
                            + " {\"correlation\": "
                            + alike(i - 1)
                            + "}}"));
    add(
        "one correlation of many ranks",
        n ->
            events(
                n,
                i -> {
                  String rank = ", \"rank\": " + i / 2;
                  return i % 2 == 0 ? launch(i, 5, rank) : kernel(i, 5, rank);
                }));
    add(
        "work without a rank, launches of many",
        n -> events(n, i -> i % 2 == 0 ? launch(i, 5, ", \"rank\": " + i) : kernel(i, 5, "")));
    add(
        "one external id",
        n ->
            events(
                n,
                i ->
                    i % 2 == 0
                        ? op("a", i, 1, "\"External id\": 7")
                        : kernel(i, i, ", \"External id\": 7")));
    add(
        "one sequence number",
        n -> events(n, i -> op("a", i, 1, "\"Sequence number\": 3, \"Fwd thread id\": " + i % 2)));
    add(
        "one arrow id",
        n ->
            events(
                n,
                i ->
                    i % 3 == 0
                        ? op("a", i, 3, "")
                        : "{\"ph\": \""
                            + (i % 3 == 1 ? 's' : 'f')
                            + "\", \"cat\": \"fwdbwd\", \"id\": 1, \"pid\": 1, \"tid\": 1, \"ts\": "
                            + i
                            + "}"));
    add(
        "arrows into many equal starts",
        n ->
            events(
                n,
                i ->
                    i % 2 == 0
                        ? x("python_function", "f", 5, i, "")
                        : "{\"ph\": \""
                            + (i % 4 == 1 ? 's' : 'f')
                            + "\", \"cat\": \"fwdbwd\", \"id\": "
                            + i / 4
                            + ", \"pid\": 1, \"tid\": 1, \"ts\": 5}"));
    add(
        "nested engine frames",
        n ->
            events(
                n,
                i ->
                    i == 0
                        ? op("forward", 1, 2, "\"Sequence number\": 1")
                        : op(
                            "autograd::engine::evaluate_function: A",
                            10 + i,
                            4L * n - 2L * i,
                            "\"Sequence number\": 1, \"Fwd thread id\": 1")));
    add("one python id", n -> events(n, i -> python(i, 4L * n - 2L * i, 7, 7)));
    add(
        "deep python, wrong parents",
        n -> events(n, i -> python(i, 4L * n - 2L * i, i, 2L * n + i)));
    add("deep python, far parents", n -> events(n, i -> python(i, 4L * n - 2L * i, i, 0)));
    add(
        "stacks below many annotations",
        n ->
            events(
                n,
                i ->
                    i < n / 2
                        ? x("user_annotation", "m", i, 4L * n - 2L * i, "")
                        : op("a", i, 1, "\"Call stack\": \"a;b\"")));
    add(
        "distinct stacks",
        n -> events(n, i -> op("a", 2 * i, 1, "\"Call stack\": \"x" + i + ";b;c\"")));
    add("overlapping steps", n -> events(n, i -> i % 2 == 0 ? step(i, 4L * n) : op("a", i, 1, "")));
    add(
        "steps that are over",
        n -> events(n, i -> i % 2 == 0 ? step(i / 2, 1) : op("a", 9L * n + i, 1, "")));
    add(
        "distinct steps",
        n -> events(n, i -> i % 2 == 0 ? step(4L * i, 3) : op("a", 4L * i, 1, "")));
    add("distinct names", n -> events(n, i -> op("a" + i, i, 1, "")));
    add("distinct categories", n -> events(n, i -> x("c" + i, "a", i, 1, "")));
    add("distinct arguments", n -> events(n, i -> op("a", i, 1, "\"k" + i + "\": [" + i + "]")));
    add("distinct threads", n -> events(n, i -> on(i, i, "cpu_op", i)));
    add("threads that hash alike", n -> events(n, i -> on(i, 31L * (n - i), "cpu_op", i)));
    add("distinct streams", n -> events(n, i -> on(0, i, "kernel", i)));
    add("distinct devices", n -> events(n, i -> on(i, 7, "kernel", i)));
    add("one thread of many ranks", n -> events(n, i -> op("a", i, 1, "\"rank\": " + i)));
    add(
        "names of threads",
        n ->
            events(
                n,
                i ->
                    "{\"ph\": \"M\", \"name\": \"thread_name\", \"pid\": "
                        + i
                        + ", \"tid\": "
                        + i
                        + ", \"args\": {\"name\": \"t"
                        + i
                        + "\"}}"));
    add(
        "names of threads that hash alike",
        n ->
            events(
                n,
                i ->
                    "{\"ph\": \"M\", \"name\": \"thread_name\", \"pid\": "
                        + i
                        + ", \"tid\": "
                        + 31L * (n - i)
                        + ", \"args\": {\"name\": \"t\"}}"));
    add("open ranges that hash alike", n -> events(n, i -> async('b', i, (long) i << 32 | i)));
    add("begins without ends", n -> events(n, i -> be('B', i)));
    add("ends without begins", n -> events(n, i -> be('E', i)));
    add("begins, then ends", n -> events(n, i -> be(i < n / 2 ? 'B' : 'E', i)));
    add("begins and ends at one instant", n -> events(n, i -> be(i % 2 == 0 ? 'B' : 'E', 5)));
    add("open ranges of one id", n -> events(n, i -> async(i < n / 2 ? 'b' : 'e', i, 1)));
    add("open ranges of many ids", n -> events(n, i -> async('b', i, i)));
    add(
        "allocations in a deep stack",
        n ->
            events(
                n,
                i ->
                    i % 2 == 0
                        ? op("a", i, 4L * n - 2L * i, "")
                        : "{\"ph\": \"i\", \"name\": \"[memory]\", \"pid\": 1, \"tid\": 1, \"ts\": "
                            + (n + i)
                            + ", \"args\": {\"Bytes\": 5, \"Addr\": 1}}"));
    add("overlapping kernels", n -> events(n, i -> kernel(i, i, "")));
    add("many arguments", n -> events(1, i -> op("a", 1, 1, many(n, k -> "\"k" + k + "\": " + k))));
    add(
        "many typed arguments",
        n ->
            events(
                1,
                i -> op("a", 1, 1, many(n, k -> k % 2 == 0 ? "\"External id\": 5" : "\"x\": 1"))));
    add(
        "one argument many times",
        n -> "[{\"ph\": \"X\"" + many(n, i -> ", \"args\": {\"a\": 1}", "") + "}]");
    add(
        "deep arguments",
        n -> events(1, i -> op("a", 1, 1, "\"a\": " + "[".repeat(n) + "]".repeat(n))));
    add("open brackets", n -> "[" + op("a", 1, 1, "\"a\": " + "[".repeat(n)));
    add("events that do not end", n -> "[" + "{\"ph\": \"X\", \"args\": {\"a\": [1, ".repeat(n));
    add("broken at every depth", n -> "[" + ",{\"a\": [".repeat(n) + "] x".repeat(2 * n) + "]");
    add(
        "broken arguments at every depth",
        n ->
            "["
                + ",{\"ph\": \"X\", \"cat\": \"a\", \"name\": \"n\", \"args\": {\"a\": [".repeat(n)
                + "] x".repeat(2 * n));
    add(
        "arguments first, broken at every depth",
        n -> "[" + ",{\"args\": {\"a\": 1 x, \"b\": [".repeat(n) + "]}}".repeat(n));
    add("broken events", n -> "[" + "{\"ph\" 1},".repeat(n) + "]");
    add("names of quotes", n -> events(1, i -> op("\"a".repeat(n), 1, 1, "")));
    add("names that do not end", n -> "[" + "{\"ph\": \"X\", \"name\": \"a\" b\n".repeat(n) + "]");
    add("strings that do not end", n -> "[" + "{\"ph\": \"X\", \"name\": \"a, ".repeat(n) + "]");
    add("commas", n -> "[" + ",".repeat(n) + "]");
    add("values", n -> "[" + "1 [] \"a\" ".repeat(n) + "]");
    add("documents", n -> "[{\"ph\": \"i\", \"ts\": 1}]\n".repeat(n));
    add("empty documents", n -> "{} [] ".repeat(n) + "[]");
    add(
        "lists in one object",
        n -> "{" + many(n, i -> "\"traceEvents\": [" + op("a", i, 1, "") + "]") + "}");
    add(
        "metadata",
        n -> "{" + many(n, i -> "\"k" + i + "\": {\"a\": " + i + "}") + ", \"traceEvents\": []}");
    add("one key of metadata", n -> "{" + many(n, i -> "\"k\": " + i) + ", \"traceEvents\": []}");
    add(
        "devices in metadata",
        n ->
            "{\"deviceProperties\": ["
                + many(n, i -> "{\"id\": " + i + ", \"name\": \"g\"}")
                + "], \"traceEvents\": []}");
    add(
        "deep metadata",
        n -> "{\"deviceProperties\": " + "[".repeat(n) + "]".repeat(n) + ", \"traceEvents\": []}");
    add("text before", n -> "no trace \n".repeat(n) + "[]");
    add("text behind", n -> "[{\"ph\": \"i\", \"ts\": 1}]" + " no [trace {\n".repeat(n));
  }

  @TestFactory
  Stream<DynamicTest> noInputHangs() {
    declare();
    return inputs.entrySet().stream()
        .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> check(each.getValue())));
  }

  private static void check(IntFunction<String> input) {
    byte[] text = input.apply(N).getBytes(StandardCharsets.UTF_8);
    long allocated = assertTimeoutPreemptively(HANGS, () -> allocatedBytes(text));
    assertThat(allocated)
        .as("bytes allocated for %d bytes of input", text.length)
        .isLessThan((32 << 20) + ALLOCATED_PER_BYTE * text.length);
  }

  private static long allocatedBytes(byte[] text) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Links links = Pipeline.link("trace.json", text, Pieces.of(1 << 20));
    Run run = Run.of(List.of(links));
    Pipeline.json(run);
    Pipeline.text(run);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  // ---- texts ----

  /** Multiplied by 2^64 divided by the golden ratio, as hashes do, both halves become {@code i}. */
  private static long alike(int i) {
    long inverse = 0x9E3779B97F4A7C15L;
    for (int step = 0; step < 6; step++) { // Newton: each step doubles the bits that are right
      inverse *= 2 - 0x9E3779B97F4A7C15L * inverse;
    }
    return inverse * ((long) i << 32 | i);
  }

  private static String events(int n, IntFunction<String> event) {
    return "{\"traceEvents\": [" + many(n, event) + "]}";
  }

  private static String many(int n, IntFunction<String> part) {
    return many(n, part, ",\n");
  }

  private static String many(int n, IntFunction<String> part, String between) {
    return IntStream.range(0, n).mapToObj(part).collect(Collectors.joining(between));
  }

  private static String op(String name, long ts, long dur, String args) {
    return x("cpu_op", name, ts, dur, args);
  }

  private static String step(long ts, long dur) {
    return x("user_annotation", "ProfilerStep#1", ts, dur, "");
  }

  private static String python(long ts, long dur, long id, long parent) {
    String args = "\"Python id\": " + id + ", \"Python parent id\": " + parent;
    return x("python_function", "f", ts, dur, args);
  }

  private static String launch(long ts, long correlation, String args) {
    return x("cuda_runtime", "l", ts, 1, "\"correlation\": " + correlation + args);
  }

  private static String kernel(long ts, long correlation, String args) {
    return "{\"ph\": \"X\", \"cat\": \"kernel\", \"name\": \"k\", \"pid\": 0, \"tid\": 7, \"ts\": "
        + ts
        + ", \"dur\": 50, \"args\": {\"device\": 0, \"correlation\": "
        + correlation
        + args
        + "}}";
  }

  private static String x(String category, String name, long ts, long dur, String args) {
    return "{\"ph\": \"X\", \"cat\": \""
        + category
        + "\", \"name\": \""
        + name
        + "\", \"pid\": 1, \"tid\": 1, \"ts\": "
        + ts
        + ".5, \"dur\": "
        + dur
        + ", \"args\": {"
        + args
        + "}}";
  }

  private static String on(long pid, long tid, String category, long ts) {
    return "{\"ph\": \"X\", \"cat\": \""
        + category
        + "\", \"name\": \"a\", \"pid\": "
        + pid
        + ", \"tid\": "
        + tid
        + ", \"ts\": "
        + ts
        + ", \"dur\": 1}";
  }

  private static String be(char phase, long ts) {
    return "{\"ph\": \""
        + phase
        + "\", \"name\": \"a\", \"pid\": 1, \"tid\": 1, \"ts\": "
        + ts
        + "}";
  }

  private static String async(char phase, long ts, long id) {
    return "{\"ph\": \""
        + phase
        + "\", \"cat\": \"c\", \"name\": \"a\", \"pid\": 1, \"tid\": 1, \"id\": "
        + id
        + ", \"ts\": "
        + ts
        + "}";
  }
}
