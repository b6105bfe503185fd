package dev.plumb.profile.timeline;

import dev.plumb.trace.Trace;
import java.util.IdentityHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Lays the slices of traces on their lanes before somebody asks for a timeline: from the moment in
 * which a trace is sealed, one trace after the other, in a thread of its own. Linking keeps two
 * processors busy for a part of its time only.
 */
public final class LanesAhead {
  private final IdentityHashMap<Trace, CompletableFuture<LaidSlices>> laid =
      new IdentityHashMap<>();
  private final Executor thread =
      new ThreadPoolExecutor(
          0,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> Thread.ofPlatform().daemon().name("plumb-lanes").unstarted(task));

  /** Begins with a trace. */
  public synchronized void add(Trace trace) {
    laid.put(trace, CompletableFuture.supplyAsync(() -> LaidSlices.of(trace), thread));
  }

  /**
   * The slices of a trace, once: they are not kept here. Waits where that has begun; what nobody
   * has added is made now.
   */
  public LaidSlices take(Trace trace) {
    CompletableFuture<LaidSlices> known;
    synchronized (this) {
      known = laid.remove(trace);
    }
    if (known == null) {
      return LaidSlices.of(trace);
    }
    try {
      return known.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
