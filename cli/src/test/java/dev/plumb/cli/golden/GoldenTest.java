package dev.plumb.cli.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.github.luben.zstd.ZstdOutputStream;
import dev.plumb.cli.pipeline.JsonTree;
import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.cli.pipeline.Pipeline.Pieces;
import dev.plumb.cli.pipeline.Sums;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every folder under {@code importers/src/test/resources/cases/<format>/} is a case: inputs named
 * {@code trace*} ({@code trace.sql} makes a SQLite database), {@code case.json}, and in {@code
 * expect/} everything that comes out of them.
 *
 * <p>{@code case.json} says {@code why} the case is there, how its input was made ({@code maker})
 * and, under {@code must} by file, lines that were worked out by hand: these hold whatever {@code
 * expect/} says. {@code -Dplumb.golden=update} rewrites {@code expect/}, and nothing else.
 */
class GoldenTest {
  private static final boolean UPDATE = "update".equals(System.getProperty("plumb.golden"));
  private static final Path CASES = CaseInput.CASES;
  private static final int MINIMUM = 45;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    return folders().stream()
        .map(path ->
            DynamicTest.dynamicTest(
                path.getParent().getFileName() + "/" + path.getFileName(), () -> run(path)));
  }

  @Test
  void thereAreCases() throws IOException {
    assertThat(folders()).hasSizeGreaterThanOrEqualTo(MINIMUM);
  }

  private static List<Path> folders() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> formats = Files.list(CASES)) {
      for (Path format : formats.sorted().toList()) {
        try (Stream<Path> cases = Files.list(format)) {
          cases.sorted().forEach(found::add);
        }
      }
    }
    return found;
  }

  private void run(Path path) throws IOException {
    Map<String, Object> about = JsonTree.object(Files.readAllBytes(path.resolve("case.json")));
    assertThat(about.keySet()).as("keys of case.json").containsOnly("why", "maker", "must");
    assertThat((String) about.get("why")).isNotBlank();
    assertThat((String) about.get("maker")).isNotBlank();
    List<Path> inputs = inputs(path);
    assertThat(inputs).as("files named trace* in %s", path).isNotEmpty();

    List<Path> files = new ArrayList<>();
    List<Links> linked = new ArrayList<>();
    for (Path input : inputs) {
      files.add(CaseInput.of(input, folder));
      linked.addAll(Pipeline.open(files.getLast()));
    }
    Run run = Run.of(linked);
    Sums.check(run);
    assertThat(Pipeline.text(run)).isNotBlank();
    assertThat(Pipeline.html(run)).isNotBlank();
    Map<String, String> actual = RunText.of(run);
    must(about, actual);
    compare(path.resolve("expect"), actual);
    nothingElseLiesAround(path, inputs, actual.keySet());
    for (Path file : files) {
      howeverItArrives(file);
    }
  }

  private static List<Path> inputs(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(f -> f.getFileName().toString().startsWith("trace")).sorted().toList();
    }
  }

  /** Lines worked out by hand: each must be part of a line, white space aside. */
  private static void must(Map<String, Object> about, Map<String, String> actual) {
    List<String> missing = new ArrayList<>();
    int count = 0;
    for (Map.Entry<String, Object> file : JsonTree.asObject(about.get("must")).entrySet()) {
      String text = actual.get(file.getKey());
      assertThat(text).as("what comes out has no %s", file.getKey()).isNotNull();
      List<String> lines = text.lines().map(GoldenTest::collapse).toList();
      for (Object each : JsonTree.asList(file.getValue())) {
        String wanted = collapse((String) each);
        count++;
        if (lines.stream().noneMatch(line -> line.contains(wanted))) {
          missing.add(file.getKey() + ": " + wanted);
        }
      }
    }
    assertThat(count).as("lines worked out by hand").isPositive();
    if (!missing.isEmpty()) {
      StringBuilder all = new StringBuilder("not there:\n");
      missing.forEach(line -> all.append("  ").append(line).append('\n'));
      actual.forEach((name, text) -> all.append("--- ").append(name).append('\n').append(text));
      fail(all.toString());
    }
  }

  private static String collapse(String line) {
    return line.strip().replaceAll(" +", " ");
  }

  private static void compare(Path expect, Map<String, String> actual) throws IOException {
    if (UPDATE) {
      Files.createDirectories(expect);
      for (Map.Entry<String, String> file : actual.entrySet()) {
        Files.writeString(expect.resolve(file.getKey()), file.getValue());
      }
    }
    for (Map.Entry<String, String> file : actual.entrySet()) {
      Path expected = expect.resolve(file.getKey());
      assertThat(expected).as("run with -Dplumb.golden=update, then read what it wrote").exists();
      assertThat(file.getValue()).as("%s", expected).isEqualTo(Files.readString(expected));
    }
  }

  private static void nothingElseLiesAround(Path path, List<Path> inputs, Set<String> expected)
      throws IOException {
    Set<Path> known = new HashSet<>(inputs);
    known.add(path);
    known.add(path.resolve("case.json"));
    known.add(path.resolve("expect"));
    expected.forEach(name -> known.add(path.resolve("expect").resolve(name)));
    try (Stream<Path> all = Files.walk(path)) {
      assertThat(all.filter(file -> !known.contains(file)))
          .as("files that nothing reads")
          .isEmpty();
    }
  }

  /** Neither the name nor the packing nor the cutting of an input may change what is read. */
  private void howeverItArrives(Path input) throws IOException {
    byte[] file = Files.readAllBytes(input);
    Map<String, String> whole = text(Pipeline.open(input));
    Map<String, Map<String, String>> ways = new TreeMap<>();
    ways.put("gzipped", text(Pipeline.open(write("trace.json.gz", gzip(file)))));
    ways.put("zstd", text(Pipeline.open(write("trace.json.zst", zstd(file)))));
    ways.put("renamed", text(Pipeline.open(write("log.txt", file))));
    ways.put("standard input", text(Pipeline.open("standard input", file)));
    // Pieces are of the unpacked text; an input that is packed itself arrives in the other ways.
    byte[] text = unpacked(input);
    if (text.length == file.length) {
      ways.put("whole", text(List.of(Pipeline.link("trace.json", file, Pieces.WHOLE))));
      ways.put("bytes", text(List.of(Pipeline.link("trace.json", file, Pieces.of(1)))));
      ways.put("sevens", text(List.of(Pipeline.link("trace.json", file, Pieces.of(7)))));
      for (int seed = 0; seed < 4; seed++) {
        int max = seed % 2 == 0 ? 40 : 2000;
        ways.put(
            "pieces of seed " + seed,
            text(List.of(Pipeline.link("trace.json", file, Pieces.random(seed, max)))));
      }
    }
    if (text.length != file.length) { // offsets in the packed file move when it is packed again
      ways.get("gzipped").remove("problems.txt");
      ways.get("zstd").remove("problems.txt");
    }
    // Each file by itself: a difference is then shown in its place.
    ways.forEach((way, texts) ->
        texts.forEach((name, content) ->
            assertThat(content).as("%s of %s, %s", name, input, way).isEqualTo(whole.get(name))));
  }

  private static Map<String, String> text(List<Links> linked) {
    return RunText.of(Run.of(linked));
  }

  private static byte[] unpacked(Path input) throws IOException {
    byte[] file = Files.readAllBytes(input);
    boolean packed = file.length > 2 && ((file[0] & 0xFF) == 0x1F || file[0] == 'P');
    return packed ? new byte[0] : file;
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] zstd(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zstd = new ZstdOutputStream(out)) {
      zstd.write(bytes);
    }
    return out.toByteArray();
  }
}
