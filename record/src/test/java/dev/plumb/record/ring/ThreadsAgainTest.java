package dev.plumb.record.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.NativeParts;
import dev.plumb.record.Programs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of threads in a program is used again for others: {@code record/native/ring.c}. */
class ThreadsAgainTest {
  @TempDir private Path folder;

  /** Where it went back, the budget would take all earlier events for new ones. */
  @Test
  void theSumOfAllEventsNeverGoesBack() throws Exception {
    Path program = NativeParts.compile(folder, "threads_again.c", "ring.c");

    assertThat(Programs.output(program.toString(), folder.toString()))
        .isEqualTo("went back: 0, all: 1\n");
  }
}
