package dev.plumb.record.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Lets oneDNN tell what the kernels are called that it makes while running: as a <a
 * href="https://uxlfoundation.github.io/oneDNN/dev_guide_profilers.html">jitdump</a> in the
 * session's folder, which goes with the recording. A map in {@code /tmp} would stay behind, and
 * might be another JIT's too.
 */
final class JitDumps {
  /** Any of them is heeded by some version; the middle one by all since 1.0. */
  private static final List<String> VARIABLES =
      List.of("ONEDNN_JIT_PROFILE", "DNNL_JIT_PROFILE", "MKLDNN_JIT_PROFILE");

  private static final String FOLDER = "JITDUMPDIR";

  /** VTune as without us, and perf's jitdump. */
  private static final String VTUNE_AND_DUMP = "5";

  private JitDumps() {}

  /** Sets what oneDNN looks for, unless the user did. */
  static void prepare(Map<String, String> environment, Path folder) {
    if (VARIABLES.stream().anyMatch(environment::containsKey) || environment.containsKey(FOLDER)) {
      return;
    }
    environment.put(VARIABLES.get(1), VTUNE_AND_DUMP);
    environment.put(FOLDER, folder.toString());
  }
}
