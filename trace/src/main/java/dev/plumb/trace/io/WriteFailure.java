package dev.plumb.trace.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Why a file was not written, in words. The JDK's messages for what is missing or forbidden are
 * bare names, and of the unfinished file, which nobody has named.
 */
public final class WriteFailure {
  private WriteFailure() {}

  /** What follows after "cannot write FILE: ". */
  public static String reason(Path file, IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing ->
          hasFolder(file) ? "no file can be made in this folder" : "there is no such folder";
      case AccessDeniedException denied -> "permission denied";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }

  /** Whether the folder of a file is there. */
  public static boolean hasFolder(Path file) {
    @Nullable Path folder = file.toAbsolutePath().getParent();
    return folder != null && Files.isDirectory(folder);
  }
}
