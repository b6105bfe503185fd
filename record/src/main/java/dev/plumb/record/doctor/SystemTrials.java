package dev.plumb.record.doctor;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.plumb.record.jvm.AsyncProfiler;
import dev.plumb.record.os.Errors;
import dev.plumb.record.os.Linux;
import dev.plumb.record.os.ProcessMemory;
import dev.plumb.record.os.Program;
import dev.plumb.record.session.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trials on this machine. */
final class SystemTrials implements Machine.Trials {
  private static final int SECONDS = 10;
  private static final int WORD = 8;
  private static final int ATTRIBUTE_BYTES = 128;
  private static final int SOFTWARE = 1;
  private static final long CPU_CLOCK = 0;
  private static final long DISABLED = 1;
  private static final long EXCLUDE_KERNEL = 1 << 5;

  /** Several checks ask the same programs. */
  private final Map<List<String>, String> answers = new HashMap<>();

  @Override
  public int openPerfEvent(boolean kernel) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTE_BYTES, 8); // struct perf_event_attr
      attributes.set(JAVA_INT, 0, SOFTWARE);
      attributes.set(JAVA_INT, 4, ATTRIBUTE_BYTES);
      attributes.set(JAVA_LONG, 8, CPU_CLOCK);
      attributes.set(JAVA_LONG, 40, kernel ? DISABLED : DISABLED | EXCLUDE_KERNEL);
      int file = Linux.openPerfEvent(attributes, 0, -1, -1, 0);
      if (file < 0) {
        return -file;
      }
      Linux.close(file);
      return 0;
    }
  }

  @Override
  public int readChildMemory() {
    try (Arena arena = Arena.ofConfined()) {
      Process child = start(List.of("sleep", String.valueOf(SECONDS)), Redirect.DISCARD);
      try {
        MemorySegment bytes = arena.allocate(WORD, WORD);
        ProcessMemory memory = new ProcessMemory((int) child.pid());
        int read = memory.read(firstAddress(child.pid()), bytes, 0, WORD);
        return read < 0 ? -read : 0;
      } finally {
        child.destroyForcibly();
      }
    } catch (IOException e) {
      return Errors.NO_CALL; // no /proc, or no programs at all
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
    Program asked = Program.run(command, System.getenv(), SECONDS);
    return asked.status() == 0 ? asked.printed() : null;
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
  public NativeLibrary library(Map<String, String> environment) {
    try {
      return NativeLibrary.here(environment);
    } catch (IOException e) {
      return new NativeLibrary(null, String.valueOf(e.getMessage()), false);
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
    // Not of a FileStore: there is none of folders whose mount is not known, as in a chroot.
    return Files.isWritable(folder) ? folder.toFile().getUsableSpace() : -1;
  }

  @Override
  public boolean hasAsyncProfiler() {
    return AsyncProfiler.isAvailable();
  }
}
