package dev.plumb.record.session;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How CUDA is made to load Plumb's library: by a variable that CUDA looks at when a program begins
 * to use it, and that costs nothing in programs that do not. In Python the library leaves CUPTI to
 * the framework, unless told otherwise: CUPTI has one user only.
 */
final class Injection {
  private static final String VARIABLE = "CUDA_INJECTION64_PATH";

  private Injection() {}

  /** Sets what the library looks for; why that could not be, if it could not. */
  static Optional<String> prepare(Plan plan, Map<String, String> environment, Path library) {
    Plan.Gpu gpu = plan.gpu();
    if (gpu == Plan.Gpu.NEVER) {
      return Optional.empty();
    }
    String other = environment.get(VARIABLE);
    if (other != null && !other.isEmpty()) {
      return Optional.of("another tool is loaded into CUDA already: unset " + VARIABLE);
    }
    environment.put(VARIABLE, library.toString());
    environment.put("PLUMB_GPU", gpu.name().toLowerCase(Locale.ROOT));
    if (gpu != Plan.Gpu.AUTO) {
      environment.put("PLUMB_WINDOWS", "never");
    }
    return Optional.empty();
  }
}
