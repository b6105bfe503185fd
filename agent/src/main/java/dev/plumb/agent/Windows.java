package dev.plumb.agent;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * async-profiler, turned on for one window after another. Each window is a file of its own, which
 * the recorder merges and deletes; the one that is being written is called {@code .part}. Between
 * two windows some milliseconds are not seen.
 */
final class Windows {
  static final Windows NONE = new Windows(null);

  private final @Nullable Settings settings;
  private @Nullable Object profiler;
  private @Nullable Path current;

  /** CPU time of the process when the window began. */
  private long beganNs;

  private int number;
  private boolean ended;
  private boolean paused;

  private Windows(@Nullable Settings settings) {
    this.settings = settings;
  }

  static Windows of(Settings settings) {
    return settings.profilerOptions().isEmpty() ? NONE : new Windows(settings);
  }

  /** Starts the first window, so that what the program does first is seen. */
  void begin() {
    Settings wanted = settings;
    if (wanted == null) {
      return;
    }
    try {
      profiler = load(wanted);
      if (!paused) {
        next(wanted);
      }
    } catch (IOException | ReflectiveOperationException | LinkageError | RuntimeException e) {
      fail(wanted, e);
      return;
    }
    Thread thread = new Thread(() -> run(wanted), "Plumb windows");
    thread.setDaemon(true);
    thread.start();
    // Not run where the program is killed or halts: then async-profiler ends the file by itself, or
    // the window is lost.
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "Plumb end"));
  }

  /** A loader of its own: the program may bring another version of async-profiler's classes. */
  private static Object load(Settings settings) throws IOException, ReflectiveOperationException {
    URL[] jar = {settings.profilerJar().toUri().toURL()};
    Class<?> type =
        Class.forName("one.profiler.AsyncProfiler", true, new URLClassLoader(jar, null));
    try {
      // There already by -agentpath, which newer JVMs allow without a warning.
      return instance(type.getMethod("getInstance").invoke(null), type);
    } catch (InvocationTargetException e) {
      Object loaded =
          type.getMethod("getInstance", String.class)
              .invoke(null, settings.profilerLibrary().toString());
      return instance(loaded, type);
    }
  }

  private static Object instance(@Nullable Object profiler, Class<?> type) {
    if (profiler == null) {
      throw new IllegalStateException(type + " has no instance");
    }
    return profiler;
  }

  private void run(Settings wanted) {
    try {
      while (true) {
        Thread.sleep(wanted.windowMillis());
        synchronized (this) {
          if (ended) {
            return;
          }
          if (!paused) {
            close();
            next(wanted);
          }
        }
      }
    } catch (InterruptedException e) {
      end();
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      fail(wanted, e);
    }
  }

  private synchronized void next(Settings wanted) throws ReflectiveOperationException, IOException {
    Path file = wanted.file(++number + ".jfr.part");
    execute("start," + wanted.profilerOptions() + ",jfr,file=" + file);
    beganNs = CpuTime.ofProcess();
    current = file;
  }

  private void close() throws ReflectiveOperationException, IOException {
    Path file = current;
    if (file == null) {
      return;
    }
    current = null;
    Sums.window(CpuTime.ofProcess() - beganNs);
    execute("stop");
    String name = file.toString();
    Path whole = Path.of(name.substring(0, name.length() - ".part".length()));
    Files.move(file, whole, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Ends the window that is open, and begins none until {@link #resume()}. */
  synchronized void pause() {
    paused = true;
    change(this::close);
  }

  /** Begins a window. */
  synchronized void resume() {
    paused = false;
    Settings wanted = settings;
    if (wanted != null && profiler != null) {
      change(() -> next(wanted));
    }
  }

  private interface Change {
    void make() throws ReflectiveOperationException, IOException;
  }

  private void change(Change what) {
    Settings wanted = settings;
    if (ended || wanted == null) {
      return;
    }
    try {
      what.make();
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      fail(wanted, e);
    }
  }

  /** Ends the last window. */
  synchronized void end() {
    change(this::close);
    ended = true;
  }

  private void execute(String command) throws ReflectiveOperationException, IOException {
    Object target = profiler;
    if (target == null) {
      throw new IllegalStateException("no profiler");
    }
    try {
      target.getClass().getMethod("execute", String.class).invoke(target, command);
    } catch (InvocationTargetException e) {
      throw new IOException(String.valueOf(Failure.cause(e).getMessage()), e);
    }
  }

  private void fail(Settings wanted, Throwable failure) {
    String reason = String.valueOf(Failure.cause(failure).getMessage());
    Failure.tell(wanted.folder(), "stacks", reason);
  }
}
