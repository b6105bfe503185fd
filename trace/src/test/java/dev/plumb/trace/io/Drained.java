package dev.plumb.trace.io;

import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one input yields.
 *
 * @param contents by name, in order
 * @param failure set if the input was unreadable
 */
record Drained(
    Map<String, byte[]> contents, Problems problems, @Nullable UnreadableInputException failure) {
  static final String NAME = "in";

  static Drained file(Path file) throws IOException {
    return file(file, Limits.DEFAULTS);
  }

  static Drained file(Path file, Limits limits) throws IOException {
    Problems problems = new Problems();
    return drain(Sources.open(file, limits, problems), problems);
  }

  static Drained stream(byte[] bytes) throws IOException {
    return stream(new ByteArrayInputStream(bytes), Limits.DEFAULTS);
  }

  static Drained stream(InputStream in, Limits limits) throws IOException {
    Problems problems = new Problems();
    return drain(Sources.open(NAME, in, limits, problems), problems);
  }

  private static Drained drain(Sources sources, Problems problems) throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    UnreadableInputException failure = null;
    try (sources) {
      ByteSource source;
      while ((source = sources.next()) != null) {
        contents.put(source.name(), content(source));
      }
    } catch (UnreadableInputException e) {
      failure = e;
    }
    return new Drained(contents, problems, failure);
  }

  /** The rest of a source; checks what is promised of every chunk. */
  static byte[] content(ByteSource source) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    Chunk chunk;
    while ((chunk = source.next()) != null) {
      Assertions.assertThat(chunk.length()).isBetween(1, Chunk.CAPACITY);
      Assertions.assertThat(chunk.from()).isGreaterThanOrEqualTo(Chunk.HEADROOM);
      Assertions.assertThat(chunk.array().length - chunk.to()).isGreaterThanOrEqualTo(Chunk.SLACK);
      Assertions.assertThat(chunk.offset()).isEqualTo(content.size());
      content.write(chunk.array(), chunk.from(), chunk.length());
      source.release(chunk);
    }
    Assertions.assertThat(source.next()).isNull();
    return content.toByteArray();
  }

  /** The content of an input that holds one file. */
  byte[] only() {
    Assertions.assertThat(failure).isNull();
    Assertions.assertThat(contents).hasSize(1);
    return contents.values().iterator().next();
  }

  /** What was delivered of an input that holds at most one file. */
  byte[] deliveredOnly() {
    Assertions.assertThat(contents.size()).isLessThanOrEqualTo(1);
    return contents.isEmpty() ? new byte[0] : contents.values().iterator().next();
  }

  boolean isClean() {
    return failure == null && problems.list().isEmpty();
  }

  List<ProblemCode> codes() {
    return problems.list().stream().map(Problem::code).toList();
  }

  /** A stream whose reads are as short as a pipe's may be. */
  static InputStream dribbling(byte[] bytes, long seed) {
    Random random = new Random(seed);
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int from, int length) {
        int shorter = random.nextInt(4) == 0 ? 1 + random.nextInt(7) : 1 + random.nextInt(40_000);
        return super.read(into, from, Math.min(length, shorter));
      }
    };
  }
}
