package dev.plumb.present.view;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Source files that may be shown: only those that lie below a folder which the user allowed, after
 * all links are followed. Names come from profiles and are hostile.
 */
public final class Sources {
  private static final int MOST_BYTES = 4 << 20;
  private static final int MOST_PARTS = 64;

  /** A file that may be shown. */
  record Found(Path root, Path file, boolean exact) {}

  /** What a file holds, as far as it is shown. */
  record Text(List<String> lines, long bytes, boolean truncated) {}

  private final List<Path> named;
  private final List<Path> roots = new ArrayList<>();

  /**
   * Allows what is in some folders.
   *
   * @throws IOException if one of them is none
   */
  public Sources(List<Path> roots) throws IOException {
    this.named = List.copyOf(roots);
    for (Path root : roots) {
      this.roots.add(root.toRealPath());
    }
  }

  /** The folders, as the user named them. */
  List<Path> roots() {
    return named;
  }

  /**
   * The file that a profile names: where it says, or else at the end of its path, because it was
   * recorded on another machine. Null if there is none below a root.
   */
  @Nullable Found find(String name) {
    Path path;
    try {
      path = Path.of(name.replace('\\', '/'));
    } catch (InvalidPathException e) {
      return null;
    }
    if (path.isAbsolute()) {
      Found found = below(path, true);
      if (found != null) {
        return found;
      }
    }
    int parts = path.getNameCount();
    for (int from = Math.max(0, parts - MOST_PARTS); from < parts; from++) {
      Path end = path.subpath(from, parts);
      for (Path root : roots) {
        Found found = below(root.resolve(end), from == 0 && !path.isAbsolute());
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable Found below(Path path, boolean exact) {
    try {
      Path real = path.toRealPath();
      for (Path root : roots) {
        if (real.startsWith(root) && Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
          return new Found(root, real, exact);
        }
      }
    } catch (IOException | SecurityException e) {
      return null; // it is not there, or may not be looked at
    }
    return null;
  }

  /** Reads a file that was found; null if it cannot be read any more, or is no text. */
  @Nullable Text read(Found found) {
    // No link is followed any more: what lies there now may have been put in the place of the file.
    try (InputStream in = Files.newInputStream(found.file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MOST_BYTES);
      for (byte one : bytes) {
        if (one == 0) {
          return null;
        }
      }
      long size = Files.size(found.file);
      String text = new String(bytes, StandardCharsets.UTF_8);
      return new Text(text.lines().toList(), size, size > bytes.length);
    } catch (IOException e) {
      return null;
    }
  }

  /** A root as the user named it. */
  String label(Path root) {
    return named.get(roots.indexOf(root)).toString();
  }
}
