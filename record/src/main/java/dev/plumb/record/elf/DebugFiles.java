package dev.plumb.record.elf;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what distributions keep in files of their own: symbols and line tables. */
public final class DebugFiles {
  private static final String FOLDER = "/usr/lib/debug";

  private DebugFiles() {}

  /**
   * The debug file of an image, by its build id, then by the name that it gives; null if it is not
   * installed.
   *
   * @param root prefix of absolute paths: the root folder of the process, or ""
   * @param path of the image, absolute
   */
  public static @Nullable ElfImage find(ElfImage image, String root, String path) {
    for (String candidate : candidates(image, path)) {
      ElfImage found = ElfImage.open(root + candidate);
      String id = image.buildId();
      if (found != null && (id == null || id.equals(found.buildId()))) {
        return found;
      }
    }
    return null;
  }

  private static List<String> candidates(ElfImage image, String path) {
    List<String> paths = new ArrayList<>();
    String id = image.buildId();
    if (id != null && id.length() > 2) {
      paths.add(FOLDER + "/.build-id/" + id.substring(0, 2) + "/" + id.substring(2) + ".debug");
    }
    MemorySegment link = image.content(image.section(".gnu_debuglink"));
    if (link != null) {
      try {
        String name = Bytes.text(link, 0);
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        if (!name.isEmpty() && name.indexOf('/') < 0) {
          paths.add(folder + ".debug/" + name);
          paths.add(FOLDER + folder + name);
          if (!path.equals(folder + name)) {
            paths.add(folder + name);
          }
        }
      } catch (IndexOutOfBoundsException e) {
        // no name
      }
    }
    return paths;
  }
}
