package dev.plumb.devices;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How traces call a device. Patterns are regular expressions that are searched for in the name,
 * whatever its case.
 *
 * @param examples names as traces spell them
 * @param exact names of this variant alone
 * @param family names that its variants share ("H100"): used only where no device's exact names
 *     match
 * @param computeCapability "9.0", as CUDA and HIP give it; null where there is none
 * @param gfx AMD's name of the architecture ("gfx942"); null elsewhere
 */
public record DeviceNames(
    List<String> examples,
    List<Pattern> exact,
    List<Pattern> family,
    @Nullable String computeCapability,
    @Nullable String gfx) {

  public DeviceNames {
    examples = List.copyOf(examples);
    exact = List.copyOf(exact);
    family = List.copyOf(family);
  }

  boolean isExactly(String name) {
    return any(exact, name);
  }

  boolean isOfFamily(String name) {
    return any(family, name);
  }

  private static boolean any(List<Pattern> patterns, String name) {
    for (Pattern pattern : patterns) {
      if (pattern.matcher(name).find()) {
        return true;
      }
    }
    return false;
  }
}
