package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Quantity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A library that is built where the one that comes with Plumb does not fit. */
class BuiltLibraryTest {
  private static final Path NATIVE = Path.of(System.getProperty("plumb.root"), "record/native");
  private static final String NO_COMPILER = "/nowhere/cc";

  /** What is there for every test, so that one build does for most. */
  @TempDir private static Path shared;

  @TempDir private Path folder;
  private Path cache;

  @BeforeAll
  static void needsCompiler() throws Exception {
    Assumptions.assumeTrue(FakeGpu.hasCompiler(), "no gcc here: building is NOT TESTED");
  }

  @BeforeEach
  void cache() {
    cache = shared.resolve("cache/plumb");
  }

  private Map<String, String> with(String... more) {
    Map<String, String> environment = Recorded.environment(Map.of());
    environment.keySet().removeIf(each -> each.startsWith("PLUMB_"));
    environment.put("XDG_CACHE_HOME", shared.resolve("cache").toString());
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  private NativeLibrary choose(String... more) throws IOException {
    return NativeLibrary.choose(folder, with(more));
  }

  /** As if Plumb had come with another library. */
  private NativeLibrary chooseInsteadOf(byte[] library, String... more) throws IOException {
    return NativeLibrary.choose(
        folder,
        with(more),
        name ->
            name.endsWith("libplumb.so")
                ? new ByteArrayInputStream(library)
                : getClass().getResourceAsStream("/dev/plumb/record/native/" + name));
  }

  private static byte[] prebuilt() throws IOException {
    try (InputStream in =
        BuiltLibraryTest.class.getResourceAsStream(
            "/dev/plumb/record/native/linux-x86_64/libplumb.so")) {
      Assumptions.assumeTrue(in != null && System.getProperty("os.arch").equals("amd64"));
      return in.readAllBytes();
    }
  }

  @Test
  void theOneThatComesWithPlumbIsUsedWhereItFits() throws IOException {
    NativeLibrary library = choose();

    assertThat(library.built()).isFalse();
    assertThat(library.file()).isEqualTo(folder.resolve("libplumb.so")).exists();
  }

  /** A second recording finds what the first has built; nobody else may change it. */
  @Test
  void whatIsBuiltIsKeptForTheUserAlone() throws IOException {
    NativeLibrary library = choose("PLUMB_NATIVE", "build");

    assertThat(library.built()).as(library.how()).isTrue();
    assertThat(library.how()).contains("PLUMB_NATIVE=build");
    assertThat(library.file()).hasParent(cache);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(library.file())))
        .endsWith("------");
    Object before = Files.readAttributes(library.file(), "unix:ino").get("ino");

    NativeLibrary again = choose("PLUMB_NATIVE", "build");

    assertThat(again).isEqualTo(library);
    assertThat(Files.readAttributes(again.file(), "unix:ino")).containsEntry("ino", before);
    try (Stream<Path> files = Files.list(cache)) {
      assertThat(files.filter(each -> !each.equals(library.file()))).isEmpty();
    }
  }

  /** Damaged ones may end whoever loads them, and that is not Plumb. */
  @ParameterizedTest
  @ValueSource(ints = {0, 10, 5_000, 30_000})
  void damagedOnesAreReplaced(int bytes) throws IOException {
    byte[] damaged = Arrays.copyOf(prebuilt(), bytes);

    NativeLibrary library = chooseInsteadOf(damaged);

    assertThat(library.built()).as(library.how()).isTrue();
    assertThat(library.how()).contains("cannot be loaded");
  }

  @Test
  void nothingIsBuiltIfSomebodySaysSo() throws IOException {
    NativeLibrary library =
        chooseInsteadOf(Arrays.copyOf(prebuilt(), 10), "PLUMB_NATIVE", "prebuilt");

    assertThat(library.file()).isNull();
    assertThat(library.how()).contains("cannot be loaded");
    assertThat(choose("PLUMB_NATIVE", "prebuilt").file()).isNotNull();
  }

  @Test
  void wordsThatMeanNothingAreNamed() throws IOException {
    NativeLibrary library = choose("PLUMB_NATIVE", "bulid");

    assertThat(library.file()).isNull();
    assertThat(library.how()).isEqualTo("PLUMB_NATIVE=bulid is neither build nor prebuilt");
  }

  @Test
  void withoutCompilerThatIsSaid() throws IOException {
    NativeLibrary library = choose("PLUMB_NATIVE", "build", "PLUMB_CC", NO_COMPILER);

    assertThat(library.file()).isNull();
    assertThat(library.how()).contains("no C compiler (" + NO_COMPILER + ")");
  }

  /** The compiler's own words, and no half of a library in the cache. */
  @Test
  void compilersThatFailAreQuoted() throws IOException {
    Path compiler =
        Files.writeString(
            folder.resolve("cc"), "#!/bin/sh\necho 'x.c: error: no such thing' >&2\nexit 1\n");
    Files.setPosixFilePermissions(compiler, PosixFilePermissions.fromString("rwx------"));

    NativeLibrary library =
        choose(
            "PLUMB_NATIVE", "build",
            "PLUMB_CC", compiler.toString(),
            "XDG_CACHE_HOME", folder.resolve("other").toString());

    assertThat(library.file()).isNull();
    assertThat(library.how()).contains("no such thing");
    assertThat(folder.resolve("other/plumb")).isEmptyDirectory();
  }

  /** What others may write to is no place for a library that programs load. */
  @Test
  void cachesOfEverybodyAreNotUsed() throws IOException {
    Path open = Files.createDirectories(folder.resolve("open/plumb"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    NativeLibrary library =
        choose("PLUMB_NATIVE", "build", "XDG_CACHE_HOME", folder.resolve("open").toString());

    assertThat(library.file()).hasParent(folder);
    assertThat(open).isEmptyDirectory();
  }

  /** All that the library is made of comes with Plumb. */
  @Test
  void allSourcesAreNamed() throws IOException {
    try (Stream<Path> files = Files.list(NATIVE)) {
      List<String> names =
          files
              .map(each -> String.valueOf(each.getFileName()))
              .filter(each -> each.matches("(?!check).*\\.[ch]|compile.sh|cached.sh"))
              .toList();
      assertThat(NativeLibrary.SOURCES).containsExactlyInAnyOrderElementsOf(names);
    }
  }

  private static final String PROGRAM =
      """
      import plumb
      for _ in range(3):
          with plumb.scope("work"):
              pass
      """;

  private Recorded record(Map<String, String> environment) throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), PROGRAM);
    Plan plan =
        Plan.of(List.of(Pythons.any(), script.toString()), folder.resolve("run.plumb"))
            .in(Mode.OPERATORS);
    return Recorded.of(plan, environment);
  }

  @Test
  void programsAreRecordedWithTheBuiltOne() throws IOException {
    Recorded run = record(with("PLUMB_NATIVE", "build"));

    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION)).isEqualTo(Map.of("work", 3L));
    assertThat(run.outcome.remarks())
        .anyMatch(each -> each.startsWith("native library: built here (PLUMB_NATIVE=build)"));
    assertThat(run.note("library")).contains("built here");
  }

  /**
   * A Python may be of another C library than Plumb, so that only it sees that one does not load.
   */
  @Test
  void pythonsBuildWhatTheyCanLoad() throws IOException {
    Path garbage = Files.writeString(folder.resolve("garbage.so"), "no library");

    Recorded run = record(with("PLUMB_NATIVE_LIBRARY", garbage.toString()));

    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION)).isEqualTo(Map.of("work", 3L));
    assertThat(run.outcome.remarks()).anyMatch(each -> each.contains("garbage.so"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLUMB_NATIVE_LIBRARY", "PLUMB_NATIVE"})
  void programsRunAndTheLackIsToldWhereNothingCanBeBuilt(String variable) throws IOException {
    Path garbage = Files.writeString(folder.resolve("garbage.so"), "no library");
    String value = variable.equals("PLUMB_NATIVE") ? "build" : garbage.toString();

    Recorded run = record(with(variable, value, "PLUMB_CC", NO_COMPILER));

    assertThat(run.outcome.status()).isZero();
    assertThat(run.outcome.missing().values()).anyMatch(each -> each.contains("no C compiler"));
    assertThat(run.outcome.missing().values()).noneMatch(each -> each.contains("KeyError"));
  }
}
