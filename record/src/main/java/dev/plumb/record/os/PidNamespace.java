package dev.plumb.record.os;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * PID namespaces: a process in one of its own, as in a container, knows itself and its threads by
 * other numbers than whoever looks from outside.
 */
public final class PidNamespace {
  private static final Path PROCESSES = Path.of("/proc");

  private PidNamespace() {}

  /** That of this process; 0 if it is not known. */
  public static long own() {
    return of("self");
  }

  private static long of(String process) {
    try {
      // pid:[4026531836]
      String link = Files.readSymbolicLink(PROCESSES.resolve(process + "/ns/pid")).toString();
      return Long.parseLong(link.replaceAll("[^0-9]", ""));
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /**
   * What a process is called by itself in names of files: its number, and, unless it is that of
   * this process, the namespace.
   */
  public static String label(int pid) {
    long space = of(Integer.toString(pid));
    return space == 0 || space == own()
        ? Integer.toString(pid)
        : new ProcessFiles(pid).ownId(pid) + "@" + space;
  }

  /** Whether that is the name of a process in another namespace. */
  public static boolean isOther(String label) {
    return label.contains("@");
  }

  /** The number, here, of a process that calls itself so; −1 if there is none. */
  public static int find(String label) {
    if (!isOther(label)) {
      return Integer.parseInt(label);
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path each : all) {
        int pid = Integer.parseInt(each.getFileName().toString());
        if (label(pid).equals(label)) {
          return pid;
        }
      }
    } catch (IOException | RuntimeException e) {
      // There is no process of that name that could be seen.
    }
    return -1;
  }
}
