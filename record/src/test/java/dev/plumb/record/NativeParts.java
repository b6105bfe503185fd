package dev.plumb.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Programs of {@code src/test/native}, each with one file of {@code record/native} in itself. */
public final class NativeParts {
  private static final Path ROOT = Path.of(System.getProperty("plumb.root"), "record");

  private NativeParts() {}

  /**
   * Compiles one; skips the test, loudly, without a compiler.
   *
   * @param included the file that the program includes, to look into it
   */
  public static Path compile(Path folder, String program, String included)
      throws IOException, InterruptedException {
    Path sources = ROOT.resolve("native");
    List<String> options = new ArrayList<>(List.of("-std=gnu11", "-O1", "-I", sources.toString()));
    try (Stream<Path> files = Files.list(sources)) {
      files
          .filter(file -> isLinked(String.valueOf(file.getFileName()), included))
          .map(Path::toString)
          .sorted()
          .forEach(options::add);
    }
    options.add("-ldl");
    String text = Files.readString(ROOT.resolve("src/test/native").resolve(program));
    return Programs.compile(folder, program, text, options.toArray(String[]::new));
  }

  private static boolean isLinked(String file, String included) {
    return file.endsWith(".c") && !file.equals(included) && !file.startsWith("check-");
  }
}
