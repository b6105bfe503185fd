package dev.plumb.api;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The agent's entry points. They are looked up by name: a program is compiled against this package
 * alone, and the agent's classes are there only while it is recorded.
 */
final class Link {
  private static final String MARKS = "dev.plumb.agent.Marks";

  private final MethodHandle enter;
  private final MethodHandle exit;
  private final MethodHandle step;
  private final MethodHandle pause;
  private final MethodHandle resume;

  private Link(
      MethodHandle enter,
      MethodHandle exit,
      MethodHandle step,
      MethodHandle pause,
      MethodHandle resume) {
    this.enter = enter;
    this.exit = exit;
    this.step = step;
    this.pause = pause;
    this.resume = resume;
  }

  /** The agent that the bootstrap loader has; null if there is none. */
  static @Nullable Link find() {
    try {
      Class<?> marks = Class.forName(MARKS, true, null);
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      MethodType nothing = MethodType.methodType(void.class);
      return new Link(
          lookup.findStatic(marks, "enter", MethodType.methodType(int.class, String.class)),
          lookup.findStatic(marks, "exit", MethodType.methodType(void.class, int.class)),
          lookup.findStatic(marks, "step", nothing),
          lookup.findStatic(marks, "pause", nothing),
          lookup.findStatic(marks, "resume", nothing));
    } catch (ReflectiveOperationException | LinkageError | SecurityException e) {
      return null; // nobody records
    }
  }

  Plumb.Scope open(String name) {
    int id;
    try {
      id = (int) enter.invokeExact(name);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return () -> close(id);
  }

  private void close(int id) {
    try {
      exit.invokeExact(id);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  void step() {
    call(step);
  }

  void pause() {
    call(pause);
  }

  void resume() {
    call(resume);
  }

  private static void call(MethodHandle mark) {
    try {
      mark.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
