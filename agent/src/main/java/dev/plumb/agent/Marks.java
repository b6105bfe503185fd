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

  /** Ends a step. */
  public static void step() {
    Sums.step(System.nanoTime());
  }
}
