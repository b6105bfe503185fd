package dev.plumb.record.jvm;

import dev.plumb.record.session.Launch;
import dev.plumb.trace.io.ExactText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a JVM is told to load the agent when it starts. */
final class JavaOptions {
  /** The oldest Java that the agent runs on. */
  static final int OLDEST = 11;

  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+).*");
  private static final Pattern MODULES = Pattern.compile("MODULES=\"(.*)\"");
  private static final String AGENTS = "java.instrument";

  private JavaOptions() {}

  /** The options for any JVM that the recording should see. */
  private static List<String> options(AgentFiles files) {
    List<String> options = new ArrayList<>();
    for (Path each : files.libraries()) {
      // Only loaded here: an agent's own System.load makes newer JVMs print a warning.
      String told = files.optionsOf(each);
      options.add("-agentpath:" + each + (told.isEmpty() ? "" : "=" + told));
    }
    options.add("-javaagent:" + files.jar() + "=" + files.settings());
    return options;
  }

  /** Puts the options behind the {@code java} of a command. */
  static void add(Launch launch, AgentFiles files) {
    launch.command().addAll(1, options(files));
  }

  /**
   * Hands the options to every JVM that a script starts. Each of them says so on stderr, which only
   * direct use of {@code java} avoids.
   */
  static void addForChildren(Launch launch, AgentFiles files) {
    StringBuilder all = new StringBuilder();
    String before = launch.environment().get("JAVA_TOOL_OPTIONS");
    if (before != null && !before.isBlank()) {
      all.append(before).append(' ');
    }
    for (String each : options(files)) {
      all.append(each.contains(" ") ? '"' + each + '"' : each).append(' ');
    }
    launch.environment().put("JAVA_TOOL_OPTIONS", all.toString().strip());
  }

  /** Why the command's JVM would not start with an agent; null where its JDK says no such thing. */
  static @Nullable String refusal(Launch launch) {
    for (String line : release(launch)) {
      Matcher version = VERSION.matcher(line);
      if (version.matches() && Integer.parseInt(version.group(1)) < OLDEST) {
        return "the program runs on Java "
            + version.group(1)
            + "; the agent needs Java "
            + OLDEST
            + " or newer";
      }
      Matcher modules = MODULES.matcher(line);
      if (modules.matches() && !List.of(modules.group(1).split(" ")).contains(AGENTS)) {
        return "the program's Java was made without the module "
            + AGENTS
            + ", which agents need: jlink --add-modules "
            + AGENTS
            + " adds it";
      }
    }
    return null;
  }

  /** What the JDK of the command says of itself; nothing where it does not. */
  private static List<String> release(Launch launch) {
    try {
      Path java = find(launch.command().getFirst(), launch.environment().get("PATH"));
      Path bin = java == null ? null : java.toRealPath().getParent();
      Path home = bin == null ? null : bin.getParent();
      return home == null ? List.of() : Files.readAllLines(home.resolve("release"));
    } catch (IOException | InvalidPathException e) {
      return List.of(); // the JVM itself will tell
    }
  }

  private static @Nullable Path find(String program, @Nullable String searchPath) {
    if (program.contains("/")) {
      return ExactText.path(program);
    }
    for (String folder :
        searchPath == null ? new String[0] : searchPath.split(File.pathSeparator)) {
      Path file = ExactText.path(folder + "/" + program);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return null;
  }
}
