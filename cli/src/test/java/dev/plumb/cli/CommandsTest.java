package dev.plumb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Nobody writes a subcommand and forgets to list it, or lists one that has no help. */
class CommandsTest {
  private static final int WIDTH = CommandLine.Model.UsageMessageSpec.DEFAULT_USAGE_WIDTH;

  @Test
  void everyCommandClassIsListedOnce() {
    List<String> written = new ArrayList<>();
    for (JavaClass each : Architecture.production()) {
      if (each.isAnnotatedWith(Command.class)) {
        written.add(each.getName());
      }
    }
    assertThat(written).contains(Main.class.getName());
    written.remove(Main.class.getName());

    List<String> listed =
        Commands.all().stream().map(c -> c.make().get().getClass().getName()).toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(written);
    assertThat(new HashSet<>(listed)).hasSameSizeAs(listed);
  }

  @Test
  void everyCommandIsListedUnderItsOwnName() {
    assertThat(Commands.all())
        .allSatisfy(entry ->
            assertThat(new CommandLine(entry.make().get()).getCommandName())
                .isEqualTo(entry.name()));
  }

  @Test
  void everyCommandSaysWhatItDoes() {
    CommandLine plumb = Main.commandLine(Commands.all());
    assertThat(plumb.getSubcommands())
        .allSatisfy((name, line) ->
            assertThat(line.getCommandSpec().usageMessage().description())
                .as("description of plumb " + name)
                .isNotEmpty());
  }

  /** What picocli folds may break within a name of a file, or leave a word alone on a line. */
  @Test
  void examplesFitOnTheirLines() {
    Main.commandLine(Commands.all())
        .getSubcommands()
        .forEach((name, line) ->
            assertThat(line.getCommandSpec().usageMessage().footer())
                .as("plumb " + name)
                .allSatisfy(each -> assertThat(each.replace("%%", "%")).hasSizeLessThan(WIDTH)));
  }

  /** Help texts are formats: a percent sign on its own makes picocli warn on stderr. */
  @Test
  void helpTextsAreValidFormats() {
    PrintStream before = System.err;
    ByteArrayOutputStream warnings = new ByteArrayOutputStream();
    System.setErr(new PrintStream(warnings, true, UTF_8));
    try {
      Main.commandLine(Commands.all())
          .getSubcommands()
          .forEach((name, line) -> assertThat(line.getUsageMessage()).as(name).contains("Usage:"));
    } finally {
      System.setErr(before);
    }
    assertThat(warnings.toString(UTF_8)).isEmpty();
  }
}
