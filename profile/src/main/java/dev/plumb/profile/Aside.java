package dev.plumb.profile;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs two things at once where that is worth a thread. */
final class Aside {
  /** Below this many rows a thread costs more than it saves. */
  private static final int WORTH_IT = 200_000;

  private Aside() {}

  /**
   * Runs {@code one} and {@code other}, at the same time if there are many rows; waits for both.
   */
  static void run(Runnable one, Runnable other, int rows) {
    if (rows < WORTH_IT) {
      one.run();
      other.run();
      return;
    }
    CompletableFuture<Void> aside = CompletableFuture.runAsync(one);
    try {
      other.run();
    } finally {
      join(aside);
    }
  }

  private static void join(CompletableFuture<Void> aside) {
    try {
      aside.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }
}
