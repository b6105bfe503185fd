package dev.plumb.cli.corpus;

import org.jspecify.annotations.Nullable;

/** What a refusal must be: exit code 3, and one line with the file and what to do. */
final class Refusal {
  private Refusal() {}

  /** What is wrong with a refusal; null if nothing. */
  static @Nullable String fault(Reading reading) {
    String message = reading.message();
    if (reading.exitCode() != 3) {
      return "exit code " + reading.exitCode();
    }
    if (message.lines().count() != 1) {
      return "not one line: " + message;
    }
    if (!message.startsWith("plumb: ") || !message.contains(reading.file().toString())) {
      return "does not name the file: " + message;
    }
    if (message.contains("Exception") || message.contains("\tat ")) {
      return "speaks of the program: " + message;
    }
    return message.matches(".*\\. .+") ? null : "says nothing to do: " + message;
  }

  /** The message without the path. */
  static String shortened(Reading reading) {
    return reading
        .message()
        .replaceFirst("^plumb: \\S+: ", "")
        .replace(reading.file().getParent() + "/", "");
  }
}
