package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken away of recordings that somebody has killed, and what is not. */
class SessionFolderTest {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Says whether it has the lock, and keeps it until its input ends. */
  private static final String HOLDER =
      """
      import fcntl, sys
      with open(sys.argv[1], "r+") as file:
          try:
              fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
              print("held", flush=True)
              sys.stdin.read()
          except OSError:
              print("refused")
      """;

  private static Process holder(Path lock) throws IOException {
    return new ProcessBuilder(Pythons.any(), "-c", HOLDER, lock.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static String firstLine(Process process) throws IOException {
    BufferedReader output = process.inputReader();
    return output.readLine();
  }

  /** As one of a process that is not seen here: it has ended, or has another number elsewhere. */
  private static Path folderOfNobody() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    return Files.createTempDirectory(TEMPORARY, "plumb-" + ended.pid() + "-");
  }

  private static void begin(Duration ago, Path folder) throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(ago)));
  }

  private static void whatTheNextRecordingDoes() throws IOException {
    new SessionFolder().close();
  }

  /** Containers share {@code /tmp} and {@code /dev/shm}, and do not see each other's processes. */
  @Test
  void whoIsInAnotherNamespaceKeepsItsFolderUntilItEnds() throws Exception {
    Path folder = folderOfNobody();
    Path lock = Files.createFile(folder.resolve("lock"));
    Files.createFile(folder.resolve("1.ring"));
    begin(LONG, folder);
    Process elsewhere = holder(lock);
    assertThat(firstLine(elsewhere)).isEqualTo("held");

    whatTheNextRecordingDoes();
    whatTheNextRecordingDoes();
    assertThat(folder.resolve("1.ring")).exists();

    elsewhere.outputWriter().close();
    assertThat(elsewhere.waitFor()).isZero();
    whatTheNextRecordingDoes();
    assertThat(folder).doesNotExist();
  }

  @Test
  void whoHasNoLockYetHasJustBegun() throws Exception {
    Path folder = folderOfNobody();

    whatTheNextRecordingDoes();
    assertThat(folder).exists();

    begin(LONG, folder);
    whatTheNextRecordingDoes();
    assertThat(folder).doesNotExist();
  }

  /** Numbers of processes are used again, and in containers they are mostly the same few. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoWasKilledLeavesAFolderThatGoesWhoeverHasItsNumber(boolean isOurs) throws Exception {
    Process other = new ProcessBuilder("cat").start();
    try {
      long pid = isOurs ? ProcessHandle.current().pid() : other.pid();
      Path locked = Files.createTempDirectory(TEMPORARY, "plumb-" + pid + "-");
      Path unlocked = Files.createTempDirectory(TEMPORARY, "plumb-" + pid + "-");
      Files.createFile(locked.resolve("lock"));
      begin(LONG, locked);
      begin(LONG, unlocked);

      whatTheNextRecordingDoes();

      assertThat(locked).doesNotExist();
      // Some file systems know of no locks.
      assertThat(unlocked).exists();
      Files.delete(unlocked);
    } finally {
      other.destroy();
    }
  }

  /** One ends while another goes on, and others begin. */
  @Test
  void foldersAreLockedAsLongAsTheyAreUsed() throws Exception {
    try (SessionFolder one = new SessionFolder()) {
      new SessionFolder().close();
      Set<Path> folders = new HashSet<>(Set.of(one.path(), one.rings()));
      folders.remove(one.path().resolve("rings")); // it goes with the other
      for (Path each : folders) {
        Process other = holder(each.resolve("lock"));
        assertThat(firstLine(other)).as("%s", each).isEqualTo("refused");
        assertThat(other.waitFor()).isZero();
      }
    }
  }
}
