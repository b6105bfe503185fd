package dev.plumb.cli;

import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.os.TaskStat;
import dev.plumb.record.session.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Signals while a program is recorded: the program decides what they do to it, and Plumb ends after
 * it, with the recording stored. The JDK's way to handle signals is not in its API, so it is called
 * by name.
 */
final class Interrupts {
  private Interrupts() {}

  /** Sends what Plumb is sent on to the program. */
  static void passTo(Session session) {
    // A terminal sends Ctrl-C to its whole foreground, the program too: twice would be once too
    // often. When it goes, every group of it is told, and nobody has one any more.
    TaskStat before = own();
    boolean hadTerminal = before == null ? isInForeground() : before.hasTerminal();
    handle("INT", () -> send(session, isInForeground() ? null : "INT"));
    handle("TERM", () -> send(session, "TERM"));
    handle("HUP", () -> send(session, hadTerminal ? null : "HUP"));
  }

  private static @Nullable TaskStat own() {
    return new ProcessFiles((int) ProcessHandle.current().pid()).stat();
  }

  private static boolean isInForeground() {
    TaskStat now = own();
    return now == null
        ? "1".equals(System.getenv("PLUMB_STDERR_IS_TERMINAL")) // another system than Linux
        : now.isInForeground();
  }

  /** Ends a recording of a program that goes on. */
  static void stop(Session session) {
    handle("INT", session::stop);
    handle("TERM", session::stop);
    handle("HUP", session::stop);
  }

  private static void send(Session session, @Nullable String signal) {
    if (signal != null) {
      session.withProcess(process -> send(process, signal));
    }
  }

  private static void send(Process process, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
    } catch (IOException e) {
      process.destroy();
    }
  }

  private static void handle(String signal, Runnable action) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler run =
          (proxy, method, args) -> {
            action.run();
            return null;
          };
      Object handler =
          Proxy.newProxyInstance(
              Interrupts.class.getClassLoader(), new Class<?>[] {handlerType}, run);
      type.getMethod("handle", type, handlerType)
          .invoke(null, type.getConstructor(String.class).newInstance(signal), handler);
    } catch (ReflectiveOperationException e) {
      // Not this JDK, or a signal that it keeps for itself: it then ends Plumb as usual.
    }
  }
}
