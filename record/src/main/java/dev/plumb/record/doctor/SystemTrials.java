package dev.plumb.record.doctor;

import dev.plumb.record.jvm.AsyncProfiler;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Trials on this machine. */
final class SystemTrials implements Machine.Trials {
  private static final int SECONDS = 10;

  /** Several checks ask the same programs. */
  private final Map<List<String>, String> answers = new HashMap<>();

  @Override
  public int openPerfEvent(boolean kernel) {
    return SystemCalls.openPerfEvent(kernel);
  }

  @Override
  public int readChildMemory() {
    try {
      Process child = start(List.of("sleep", String.valueOf(SECONDS)), Redirect.DISCARD);
      try {
        return SystemCalls.readMemory(child.pid(), firstAddress(child.pid()));
      } finally {
        child.destroyForcibly();
      }
    } catch (IOException e) {
      return SystemCalls.NO_SUCH_CALL; // no /proc, or no programs at all
    }
  }

  /** Where the first mapping of a process begins. */
  private static long firstAddress(long pid) throws IOException {
    Path maps = Path.of("/proc", Long.toString(pid), "maps");
    for (String line : Files.readAllLines(maps, StandardCharsets.ISO_8859_1)) {
      int dash = line.indexOf('-');
      if (dash > 0 && line.contains(" r")) {
        return Long.parseUnsignedLong(line.substring(0, dash), 16);
      }
    }
    throw new IOException("no mapping");
  }

  private static Process start(List<String> command, Redirect out) throws IOException {
    return new ProcessBuilder(command)
        .redirectInput(Redirect.from(new File("/dev/null")))
        .redirectOutput(out)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  @Override
  public @Nullable String output(List<String> command) {
    String answer = answers.computeIfAbsent(command, each -> String.valueOf(ask(each)));
    return answer.equals("null") ? null : answer;
  }

  private static @Nullable String ask(List<String> command) {
    Path file = null;
    try {
      // A file, because a pipe that nobody empties would stop the program.
      file = Files.createTempFile("plumb-doctor", ".txt");
      Process process = start(command, Redirect.to(file.toFile()));
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return null;
      }
      return process.exitValue() == 0
          ? Files.readString(file, StandardCharsets.ISO_8859_1).strip()
          : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      delete(file);
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // The system clears its temporary files.
    }
  }

  @Override
  public boolean mayExecuteIn(Path folder) {
    Path script = null;
    try {
      script = Files.createTempFile(folder, "plumb-doctor", ".sh");
      Files.writeString(script, "#!/bin/sh\nexit 0\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
      return start(List.of(script.toString()), Redirect.DISCARD).waitFor() == 0;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      delete(script);
    }
  }

  @Override
  public long freeBytes(Path folder) {
    try {
      return Files.isWritable(folder) ? Files.getFileStore(folder).getUsableSpace() : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public boolean hasAsyncProfiler() {
    return AsyncProfiler.isAvailable();
  }
}
