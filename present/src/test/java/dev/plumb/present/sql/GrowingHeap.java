package dev.plumb.present.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process of its own whose heap grows, while a guard is open, by several times all that the guard
 * leaves at first. Steps are as small as the guard's room, and each waits until the limit follows.
 */
final class GrowingHeap {
  private static final int MEGABYTE = 1 << 20;
  private static final int STEP = 16 * MEGABYTE;
  private static final int STEPS = 40;
  private static final long PATIENCE_S = 60;

  private static final Pattern TAKEN = Pattern.compile("(?m)^VmData:\\s+(\\d+) kB");
  private static final Pattern LIMIT = Pattern.compile("(?m)^Max data size\\s+(\\d+) ");

  private GrowingHeap() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    List<byte[]> kept = new ArrayList<>();
    try (MemoryGuard _ = new MemoryGuard(STEP, 4 * STEP, 2 * STEP)) {
      long first = number("limits", LIMIT);
      for (int step = 0; step < STEPS; step++) {
        kept.add(new byte[STEP]);
        awaitRoom();
      }
      System.out.println("room at first " + first / MEGABYTE);
      System.out.println("limit grew by " + (number("limits", LIMIT) - first) / MEGABYTE);
    }
    System.out.println(kept.size() + " steps");
  }

  /** Until another step has room; a guard that does not follow would never give it. */
  private static void awaitRoom() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (number("limits", LIMIT) - (number("status", TAKEN) << 10) < 3L * STEP) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the limit does not follow the heap");
      }
      Thread.sleep(1);
    }
  }

  private static long number(String file, Pattern pattern) throws IOException {
    Matcher found = pattern.matcher(Files.readString(Path.of("/proc/self", file)));
    if (!found.find()) {
      throw new IllegalStateException(file + " has no " + pattern);
    }
    return Long.parseLong(found.group(1));
  }
}
