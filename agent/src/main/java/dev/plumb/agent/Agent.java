package dev.plumb.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;

/**
 * Where the JVM begins: gives the classes of this jar to the bootstrap loader and goes on in those.
 * The argument is the file with the {@link Settings}.
 */
public final class Agent {
  private Agent() {}

  /** With the program: {@code -javaagent}. */
  public static void premain(String settings, Instrumentation instrumentation) {
    begin(settings, instrumentation);
  }

  /** Into a running program. */
  public static void agentmain(String settings, Instrumentation instrumentation) {
    begin(settings, instrumentation);
  }

  private static void begin(String settings, Instrumentation instrumentation) {
    try {
      // Not where this class was found: a program may have the jar on its class path, for the API.
      File output = new File(settings).getAbsoluteFile().getParentFile();
      File jar = new File(output, "../plumb-agent.jar");
      BootClasses.add(jar, instrumentation);
      Class.forName("dev.plumb.agent.Start", true, null)
          .getMethod("start", String.class, Instrumentation.class)
          .invoke(null, settings, instrumentation);
    } catch (InvocationTargetException e) {
      tell(settings, Failure.cause(e));
    } catch (Exception | LinkageError e) {
      tell(settings, e);
    }
  }

  private static void tell(String settings, Throwable failure) {
    try {
      Failure.tell(settings, failure);
    } catch (SecurityException e) {
      // A manager of Java before 24 lets the agent write nothing. The program must begin all the
      // same, and the recorder notices that there are no files.
    }
  }
}
