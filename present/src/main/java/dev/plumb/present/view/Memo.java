package dev.plumb.present.view;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Keeps the last results of a computation by its key. Whoever asks for what is being computed waits
 * for it; a failure is not kept.
 */
final class Memo<K, V> {
  private final Map<K, FutureTask<V>> tasks;

  Memo(int most) {
    tasks =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, FutureTask<V>> eldest) {
            return size() > most;
          }
        };
  }

  V get(K key, Supplier<V> compute) {
    FutureTask<V> task;
    boolean mine = false;
    synchronized (tasks) {
      FutureTask<V> known = tasks.get(key);
      mine = known == null;
      task = known == null ? new FutureTask<>(compute::get) : known;
      if (mine) {
        tasks.put(key, task);
      }
    }
    if (mine) {
      task.run();
    }
    try {
      return task.get();
    } catch (ExecutionException e) {
      synchronized (tasks) {
        tasks.remove(key, task);
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw WrongQuestion.tooSlow("nobody waits for the answer any more");
    }
  }
}
