package dev.plumb.record.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.NativeParts;
import dev.plumb.record.Programs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the handler inside a program copies of a stack, held against what the kernel copies. */
class StackCopyTest {
  @TempDir private Path folder;

  @Test
  void whatIsCopiedIsWhatTheKernelSays() throws Exception {
    Path program = NativeParts.compile(folder, "stack_copy.c", "signals.c");

    assertThat(Programs.output(program.toString()).lines())
        .containsExactly(
            "first thread: 400 of 400 directly, 400 same, 400 whole",
            "other thread: 400 of 400 directly, 400 same, 400 whole",
            "buffer: by the kernel 32768 of 32768 same",
            "before what is not there: by the kernel 104 of 104 same",
            "not there: by the kernel 0 of -1 same",
            "null: by the kernel 0 of -1 same",
            "of the kernel: by the kernel 0 of -1 same",
            "refused: by the kernel 0 of 32768 same",
            "refused and not there: by the kernel 0 of -1 same");
  }
}
