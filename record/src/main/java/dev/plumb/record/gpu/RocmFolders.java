package dev.plumb.record.gpu;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Where AMD's libraries may be. */
public final class RocmFolders {
  /** As rocprofiler-register calls it, which loads it. */
  public static final String ROCPROFILER = "librocprofiler-sdk.so";

  private RocmFolders() {}

  /** Folders in the order in which they are looked at; only absolute ones. */
  public static List<String> of(Map<String, String> environment) {
    List<String> all =
        new ArrayList<>(List.of(environment.getOrDefault("LD_LIBRARY_PATH", "").split(":")));
    for (String home : List.of(environment.getOrDefault("ROCM_PATH", ""), "/opt/rocm")) {
      all.add(home + "/lib");
      all.add(home + "/lib64");
    }
    for (String system :
        List.of("/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/lib")) {
      all.add("/usr" + system);
    }
    all.removeIf(each -> !each.startsWith("/"));
    return List.copyOf(new LinkedHashSet<>(all));
  }
}
