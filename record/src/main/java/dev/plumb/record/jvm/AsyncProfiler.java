package dev.plumb.record.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** async-profiler as it lies in its jar: one library for each platform, and its Java classes. */
public final class AsyncProfiler {
  private static final String CLASS = "one/profiler/AsyncProfiler.class";
  private static final String LIBRARY = "libasyncProfiler.so";

  private AsyncProfiler() {}

  /** Whether it has a library for this platform. */
  public static boolean isAvailable() {
    return resource() != null;
  }

  private static @Nullable URL resource() {
    String platform = platform();
    return platform == null
        ? null
        : AsyncProfiler.class.getClassLoader().getResource(platform + "/" + LIBRARY);
  }

  /** Its name of this platform; null if it has none. */
  private static @Nullable String platform() {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
      return null;
    }
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> "linux-x64";
      case "aarch64" -> "linux-arm64";
      default -> null;
    };
  }

  /** Copies the library; false if there is none for this platform. */
  static boolean copyLibrary(Path to) throws IOException {
    URL url = resource();
    if (url == null) {
      return false;
    }
    try (InputStream in = url.openStream()) {
      Files.copy(in, to);
      return true;
    }
  }

  /** The jar with its classes. */
  static Path jar() throws IOException {
    URL url = AsyncProfiler.class.getClassLoader().getResource(CLASS);
    if (url == null) {
      throw new IOException("async-profiler's classes are not on the class path");
    }
    String text = url.toString(); // jar:file:/…/async-profiler.jar!/one/…
    return Path.of(URI.create(text.substring("jar:".length(), text.indexOf("!/"))));
  }
}
