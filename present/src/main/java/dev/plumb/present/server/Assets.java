package dev.plumb.present.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page's files, which the build puts on the class path. Nothing else is ever served. */
final class Assets {
  private static final String FOLDER = "/dev/plumb/gui/";

  /** What is served at an address. */
  record Asset(String file, String type) {}

  private static final Map<String, Asset> ALL =
      Map.of(
          "/", new Asset("index.html", "text/html; charset=utf-8"),
          "/start.js", new Asset("start.js", "text/javascript; charset=utf-8"),
          "/app.js", new Asset("app.js", "text/javascript; charset=utf-8"),
          "/app.css", new Asset("app.css", "text/css; charset=utf-8"),
          "/icon.svg", new Asset("icon.svg", "image/svg+xml"));

  private Assets() {}

  /** What an address leads to; null if to nothing. */
  static @Nullable Asset at(String path) {
    return ALL.get(path);
  }

  /** Content of a file; null if this build has none. */
  static byte @Nullable [] content(Asset asset) {
    try (InputStream in = Assets.class.getResourceAsStream(FOLDER + asset.file)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the page's file " + asset.file, e);
    }
  }
}
