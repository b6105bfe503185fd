package dev.plumb.agent;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The folder of a recorder that was killed: nobody else knows of it. */
final class Abandoned {
  private Abandoned() {}

  static void remove(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path each : files) {
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
          remove(each);
        } else {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException e) {
      return; // another process of the recording removes it at the same time
    }
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // Not empty: that other process still writes there.
    }
  }
}
