package dev.plumb.importers.chrome;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.plumb.importers.ImportSession;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Inputs that are larger than what may be kept of one value: memory stays bounded, and what comes
 * behind is read. With the limit at 2 MiB, so that it takes no minutes; {@code -Dplumb.flood=1000}
 * streams gigabytes against the real one.
 */
class StreamedInputsTest {
  private static final int MEGABYTES = Integer.getInteger("plumb.flood", 8);
  private static final int MAX_VALUE = MEGABYTES == 8 ? 2 << 20 : ChromeSession.MAX_VALUE;
  private static final String EVENT =
      "{\"ph\": \"X\", \"cat\": \"c\", \"name\": \"ok\", \"pid\": 1, \"tid\": 1, \"ts\": 5, \"dur\": 1}";

  /** A value, the window around it, both again each time that the window grows, and metadata. */
  private static final long MAX_ALLOCATED = (100L << 20) + 12L * MAX_VALUE;

  /** Where nothing but damage comes, the window grows and shrinks. */
  private static final long MAX_ALLOCATED_PER_BYTE = 6;

  private final Problems problems = new Problems();
  private final TraceBuilder builder = new TraceBuilder("t", "chrome", problems);
  private final ImportSession session = new ChromeSession(builder, MAX_VALUE);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final long before = threads.getCurrentThreadAllocatedBytes();

  @ParameterizedTest
  @ValueSource(strings = {"[", "{", "\"", "}", "]", ",", ":", " ", "a", "\\", "0", "-", "\0", "é"})
  void oneCharacterForEver(String character) throws UnreadableInputException {
    flood(character);
    assertThat(finish().slices().size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{", "}", ",", " ", "a", "0", "[1],", "{\"a\":1},"})
  void oneCharacterForEverAfterAnEvent(String character) throws UnreadableInputException {
    feed("[" + EVENT + ",");
    flood(character);
    assertThat(finish().slices().size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`[{\"ph\": \"X\", \"name\": \"` | a | `\"},`",
        "`[{\"ph\": \"X\", \"name\": \"` | \\\\ | `\"},`",
        "`[{\"ph\": \"X\", \"args\": {\"a\": [` | `[1], ` | `1]}},`",
        "`[{\"ph\": \"X\", \"args\": {` | `\"a\": 1, ` | `\"a\": 1}},`",
        "`[{\"ph\": \"X\", \"args\": {\"a\": \"` | `{},` | `\"}},`",
        "`[[` | `[],` | `[]],`",
        "`[\"` | `}{` | `\",`",
      })
  void anEventThatIsTooLargeIsSkipped(String head, String character, String tail)
      throws UnreadableInputException {
    feed(head);
    flood(character);
    feed(tail + EVENT + "]");
    Trace trace = finish();
    assertThat(problems.count(ProblemCode.EVENT_TOO_LARGE)).isEqualTo(1);
    assertThat(problems.list()).hasSize(1);
    assertThat(trace.slices().size()).isEqualTo(1);
    assertThat(trace.strings().get(trace.slices().nameId(0))).isEqualTo("ok");
  }

  @Test
  void metadataThatIsTooLargeIsSkipped() throws UnreadableInputException {
    feed("{\"schemaVersion\": 1, \"huge\": \"");
    flood("m");
    feed("\", \"large\": [");
    flood("{\"a\": 1}, ");
    feed("1], \"traceEvents\": [" + EVENT + "], \"small\": 2}");
    Trace trace = finish();
    assertThat(problems.count(ProblemCode.METADATA_TOO_LARGE)).isEqualTo(2);
    assertThat(problems.list()).hasSize(1);
    assertThat(trace.metadata()).containsOnlyKeys("schemaVersion", "small");
    assertThat(trace.slices().size()).isEqualTo(1);
  }

  @Test
  void muchMetadataIsKeptInPart() throws UnreadableInputException {
    feed("{");
    String value = "v".repeat(900_000);
    for (int i = 0; i < 40; i++) {
      feed("\"k" + i + "\": \"" + value + "\",");
    }
    feed("\"traceEvents\": [" + EVENT + "]}");
    Trace trace = finish();
    assertThat(problems.count(ProblemCode.METADATA_TOO_LARGE)).isPositive();
    assertThat(trace.metadata().values().stream().mapToLong(String::length).sum())
        .isBetween(1L << 20, 32L << 20);
    assertThat(trace.slices().size()).isEqualTo(1);
  }

  /** The same frame and sample again and again: nothing but rows is kept of them. */
  @Test
  void stackFramesAndSamplesStream() throws UnreadableInputException {
    feed("{\"stackFrames\": {");
    flood("\"1\": {\"name\": \"" + "f".repeat(400) + "\", \"line\": 4}, ");
    feed("\"2\": {\"name\": \"g\", \"parent\": 1}}, \"samples\": [");
    flood("{\"ts\": 5, \"sf\": 2, \"comment\": \"" + "c".repeat(400) + "\"}, ");
    feed("{\"ts\": 6}], \"traceEvents\": [" + EVENT + "]}");
    Trace trace = finish();
    assertThat(trace.stacks().size()).isEqualTo(2);
    assertThat(trace.samples().size()).isGreaterThan(MEGABYTES * 1000);
    assertThat(trace.slices().size()).isEqualTo(1);
    assertThat(problems.list()).extracting(Problem::code).containsOnly(ProblemCode.DUPLICATE_KEY);
  }

  @Test
  void aStackFrameThatIsTooLargeIsSkipped() throws UnreadableInputException {
    feed("{\"stackFrames\": {\"1\": {\"name\": \"");
    flood("a");
    feed("\"}, \"2\": {\"name\": \"g\"}}, \"samples\": [{\"ts\": 1, \"x\": [");
    flood("[1], ");
    feed("1]}, {\"ts\": 6, \"sf\": 2}], \"traceEvents\": [" + EVENT + "]}");
    Trace trace = finish();
    assertThat(problems.count(ProblemCode.EVENT_TOO_LARGE)).isEqualTo(2);
    assertThat(problems.list()).hasSize(1);
    assertThat(trace.samples().size()).isEqualTo(1);
    assertThat(trace.samples().stackRow(0)).isZero();
    assertThat(trace.slices().size()).isEqualTo(1);
  }

  private void feed(String text) throws UnreadableInputException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    session.accept(bytes, 0, bytes.length);
  }

  private void flood(String part) throws UnreadableInputException {
    byte[] once = part.getBytes(StandardCharsets.UTF_8);
    byte[] chunk = new byte[(1 << 20) / once.length * once.length];
    for (int at = 0; at < chunk.length; at += once.length) {
      System.arraycopy(once, 0, chunk, at, once.length);
    }
    for (int i = 0; i < MEGABYTES; i++) {
      session.accept(chunk, 0, chunk.length);
    }
    Arrays.fill(chunk, (byte) 0);
  }

  private Trace finish() throws UnreadableInputException {
    session.finish();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated)
        .isLessThan(MAX_ALLOCATED + MAX_ALLOCATED_PER_BYTE * ((long) MEGABYTES << 20));
    return builder.seal();
  }
}
