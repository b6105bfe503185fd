package dev.plumb.cli;

import java.util.List;
import java.util.function.Supplier;

/**
 * The catalogue of subcommands, in the order in which {@code plumb --help} lists them. A new
 * subcommand is one class annotated with picocli's {@code @Command} and one line here.
 */
final class Commands {
  private static final List<Entry> ALL =
      List.of(
          new Entry("record", RecordCommand::new),
          new Entry("attach", AttachCommand::new),
          new Entry("demo", DemoCommand::new),
          new Entry("doctor", DoctorCommand::new),
          new Entry("report", ReportCommand::new),
          new Entry("diff", DiffCommand::new),
          new Entry("gate", GateCommand::new),
          new Entry("view", ViewCommand::new),
          new Entry("sql", SqlCommand::new),
          new Entry("convert", ConvertCommand::new),
          new Entry("formats", FormatsCommand::new),
          new Entry("analyses", AnalysesCommand::new),
          new Entry("devices", DevicesCommand::new));

  private Commands() {}

  /**
   * A subcommand that exists only once it is asked for: picocli reads every option of every command
   * that it is given, which for a dozen commands takes as long as half a JVM start.
   *
   * @param name as typed and as in the class's {@code @Command}
   */
  record Entry(String name, Supplier<?> make) {}

  static List<Entry> all() {
    return ALL;
  }

  /**
   * The entries that picocli must know to answer {@code args}: the one named, none for the version,
   * or else all (help and suggestions).
   */
  static List<Entry> neededFor(List<Entry> entries, String... args) {
    if (args.length > 0) {
      if (args[0].equals("--version") || args[0].equals("-V")) {
        return List.of();
      }
      for (Entry entry : entries) {
        if (entry.name().equals(args[0])) {
          return List.of(entry);
        }
      }
    }
    return entries;
  }
}
