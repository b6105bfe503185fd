package dev.plumb.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Stdout, remembering why it could not be written: a {@link PrintWriter} over it only remembers
 * that it could not.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream out;
  private @Nullable IOException failure;

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /** Exit code of a process that would have ended with {@code exitCode} had all been written. */
  int exitCode(int exitCode, PrintWriter err) {
    if (failure == null || isEnough(failure)) {
      return exitCode;
    }
    err.println("plumb: cannot write to stdout: " + failure.getMessage());
    return exitCode == ExitCode.DONE ? ExitCode.INTERNAL_ERROR : exitCode;
  }

  /** Whether the reader of a pipe has gone: it has seen enough, and nothing went wrong. */
  static boolean isEnough(IOException failure) {
    return String.valueOf(failure.getMessage()).contains("Broken pipe");
  }
}
