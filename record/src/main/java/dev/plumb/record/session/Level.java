package dev.plumb.record.session;

/** How much could be recorded where the program ran, best first. */
public enum Level {
  /** Operators by callbacks of the framework, stacks by signals in the program. */
  OPERATORS_AND_SIGNALS("operators, stacks by signals inside the program"),
  /** Operators by callbacks of the framework, stacks from outside. */
  OPERATORS_AND_STACKS("operators, stacks from outside the program"),
  /** Operators of a JVM program by an agent, stacks by async-profiler. */
  AGENT_AND_STACKS("operators by an agent, stacks by async-profiler"),
  /** Operators only. */
  OPERATORS("operators, no stacks"),
  /** Stacks only, by signals in the program. */
  SIGNALS("stacks by signals inside the program, no operators"),
  /** Stacks only, from outside. */
  STACKS("stacks, no operators"),
  /** Stacks of C and C++ only, of programs whose Python is not known. */
  NATIVE("stacks of C and C++ only"),
  /** Modules by hooks in Python, and what the program marks itself. */
  MODULES("calls of modules and scopes, no operators, no stacks"),
  /** Nothing but how long it took. */
  NONE("nothing inside the program");

  private final String label;

  Level(String label) {
    this.label = label;
  }

  /** What is recorded, for people. */
  public String label() {
    return label;
  }
}
