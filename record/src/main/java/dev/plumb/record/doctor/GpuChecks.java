package dev.plumb.record.doctor;

import dev.plumb.record.gpu.RocmFolders;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Accelerators and the libraries that watch them. */
final class GpuChecks {
  private GpuChecks() {}

  private static final String OTHERWISE =
      "kernels are recorded through torch.profiler or jax.profiler; for programs without these"
          + " install ";

  static Finding cupti(Machine machine) {
    // Not nvidiactl: CUDA makes that also where there is no GPU. In WSL GPUs are dxg.
    boolean device =
        machine.exists("/dev/dxg")
            || machine.list("/dev").stream()
                .anyMatch(file -> String.valueOf(file.getFileName()).matches("nvidia[0-9]+"));
    boolean driver = machine.read("/proc/driver/nvidia/version") != null;
    boolean library = isThere(machine, cudaFolders(machine), "libcupti.so");
    return judge(
        Need.CUPTI,
        device,
        (device ? "device found" : driver ? "driver found, no device" : "no driver")
            + (library ? ", CUPTI found" : ", no CUPTI"),
        library,
        "CUDA's CUPTI package (cuda-cupti)");
  }

  private static Finding judge(
      Need need, boolean device, String seen, boolean library, String packages) {
    if (!device) {
      return Finding.absent(need, seen);
    }
    return library ? Finding.ok(need, seen) : Finding.limited(need, seen, OTHERWISE + packages);
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
      for (String inside : List.of("extras/CUPTI/lib64", "lib64", "lib")) {
        all.add(each + "/" + inside);
      }
    }
    all.addAll(List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"));
    return all;
  }

  static Finding rocprofiler(Machine machine) {
    boolean device = machine.exists("/dev/kfd");
    boolean library =
        isThere(machine, RocmFolders.of(machine.environment()), RocmFolders.ROCPROFILER);
    return judge(
        Need.ROCPROFILER,
        device,
        (device ? "device found" : "no device")
            + (library ? ", rocprofiler-sdk found" : ", no rocprofiler-sdk"),
        library,
        "rocprofiler-sdk");
  }

  private static boolean isThere(Machine machine, List<String> folders, String name) {
    return folders.stream().anyMatch(each -> Files.exists(machine.path(each).resolve(name)));
  }
}
