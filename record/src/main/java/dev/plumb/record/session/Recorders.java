package dev.plumb.record.session;

import java.util.List;

/** The catalogue of recorders: which ones observe a program of a kind. */
final class Recorders {
  private Recorders() {}

  /** Those of a program that Plumb starts. */
  static List<Recorder> of(Target target, Recording recording) {
    return switch (target) {
      // What a shell script or a binary starts may be Python.
      case PYTHON, NATIVE -> List.of();
      case JVM -> List.of();
    };
  }

  /** Those of a program that runs already. */
  static List<Recorder> attached(Target target, Recording recording) {
    return switch (target) {
      case PYTHON, NATIVE -> List.of();
      case JVM -> List.of();
    };
  }
}
