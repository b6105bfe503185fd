package dev.plumb.record.folder;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder for a recording and its programs. It goes with the recording; what a killed Plumb left
 * is taken away by the next one that makes a folder at the same place.
 */
public final class SharedFolder implements AutoCloseable {
  private static final String PREFIX = "plumb-";
  private static final Pattern OURS = Pattern.compile(PREFIX + "([0-9]+)-.*");

  /** Others may pass through: a program that gives up its rights still loads what lies there. */
  private static final FileAttribute<?> PASSED =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));

  /** Made in this process: to look at their locks would be to lose them. */
  private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FolderLock lock;

  private SharedFolder(Path path) {
    this.path = path;
    lock = FolderLock.of(path);
  }

  /** Makes one among temporary files. */
  public static SharedFolder make() throws IOException {
    return in(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** Makes one in another folder. */
  public static SharedFolder in(Path parent) throws IOException {
    removeLeftOvers(parent);
    String prefix = PREFIX + ProcessHandle.current().pid() + "-";
    Path made = Files.createTempDirectory(parent, prefix, PASSED);
    IN_USE.add(made);
    return new SharedFolder(made);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  private static void removeLeftOvers(Path parent) {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(parent)) {
      files.filter(SharedFolder::isOfAnother).forEach(found::add);
    } catch (IOException e) {
      return;
    }
    for (Path each : found) {
      FolderLock.ifUnused(each, SharedFolder::hasNoProcess, SharedFolder::remove);
    }
  }

  private static boolean isOfAnother(Path folder) {
    return OURS.matcher(String.valueOf(folder.getFileName())).matches()
        && Files.isWritable(folder)
        && !IN_USE.contains(folder);
  }

  /** Whether there is no such process here; there may be one in another namespace of them. */
  private static boolean hasNoProcess(Path folder) {
    Matcher ours = OURS.matcher(String.valueOf(folder.getFileName()));
    return ours.matches() && ProcessHandle.of(Long.parseLong(ours.group(1))).isEmpty();
  }

  private static void remove(Path tree) {
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // Whoever still writes there, or the next recording, takes it away.
    }
  }

  @Override
  public void close() {
    remove(path);
    lock.close();
    IN_USE.remove(path);
  }
}
