package dev.plumb.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says that this process has used, without a module that a JVM may lack. */
final class CpuTime {
  private static final Path STAT = Path.of("/proc/self/stat");

  /** Of {@code utime} and {@code stime} behind the name, which may hold anything. */
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  /** 100 ticks a second, on every machine that Java runs on. */
  private static final long TICK_NS = 10_000_000;

  private CpuTime() {}

  /**
   * All its threads, also those that have ended, in nanoseconds; 0 where the kernel does not say.
   */
  static long ofProcess() {
    try {
      String stat = new String(Files.readAllBytes(STAT), StandardCharsets.ISO_8859_1);
      String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(values[USER]) + Long.parseLong(values[SYSTEM])) * TICK_NS;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
