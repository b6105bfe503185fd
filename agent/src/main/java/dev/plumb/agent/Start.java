package dev.plumb.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Begins to record this JVM. */
public final class Start {
  private static @Nullable Settings running;
  private static int recordings;

  private Start() {}

  /** Called once by {@link Agent}; another recorder is refused until it has let go. */
  public static synchronized void start(String settingsFile, Instrumentation instrumentation)
      throws IOException {
    if (running != null) {
      Failure.tell(settingsFile, new IllegalStateException("the program is recorded already"));
      return;
    }
    Settings settings = Settings.read(Path.of(settingsFile));
    Connection connection = Connection.to(settings);
    running = settings;
    Sums.open(settings);
    Windows windows = Windows.of(settings);
    Pauses.open(windows);
    Probe.start(++recordings);
    Wrapper wrapper = new Wrapper(settings, connection, instrumentation);
    connection.listen(
        () -> {
          windows.end();
          Probe.stop();
          wrapper.end();
          ended();
        },
        () -> Abandoned.remove(settings.whole()));
    wrapper.begin();
    connectMarks(instrumentation);
    windows.begin();
  }

  private static synchronized void ended() {
    running = null;
  }

  /** Marks of a program that ran before the agent came. */
  private static void connectMarks(Instrumentation instrumentation) {
    for (Class<?> each : instrumentation.getAllLoadedClasses()) {
      if (each.getName().equals("dev.plumb.api.Plumb") && each.getClassLoader() != null) {
        try {
          var connect = each.getDeclaredMethod("connect");
          connect.setAccessible(true);
          connect.invoke(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
          // Another class of that name: its marks are not ours.
        }
      }
    }
  }
}
