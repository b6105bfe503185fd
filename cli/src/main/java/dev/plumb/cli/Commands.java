package dev.plumb.cli;

import java.util.List;

/**
 * The catalogue of subcommands, in the order in which {@code plumb --help} lists them. A new
 * subcommand is one class annotated with picocli's {@code @Command} and one line here.
 */
final class Commands {
  private Commands() {}

  static List<Object> all() {
    return List.of(new ReportCommand());
  }
}
