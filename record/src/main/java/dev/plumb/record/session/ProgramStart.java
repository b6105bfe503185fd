package dev.plumb.record.session;

import dev.plumb.record.os.Linux;
import dev.plumb.trace.io.ExactText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a program is started with the very bytes of its arguments and variables. {@link
 * ProcessBuilder} takes texts, of which bytes that are not UTF-8 do not come out again. Variables
 * that nobody changed stay as they are in it, bytes and all; for everything else a shell makes the
 * bytes and then becomes the program.
 */
final class ProgramStart {
  /**
   * Takes variables up to {@code --}, then the command; each as {@code printf} reads it. The point
   * keeps line breaks at the end, which a shell would cut off.
   */
  private static final String SHELL =
      """
      while [ "$1" != -- ]; do
        plumb_text=$(printf '%b.' "$1"); shift
        export "${plumb_text%.}"
      done
      shift
      plumb_left=$#
      while [ "$plumb_left" -gt 0 ]; do
        plumb_text=$(printf '%b.' "$1"); shift
        set -- "$@" "${plumb_text%.}"
        plumb_left=$((plumb_left - 1))
      done
      unset plumb_text plumb_left
      exec "$@"
      """;

  private ProgramStart() {}

  /** A program about to be started. */
  static ProcessBuilder of(Launch launch) {
    ProcessBuilder builder = new ProcessBuilder();
    List<String> variables = new ArrayList<>();
    inherit(builder.environment(), launch.environment(), variables);
    List<String> command = launch.command();
    if (variables.isEmpty() && command.stream().allMatch(ExactText::isUtf8)) {
      return builder.command(command);
    }
    List<String> shell = new ArrayList<>(List.of("sh", "-c", SHELL, "sh"));
    variables.forEach(each -> shell.add(forPrintf(each)));
    shell.add("--");
    command.forEach(each -> shell.add(forPrintf(each)));
    return builder.command(shell);
  }

  /**
   * Makes inherited variables those that are wanted, and leaves alone what is so already.
   *
   * @param odd gets those that only a shell can make, as {@code NAME=VALUE}
   */
  private static void inherit(
      Map<String, String> inherited, Map<String, String> wanted, List<String> odd) {
    Map<String, String> shown = new HashMap<>();
    wanted.forEach((name, value) -> shown.put(ExactText.shown(name), ExactText.shown(value)));
    inherited.entrySet().removeIf(each -> !shown.containsKey(each.getKey()));
    // Not asked by name: a name that is not UTF-8 would not be found.
    Map<String, String> before = new HashMap<>(inherited);
    wanted.forEach((name, value) -> {
      boolean isThere = ExactText.shown(value).equals(before.get(ExactText.shown(name)));
      if (!isThere && ExactText.isUtf8(name) && ExactText.isUtf8(value)) {
        inherited.put(name, value);
      } else if (!isThere) {
        odd.add(name + "=" + value);
      }
    });
  }

  /**
   * Starts it with the limit of open files that the user has, as the launcher says: the JVM has
   * given itself all that it may have.
   */
  static Process start(ProcessBuilder program) throws IOException {
    long users = Long.getLong("plumb.files", 0);
    long own = users > 0 ? Linux.limitFiles(users) : 0;
    if (own > 0) {
      try {
        return program.start();
      } catch (IOException e) {
        // Maybe for want of files.
      } finally {
        Linux.limitFiles(own);
      }
    }
    return program.start();
  }

  /** Why a program could not be started, and what helps. */
  static String failure(Launch launch, IOException failure) {
    String program = launch.command().getFirst();
    Path file = Target.find(program, launch.environment().get("PATH"));
    String name = ExactText.shown(program);
    if (file == null) {
      String here =
          Files.isRegularFile(ExactText.path(program)) ? ": the one here is ./" + name : "";
      return "no program on the PATH is named '" + name + "'" + here;
    }
    if (!Files.exists(file)) {
      return name + ": there is no such program";
    }
    List<String> script = Target.firstLine(file);
    if (Files.isDirectory(file)) {
      return name + ": is a folder, not a program";
    }
    if (!Files.isExecutable(file)) {
      return name
          + ": may not be executed; allow it (chmod +x), or begin with what runs it, such as python3";
    }
    if (!script.isEmpty() && !Files.exists(ExactText.path(script.getFirst()))) {
      return name + ": its first line names " + script.getFirst() + ", which does not exist";
    }
    return String.valueOf(failure.getMessage());
  }

  private static String forPrintf(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte each : ExactText.bytes(text)) {
      boolean isPlain = each >= ' ' && each != '\\';
      escaped.append(
          isPlain
              ? String.valueOf((char) each)
              : String.format(Locale.ROOT, "\\0%03o", each & 0xFF));
    }
    return escaped.toString();
  }
}
