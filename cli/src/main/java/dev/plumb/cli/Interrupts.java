package dev.plumb.cli;

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
    // At a terminal Ctrl-C reaches the whole group, the program too: twice would be once too often.
    boolean atTerminal = "1".equals(System.getenv("PLUMB_STDERR_IS_TERMINAL"));
    handle("INT", () -> send(session, atTerminal ? null : "INT"));
    handle("TERM", () -> send(session, "TERM"));
    handle("HUP", () -> send(session, atTerminal ? null : "HUP"));
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
