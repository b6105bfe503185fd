package dev.plumb.record.session;

import dev.plumb.record.gpu.RocmFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How CUDA and HIP are made to load Plumb's library: by variables that they look at when a program
 * begins to use them. In Python the library leaves the vendor's profiler to the framework, unless
 * told otherwise: CUPTI has one user only.
 */
final class Injection {
  private static final String CUDA = "CUDA_INJECTION64_PATH";
  private static final String HIP = "ROCP_TOOL_LIBRARIES";
  private static final String HIP_PROFILER = "ROCPROFILER_REGISTER_LIBRARY";

  /** Names the SDK; the bootstrap sees by it what was set here. */
  private static final String NAMED = "PLUMB_ROCPROFILER";

  private Injection() {}

  /** Sets what the library looks for; why that could not be, where it could not. */
  static List<String> prepare(Plan plan, Map<String, String> environment, Path library) {
    Plan.Gpu gpu = plan.gpu();
    List<String> missing = new ArrayList<>();
    if (gpu == Plan.Gpu.NEVER) {
      return missing;
    }
    if (set(environment, CUDA, library)) {
      environment.put("PLUMB_GPU", gpu.name().toLowerCase(Locale.ROOT));
    } else {
      missing.add("another tool is loaded into CUDA already: unset " + CUDA);
    }
    hip(gpu, environment, library, missing);
    if (gpu != Plan.Gpu.AUTO && missing.isEmpty()) {
      environment.put("PLUMB_WINDOWS", "never");
    }
    return missing;
  }

  /**
   * Nothing is set where there is no SDK or no AMD GPU: a program whose HIP finds the variable, but
   * no SDK, is ended by AMD's library.
   */
  private static void hip(
      Plan.Gpu gpu, Map<String, String> environment, Path library, List<String> missing) {
    boolean device = Files.exists(Path.of("/dev/kfd"));
    Path sdk = sdk(environment);
    if (sdk == null || !device && !environment.containsKey(NAMED)) {
      if (device && gpu != Plan.Gpu.AUTO) {
        missing.add(
            "there is no "
                + RocmFolders.ROCPROFILER
                + ": install rocprofiler-sdk, or name it by "
                + NAMED);
      }
      return;
    }
    if (!set(environment, HIP, library)) {
      missing.add("another tool is loaded into HIP already: unset " + HIP);
      return;
    }
    environment.put("PLUMB_GPU", gpu.name().toLowerCase(Locale.ROOT));
    environment.put(NAMED, sdk.toString());
    environment.putIfAbsent(HIP_PROFILER, sdk.toString());
    if (gpu == Plan.Gpu.SAMPLES) {
      environment.putIfAbsent("ROCPROFILER_PC_SAMPLING_BETA_ENABLED", "1");
    }
  }

  private static boolean set(Map<String, String> environment, String variable, Path library) {
    if (!environment.getOrDefault(variable, "").isEmpty()) {
      return false;
    }
    environment.put(variable, library.toString());
    return true;
  }

  private static @Nullable Path sdk(Map<String, String> environment) {
    String named = environment.getOrDefault(NAMED, "");
    if (!named.isEmpty()) {
      Path file = Path.of(named).toAbsolutePath();
      return Files.isRegularFile(file) ? file : null;
    }
    for (String folder : RocmFolders.of(environment)) {
      Path file = Path.of(folder, RocmFolders.ROCPROFILER);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }
}
