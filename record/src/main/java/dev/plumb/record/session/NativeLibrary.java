package dev.plumb.record.session;

import dev.plumb.record.os.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The library that programs load: the one that comes with Plumb, where it fits the machine;
 * otherwise one that is built from the sources that come with Plumb, where there is a C compiler,
 * and kept in the user's cache. {@code PLUMB_NATIVE=prebuilt} and {@code =build} force one.
 *
 * @param file the library; null if there is none
 * @param how where it is from, or why there is none, for people
 * @param built whether it was built here
 */
public record NativeLibrary(@Nullable Path file, String how, boolean built) {
  private static final String NAMED = "PLUMB_NATIVE_LIBRARY";
  private static final String MODE = "PLUMB_NATIVE";

  private static final String BUILDER = "PLUMB_NATIVE_BUILDER";

  /** Compiling takes two seconds, on slow machines ten times that. */
  private static final int SECONDS = 120;

  /** What the library is made of; {@code record/native/compile.sh} names the C files. */
  static final List<String> SOURCES =
      List.of(
          "cached.sh",
          "compile.sh",
          "bridge.c",
          "budget.c",
          "calls.c",
          "codes.c",
          "cost.c",
          "cost.h",
          "cupti.c",
          "cupti.h",
          "cupti_api.h",
          "cupti_pc.c",
          "gpu.c",
          "gpu.h",
          "jvm.c",
          "names.c",
          "operators.c",
          "pause.c",
          "plumb.h",
          "python.c",
          "ring.c",
          "rocprofiler.c",
          "rocprofiler.h",
          "rocprofiler_api.h",
          "rocprofiler_pc.c",
          "signals.c",
          "stack.c");

  /** Files that come with Plumb. */
  interface Supply {
    /** Opens one by its name; null if there is none. */
    @Nullable InputStream open(String name);
  }

  /**
   * What would be used here. What was unpacked for that has gone again.
   *
   * @throws IOException if there is no room for temporary files
   */
  public static NativeLibrary here(Map<String, String> environment) throws IOException {
    try (SessionFolder folder = new SessionFolder()) {
      return choose(folder.path(), environment);
    }
  }

  /** Chooses one; what is unpacked goes to {@code folder}. */
  public static NativeLibrary choose(Path folder, Map<String, String> environment)
      throws IOException {
    return choose(folder, environment, NativeLibrary::resource);
  }

  /**
   * Leaves the bootstrap what it needs to build one where a Python cannot load what was chosen: it
   * may be of another C library than the rest of the machine.
   */
  static void prepare(Path folder, Map<String, String> environment) throws IOException {
    if (!environment.getOrDefault(MODE, "").equals("prebuilt")) {
      environment.put(BUILDER, unpackSources(folder, NativeLibrary::resource).toString());
    }
  }

  private static @Nullable InputStream resource(String name) {
    return NativeLibrary.class.getResourceAsStream("/dev/plumb/record/native/" + name);
  }

  static NativeLibrary choose(Path folder, Map<String, String> environment, Supply files)
      throws IOException {
    String named = environment.getOrDefault(NAMED, "");
    String mode = environment.getOrDefault(MODE, "");
    if (!named.isEmpty()) {
      return new NativeLibrary(Path.of(named).toAbsolutePath(), "named by " + NAMED, false);
    }
    if (mode.equals("build")) {
      return build(folder, environment, files, MODE + "=build");
    }
    if (!mode.isEmpty() && !mode.equals("prebuilt")) {
      return new NativeLibrary(null, MODE + "=" + mode + " is neither build nor prebuilt", false);
    }
    Path prebuilt = folder.resolve("libplumb.so");
    String unfit =
        unpack(files, "linux-" + machine() + "/libplumb.so", prebuilt)
            ? unfit(prebuilt, environment)
            : "there is no library of Plumb's for this kind of machine";
    if (unfit == null) {
      return new NativeLibrary(prebuilt, "the one that comes with Plumb", false);
    }
    if (mode.equals("prebuilt")) {
      return new NativeLibrary(null, unfit, false);
    }
    return build(folder, environment, files, unfit);
  }

  private static String machine() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return "other";
    }
    return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64" -> "aarch64";
      default -> "other";
    };
  }

  private static boolean unpack(Supply files, String name, Path to) throws IOException {
    try (InputStream in = files.open(name)) {
      if (in == null) {
        return false;
      }
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
      return true;
    }
  }

  /**
   * Why a library cannot be loaded here; null if it can. The system's own loader tries it in
   * another process: a damaged file may end whoever loads it. With musl it is not asked, as it
   * loads at the start what it refuses to load later.
   */
  private static @Nullable String unfit(Path library, Map<String, String> environment) {
    if (isMusl()) {
      return "the one that comes with Plumb is not for musl";
    }
    Map<String, String> preloaded = new HashMap<>(environment);
    preloaded.put("LD_PRELOAD", library.toString());
    Program tried = Program.run(List.of("true"), preloaded, SECONDS);
    if (tried.status() == Program.NOT_STARTED
        || tried.status() == 0 && !tried.said().contains("preload")) {
      return null; // where there is no such program, programs will find out
    }
    return "the one that comes with Plumb cannot be loaded: "
        + (tried.said().isEmpty()
            ? "whoever does ends with status " + tried.status()
            : tried.lastSaid());
  }

  private static boolean isMusl() {
    String machine = machine();
    String glibc =
        machine.equals("x86_64") ? "lib64/ld-linux-x86-64.so.2" : "lib/ld-linux-aarch64.so.1";
    return Files.exists(Path.of("/lib/ld-musl-" + machine + ".so.1"))
        && !Files.exists(Path.of("/", glibc));
  }

  private static NativeLibrary build(
      Path folder, Map<String, String> environment, Supply files, String why) throws IOException {
    Path builder = unpackSources(folder, files);
    Program built =
        Program.run(List.of("sh", builder.toString(), folder.toString()), environment, SECONDS);
    String printed = built.printed();
    return built.status() == 0 && printed.startsWith("/")
        ? new NativeLibrary(Path.of(printed), "built here (" + why + "): " + printed, true)
        : new NativeLibrary(null, why + ", and none could be built: " + built.lastSaid(), false);
  }

  /** Where the script is that builds, with all that it needs beside it. */
  private static Path unpackSources(Path folder, Supply files) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("native"));
    for (String each : SOURCES) {
      if (!unpack(files, "sources/" + each, sources.resolve(each))) {
        throw new IOException(each + " is missing from Plumb's own files");
      }
    }
    return sources.resolve("cached.sh");
  }
}
