package dev.plumb.record.jvm;

import dev.plumb.record.os.Mapping;
import dev.plumb.record.os.ProcessFiles;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a JVM has an agent already: of a Plumb that records it still. */
final class OtherRecorder {
  /** What its agent has mapped, in the folder of that recording. */
  private static final Pattern SUMS = Pattern.compile(".*/plumb-([0-9]+)-[^/]*/output/jvm-.*");

  private static final String MAIN = "dev.plumb.cli.Main";

  private OtherRecorder() {}

  /** Why a process cannot be recorded once more; null if nobody records it. */
  static @Nullable String of(long pid) {
    for (Mapping each : new ProcessFiles((int) pid).mappings()) {
      Matcher sums = SUMS.matcher(each.path());
      if (sums.matches() && !each.isDeleted()) { // it goes with the recording
        return refusal(pid, who(Long.parseLong(sums.group(1))));
      }
    }
    return null;
  }

  /**
   * Says so.
   *
   * @param who records it, as far as that is known
   */
  static String refusal(long pid, String who) {
    return "process "
        + pid
        + " is recorded already"
        + who
        + ", and has room for one agent: attach to it when that recording has ended";
  }

  /** Nobody where the number is another process's: that of one in a container is. */
  private static String who(long recorder) {
    List<String> words = new ProcessFiles((int) recorder).command();
    int main = words.indexOf(MAIN);
    return main < 0
        ? ""
        : ", by process "
            + recorder
            + " (plumb "
            + String.join(" ", words.subList(main + 1, words.size()))
            + ")";
  }
}
