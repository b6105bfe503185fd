package dev.plumb.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Interpreters on this machine, one of each version: those on the path, those of pyenv, and a 3.14
 * from Maven Central.
 */
public final class Pythons {
  private static final List<String> WANTED = List.of("3.9", "3.10", "3.11", "3.12", "3.13", "3.14");

  private Pythons() {}

  /** Looked for when it is first asked: that runs them all. */
  private static final class Found {
    private static final Map<String, Python> ALL = find();
  }

  /** An interpreter. */
  public record Python(String version, Path program, Map<String, String> environment) {
    /** A program to start. */
    public ProcessBuilder command(String... arguments) {
      List<String> command = new ArrayList<>(List.of(program.toString()));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      return builder;
    }

    @Override
    public String toString() {
      return version;
    }
  }

  /** All of them; says which versions are missing. */
  public static Stream<Python> all() {
    return Found.ALL.values().stream();
  }

  /** The system's, from 3.9 on; skips the test where there is none. */
  public static String any() {
    for (String each : List.of("/usr/bin/python3", "/usr/local/bin/python3")) {
      if (Files.isExecutable(Path.of(each))) {
        return each;
      }
    }
    Assumptions.abort("no Python: recording it is NOT TESTED");
    return "";
  }

  /** One with PyTorch; skips the test, loudly, where there is none. */
  public static String withTorch() {
    return withTorch("");
  }

  /**
   * The same interpreter, or, from a name of {@link #withTorches}, that one; skips the test,
   * loudly, where there is none.
   */
  public static String withTorch(String named) {
    if (named.isEmpty()) {
      named = withTorches().getFirst();
    }
    Assumptions.assumeFalse(
        named.equals(NONE),
        "no Python with PyTorch (build/install-torch.sh): recording it is NOT TESTED");
    return named;
  }

  /**
   * All with PyTorch: the system's or {@code PLUMB_TORCH_PYTHON}, and those of {@code
   * PLUMB_TEST_PYTHON}. Where there is none, one name that {@link #withTorch(String)} skips.
   */
  public static List<String> withTorches() {
    return Framework.TORCH;
  }

  /** All with JAX, of the same. Where there is none, one name that {@link #withJax} skips. */
  public static List<String> withJaxes() {
    return Framework.JAX;
  }

  /** An interpreter of {@link #withJaxes}; skips the test, loudly, where there is none. */
  public static String withJax(String named) {
    Assumptions.assumeFalse(
        named.equals(NONE),
        "no Python with JAX (PLUMB_TEST_PYTHON names one): recording it is NOT TESTED");
    return named;
  }

  private static final String NONE = "none";

  /** Interpreters that can import a framework. */
  private static final class Framework {
    private static final List<String> TORCH = importing("torch", "install python3-torch");
    private static final List<String> JAX = importing("jax", "name one by PLUMB_TEST_PYTHON");

    private static List<String> importing(String module, String advice) {
      List<String> found = named().distinct().filter(each -> imports(each, module)).toList();
      if (found.isEmpty()) {
        System.out.println("SKIPPED: no Python imports " + module + " (" + advice + ")");
        return List.of(NONE);
      }
      return found;
    }

    private static Stream<String> named() {
      String torch = System.getenv("PLUMB_TORCH_PYTHON");
      String more = System.getenv("PLUMB_TEST_PYTHON");
      return Stream.concat(
          Stream.of(torch == null ? "/usr/bin/python3" : torch),
          more == null ? Stream.of() : Stream.of(more.split(":")).filter(each -> !each.isEmpty()));
    }

    private static boolean imports(String python, String module) {
      try {
        Process trial =
            new ProcessBuilder(python, "-c", "import " + module)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return trial.waitFor() == 0;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  private static Map<String, Python> find() {
    Map<String, Python> found = new TreeMap<>();
    for (String version : WANTED) {
      for (String folder : System.getenv("PATH").split(":")) {
        if (!folder.contains("shims")) { // pyenv's: they start a shell first
          add(found, Path.of(folder, "python" + version), Map.of());
        }
      }
    }
    try (Stream<Path> versions =
        Files.list(Path.of(System.getProperty("user.home"), ".pyenv/versions"))) {
      versions.sorted().forEach(path -> add(found, path.resolve("bin/python3"), Map.of()));
    } catch (IOException e) {
      // no pyenv
    }
    if (!found.containsKey("3.14") && System.getProperty("os.arch").equals("amd64")) {
      Path folder = unpack();
      add(
          found,
          folder.resolve("bin/python3.14"),
          Map.of("PYTHONHOME", folder.toString(), "LD_LIBRARY_PATH", folder.toString()));
    }
    for (String version : WANTED) {
      if (!found.containsKey(version)) {
        System.out.println("SKIPPED: Python " + version + " is not installed");
      }
    }
    return found;
  }

  private static void add(
      Map<String, Python> found, Path program, Map<String, String> environment) {
    if (!Files.isExecutable(program)) {
      return;
    }
    try {
      Python python = new Python("", program, environment);
      Process process =
          python
              .command("-c", "import sys; print('%d.%d' % sys.version_info[:2])")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String version =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (WANTED.contains(version)) {
        found.putIfAbsent(version, new Python(version, program.toRealPath(), environment));
      }
    } catch (IOException e) {
      // does not run here
    }
  }

  /** The 3.14 of the class path, in a folder. */
  private static Path unpack() {
    Path target = Path.of("target", "python3.14");
    String root = "/org/bytedeco/cpython/linux-x86_64";
    Path done = target.resolve("done");
    try {
      if (!Files.exists(done)) {
        URI jar = Pythons.class.getResource(root + "/bin/python3.14").toURI();
        try (FileSystem files = FileSystems.newFileSystem(jar, Map.of());
            Stream<Path> paths = Files.walk(files.getPath(root))) {
          for (Path path : paths.filter(Pythons::isNeeded).toList()) {
            Path to = target.resolve(files.getPath(root).relativize(path).toString());
            Files.createDirectories(to.getParent());
            try (InputStream in = Files.newInputStream(path)) {
              Files.write(to, in.readAllBytes());
            }
          }
        }
        target.resolve("bin/python3.14").toFile().setExecutable(true);
        Files.createFile(done);
      }
      return target.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isNeeded(Path path) {
    String name = path.toString();
    return Files.isRegularFile(path)
        && !name.contains("/include/")
        && !name.contains("/test/")
        && !name.contains("site-packages")
        && !name.contains("__pycache__")
        && !name.endsWith(".a");
  }
}
