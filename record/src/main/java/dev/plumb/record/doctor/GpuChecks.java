package dev.plumb.record.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accelerators and the libraries that watch them. */
final class GpuChecks {
  private GpuChecks() {}

  static Finding cupti(Machine machine) {
    String driver = machine.read("/proc/driver/nvidia/version");
    boolean device = driver != null || machine.exists("/dev/nvidiactl");
    Path library = first(machine, cudaFolders(machine), "libcupti.so");
    Path header = first(machine, cudaFolders(machine), "cupti.h");
    String seen =
        (device ? "driver found" : "no driver")
            + (library == null ? ", no CUPTI" : ", CUPTI found")
            + (header == null ? " (no headers)" : " (with headers)");
    if (!device) {
      return Finding.absent(Need.CUPTI, seen);
    }
    if (library == null || header == null) {
      return Finding.limited(
          Need.CUPTI,
          seen,
          "kernels are recorded through torch.profiler or jax.profiler; for programs without these"
              + " install CUDA's CUPTI package with headers (cuda-cupti-dev)");
    }
    return Finding.ok(Need.CUPTI, seen);
  }

  private static List<String> cudaFolders(Machine machine) {
    List<String> folders = new ArrayList<>();
    String home = machine.environment().get("CUDA_HOME");
    if (home != null && home.startsWith("/")) {
      folders.add(home);
    }
    folders.add("/usr/local/cuda");
    List<String> all = new ArrayList<>();
    for (String each : folders) {
      for (String inside :
          List.of("extras/CUPTI/lib64", "extras/CUPTI/include", "lib64", "lib", "include")) {
        all.add(each + "/" + inside);
      }
    }
    all.addAll(List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/include"));
    return all;
  }

  static Finding rocprofiler(Machine machine) {
    boolean device = machine.exists("/dev/kfd");
    List<String> folders =
        List.of("/opt/rocm/lib", "/opt/rocm/lib64", "/opt/rocm/include/rocprofiler-sdk");
    boolean library = first(machine, folders, "librocprofiler-sdk.so") != null;
    boolean header = first(machine, folders, "rocprofiler.h") != null;
    String seen =
        (device ? "device found" : "no device")
            + (library ? ", rocprofiler-sdk found" : ", no rocprofiler-sdk")
            + (header ? " (with headers)" : " (no headers)");
    if (!device) {
      return Finding.absent(Need.ROCPROFILER, seen);
    }
    if (!library || !header) {
      return Finding.limited(
          Need.ROCPROFILER,
          seen,
          "kernels are recorded through torch.profiler or jax.profiler; for programs without these"
              + " install rocprofiler-sdk and its headers (rocprofiler-sdk-dev)");
    }
    return Finding.ok(Need.ROCPROFILER, seen);
  }

  private static @Nullable Path first(Machine machine, List<String> folders, String name) {
    for (String each : folders) {
      Path file = machine.path(each).resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    return null;
  }
}
