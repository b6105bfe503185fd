package dev.plumb.cli;

import dev.plumb.trace.io.ExactText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What this process was started with, as {@link ExactText}: in the JVM's own texts bytes that are
 * not UTF-8 are lost. Only Linux tells.
 */
final class ExactArguments {
  /** Stands in the JVM's texts for whatever is not UTF-8. */
  private static final char LOST = '\uFFFD';

  /** What the launcher had to set for the JVM, as it was before; empty where it was not set. */
  private static final String OWN_LOCALE = "PLUMB_LC_ALL";

  private ExactArguments() {}

  /** The arguments of {@code main}. */
  static String[] of(String... args) {
    if (Arrays.stream(args).noneMatch(each -> each.indexOf(LOST) >= 0)) {
      return args;
    }
    List<String> all = read("/proc/self/cmdline");
    int before = all.size() - args.length; // of the JVM
    String[] exact = args.clone();
    for (int i = 0; i < args.length && before > 0; i++) {
      String one = all.get(before + i);
      exact[i] = ExactText.shown(one).equals(args[i]) ? one : args[i];
    }
    return exact;
  }

  /** The variables of programs that this one starts. */
  static Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>(System.getenv());
    if (variables.toString().indexOf(LOST) >= 0) {
      for (String each : read("/proc/self/environ")) {
        int equals = each.indexOf('=', 1);
        String name = equals < 0 ? each : each.substring(0, equals);
        String value = equals < 0 ? "" : each.substring(equals + 1);
        if (ExactText.shown(value).equals(variables.get(ExactText.shown(name)))) {
          variables.remove(ExactText.shown(name));
          variables.put(name, value);
        }
      }
    }
    String locale = variables.remove(OWN_LOCALE);
    if (locale != null && locale.isEmpty()) {
      variables.remove("LC_ALL");
    } else if (locale != null) {
      variables.put("LC_ALL", locale);
    }
    return variables;
  }

  /** Texts that each end with a zero byte. */
  private static List<String> read(String file) {
    List<String> texts = new ArrayList<>();
    try {
      byte[] bytes = Files.readAllBytes(Path.of(file));
      for (int from = 0, to = 0; to < bytes.length; to++) {
        if (bytes[to] == 0) {
          texts.add(ExactText.of(Arrays.copyOfRange(bytes, from, to)));
          from = to + 1;
        }
      }
    } catch (IOException e) {
      return List.of(); // then the JVM's texts have to do
    }
    return texts;
  }
}
