package dev.plumb.api;

import org.jspecify.annotations.Nullable;

/**
 * Marks for recordings by {@code plumb record} and {@code plumb attach}. Without a recording every
 * method returns at once.
 */
public final class Plumb {
  private static final Scope NONE = () -> {};

  /** The agent of this JVM; null while nobody records. */
  private static volatile @Nullable Link link = Link.find();

  private Plumb() {}

  /** A part of the program that lasts until it is closed, by the thread that opened it. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Opens a scope: {@code try (var scope = Plumb.scope("load")) { … }}. Names are kept for the
   * whole recording, so they should be few.
   */
  public static Scope scope(String name) {
    Link agent = link;
    return agent == null ? NONE : agent.open(name);
  }

  /** Says that a step (an iteration, a request) of the program has ended. */
  public static void step() {
    Link agent = link;
    if (agent != null) {
      agent.step();
    }
  }

  /**
   * Lets nothing of this JVM be recorded until {@link #resume()}: no samples, operators, scopes or
   * steps. Pauses are not counted: one {@code resume} ends them, however often this was called.
   */
  public static void pause() {
    Link agent = link;
    if (agent != null) {
      agent.pause();
    }
  }

  /** Ends a pause; does nothing where there is none. */
  public static void resume() {
    Link agent = link;
    if (agent != null) {
      agent.resume();
    }
  }

  /** Called by the agent where it comes after this class. */
  static void connect() {
    link = Link.find();
  }
}
