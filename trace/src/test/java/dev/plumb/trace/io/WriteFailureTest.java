package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteFailureTest {
  @TempDir Path folder;

  @Test
  void whatTheJdkSaysByABareNameIsSaidInWords() {
    Path gone = folder.resolve("gone").resolve("x.plumb");
    IOException missing =
        catchThrowableOfType(IOException.class, () -> Files.writeString(gone, "text"));
    assertThat(missing).hasMessage(gone.toString());
    assertThat(WriteFailure.reason(gone, missing)).isEqualTo("there is no such folder");
    // As the kernel answers for a folder of its own, such as /proc.
    Path here = folder.resolve("x.plumb");
    assertThat(WriteFailure.reason(here, new NoSuchFileException("/proc/.x.plumb.part")))
        .isEqualTo("no file can be made in this folder");
    assertThat(WriteFailure.reason(here, new AccessDeniedException("/root/.x.plumb.part")))
        .isEqualTo("permission denied");
  }

  @Test
  void reasonsOfTheSystemAreItsOwn() {
    Path here = folder.resolve("x.plumb");
    assertThat(
            WriteFailure.reason(
                here, new FileSystemException(".part", null, "Read-only file system")))
        .isEqualTo("Read-only file system");
    assertThat(WriteFailure.reason(here, new IOException("No space left on device")))
        .isEqualTo("No space left on device");
  }
}
