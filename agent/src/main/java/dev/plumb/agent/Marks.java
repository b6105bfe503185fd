package dev.plumb.agent;

/** What {@code dev.plumb.api.Plumb} calls while the program is recorded. */
public final class Marks {
  private Marks() {}

  /** Opens a scope and answers its number. */
  public static int enter(String name) {
    int id = Names.scope(name);
    Probe.enter(id);
    return id;
  }

  /** Closes a scope. */
  public static void exit(int id) {
    Probe.exit(id);
  }

  /** Ends a step, as the program says. */
  public static void step() {
    Sums.step(true);
  }

  /** Ends a step, as far as a framework's trainer knows. */
  public static void trainerStep() {
    Sums.step(false);
  }

  /** Records nothing until {@link #resume()}. */
  public static void pause() {
    Pauses.begin();
  }

  /** Records again. */
  public static void resume() {
    Pauses.end();
  }
}
