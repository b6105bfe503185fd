package dev.plumb.present.view;

import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.Run;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What people call the devices of a run: not every accelerator is a GPU. */
public final class DeviceWord {
  static final String USUAL = "GPU";

  private static final Pattern TPU = Pattern.compile("(?i)\\bTPU");
  private static final Pattern NPU = Pattern.compile("(?i)\\b(?:NPU|Ascend)");

  private DeviceWord() {}

  /** TPU or NPU where the names of all devices say so, else GPU. */
  public static String of(Run run) {
    List<DeviceStats> devices = run.summary().devices();
    if (!devices.isEmpty() && devices.stream().allMatch(each -> says(TPU, each.name()))) {
      return "TPU";
    }
    boolean npu = !devices.isEmpty() && devices.stream().allMatch(each -> says(NPU, each.name()));
    return npu ? "NPU" : USUAL;
  }

  private static boolean says(Pattern word, @Nullable String name) {
    return name != null && word.matcher(name).find();
  }

  /** A label with the run's own word in place of the usual one. */
  static String in(Run run, String label) {
    return label.replace(USUAL, of(run));
  }
}
