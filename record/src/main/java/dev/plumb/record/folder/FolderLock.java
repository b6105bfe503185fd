package dev.plumb.record.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Shows that a folder is in use, also to those who do not see its process: containers may share
 * {@code /tmp} and {@code /dev/shm} and have numbers of processes of their own. The kernel holds
 * the lock for the process, and gives it up with it.
 */
final class FolderLock implements AutoCloseable {
  private static final String NAME = "lock";

  /** So long after it was made a folder has a lock, or its Plumb knows of none. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private final @Nullable FileChannel channel;

  private FolderLock(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  /** Locks a folder that was just made. */
  static FolderLock of(Path folder) {
    Path unlocked = folder.resolve(NAME + ".part");
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              unlocked, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
      if (channel.tryLock() != null) {
        // It has its name when it is held: nobody finds a lock that may be had.
        Files.move(unlocked, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        return new FolderLock(channel);
      }
    } catch (IOException e) {
      // Some file systems know of no locks; then the number of the process must do.
    }
    FolderLock none = new FolderLock(channel);
    none.close();
    return none;
  }

  /**
   * Does something with a folder that no process uses. Only for folders of other processes: to look
   * at a lock of this one would be to lose it.
   *
   * @param isOver whether its process is no more, as far as is known: asked where there is no lock.
   *     One that can be had says it surely; the number may be another process's by now
   */
  static void ifUnused(Path folder, Predicate<Path> isOver, Consumer<Path> action) {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(NAME), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.tryLock() != null) {
        action.accept(folder);
      }
    } catch (NoSuchFileException e) {
      if (isOver.test(folder) && isOld(folder)) {
        action.accept(folder);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Another's, or another thread of this process is taking it away.
    }
  }

  private static boolean isOld(Path folder) {
    try {
      Instant made = Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS).toInstant();
      return made.isBefore(Instant.now().minus(SOON));
    } catch (IOException e) {
      return false; // it has just gone
    }
  }

  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The process's end gives it up.
      }
    }
  }
}
