package dev.plumb.record.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the system says about processes and threads; only Linux says it. */
final class ProcessFacts {
  /** Who says which rank a process is: torchrun, MPI of several makers, Slurm. */
  private static final String[] RANKS = {
    "RANK", "OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "MV2_COMM_WORLD_RANK", "SLURM_PROCID"
  };

  private ProcessFacts() {}

  /** The rank of a process by its environment; −1 if that does not say. */
  static int rank(Map<String, String> environment) {
    for (String name : RANKS) {
      String value = environment.get(name);
      // A job of one task has a number too, and is no rank.
      boolean alone = name.startsWith("SLURM") && "1".equals(environment.get("SLURM_NTASKS"));
      if (value != null && value.matches("[0-9]{1,7}") && !alone) {
        return Integer.parseInt(value);
      }
    }
    return -1;
  }

  /** Variables of a process when it began; empty if they cannot be seen. */
  static Map<String, String> environment(long pid) {
    Map<String, String> variables = new HashMap<>();
    byte[] bytes = read("/proc/" + pid + "/environ");
    if (bytes != null) {
      for (String one : new String(bytes, StandardCharsets.UTF_8).split("\0")) {
        int equals = one.indexOf('=');
        if (equals > 0) {
          variables.put(one.substring(0, equals), one.substring(equals + 1));
        }
      }
    }
    return variables;
  }

  /** The name of a thread; null if it has gone. */
  static @Nullable String threadName(long pid, int tid) {
    byte[] bytes = read("/proc/" + pid + "/task/" + tid + "/comm");
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8).strip();
  }

  /** Program and first arguments; null if the process has gone. */
  static @Nullable String command(long pid) {
    byte[] bytes = read("/proc/" + pid + "/cmdline");
    if (bytes == null || bytes.length == 0) {
      return null;
    }
    String[] words = new String(bytes, StandardCharsets.UTF_8).split("\0");
    StringBuilder command = new StringBuilder();
    for (int i = 0; i < words.length && command.length() < 60; i++) {
      int slash = words[i].lastIndexOf('/');
      command.append(i == 0 ? "" : " ").append(i < 2 ? words[i].substring(slash + 1) : words[i]);
    }
    return command.toString();
  }

  private static byte @Nullable [] read(String file) {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      return null;
    }
  }
}
