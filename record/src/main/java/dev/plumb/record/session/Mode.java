package dev.plumb.record.session;

/** What a recording measures. */
public enum Mode {
  /** Stacks of threads that run, and operators. */
  CPU(true, true),
  /** Stacks of all threads, running or waiting, and operators. */
  WALL(true, true),
  /** Operators, modules and steps, without stacks. */
  OPERATORS(false, true),
  /** Stacks of threads that run, and nothing in the program but steps. */
  STACKS(true, false);

  private final boolean stacks;
  private final boolean operators;

  Mode(boolean stacks, boolean operators) {
    this.stacks = stacks;
    this.operators = operators;
  }

  /** Whether stacks are sampled. */
  public boolean stacks() {
    return stacks;
  }

  /** Whether every operator is counted. */
  public boolean operators() {
    return operators;
  }
}
