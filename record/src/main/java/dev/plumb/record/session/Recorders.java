package dev.plumb.record.session;

import dev.plumb.record.jvm.JvmRecorder;
import java.util.List;

/** The catalogue of recorders: which ones observe a program of a kind. */
final class Recorders {
  private Recorders() {}

  /** Those of a program that Plumb starts. */
  static List<Recorder> of(Target target, Recording recording) {
    return switch (target) {
      case PYTHON -> List.of(new PythonRecorder(recording, target));
      // What a shell script or a binary starts may be Python or a JVM.
      case NATIVE ->
          List.of(new PythonRecorder(recording, target), new JvmRecorder(recording, target));
      case JVM -> List.of(new JvmRecorder(recording, target));
    };
  }

  /** Those of a program that runs already. */
  static List<Recorder> attached(Target target, Recording recording) {
    return switch (target) {
      case PYTHON, NATIVE -> List.of(new PythonRecorder(recording, target));
      case JVM -> List.of(new JvmRecorder(recording, target));
    };
  }
}
