package dev.plumb.record.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Disk, memory, CPU, and what a container takes of them. */
final class RoomChecks {
  /** A recording takes some megabytes, and is written beside itself before it replaces the last. */
  private static final long DISK_WANTED = 100L << 20;

  /** Windows and rings of a few processes. */
  private static final long TEMPORARY_WANTED = 256L << 20;

  private static final long MEMORY_WANTED = 512L << 20;

  /** Values beyond mean no limit: version 1 of control groups has no word for it. */
  private static final long NO_LIMIT = 1L << 60;

  private RoomChecks() {}

  static Finding disk(Machine machine) {
    Path folder = machine.out();
    long free = machine.trials().freeBytes(folder);
    if (free < 0) {
      return Finding.missing(
          Need.DISK, folder + " cannot be written to", "write elsewhere: plumb record --out FILE");
    }
    String seen = size(free) + " in " + folder;
    return free >= DISK_WANTED
        ? Finding.ok(Need.DISK, seen)
        : Finding.limited(
            Need.DISK, seen, "free " + size(DISK_WANTED) + ", or write elsewhere with --out FILE");
  }

  static Finding temporaryFiles(Machine machine) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    long free = machine.trials().freeBytes(folder);
    String fix =
        "name another folder: PLUMB_JAVA_OPTS=-Djava.io.tmpdir=FOLDER (on a file system without"
            + " noexec)";
    if (free < 0) {
      return Finding.missing(Need.TEMPORARY_FILES, folder + " cannot be written to", fix);
    }
    if (!machine.trials().mayExecuteIn(folder)) {
      return Finding.missing(
          Need.TEMPORARY_FILES, folder + " is mounted noexec: libraries cannot be loaded", fix);
    }
    String seen = size(free) + " in " + folder;
    return free >= TEMPORARY_WANTED
        ? Finding.ok(Need.TEMPORARY_FILES, seen)
        : Finding.limited(Need.TEMPORARY_FILES, seen, fix);
  }

  static Finding limits(Machine machine) {
    double cpus = cpus(machine);
    long memory = memory(machine);
    List<String> seen = new ArrayList<>();
    seen.add(cpus < 0 ? "no limit of CPUs" : String.format(Locale.ROOT, "%.1f CPUs", cpus));
    seen.add(memory < 0 ? "no limit of memory" : size(memory));
    List<String> fixes = new ArrayList<>();
    if (cpus >= 0 && cpus < 2) {
      fixes.add("give the group a CPU more than the program needs: Plumb reads beside it");
    }
    if (memory >= 0 && memory < MEMORY_WANTED) {
      fixes.add("Plumb itself needs " + size(MEMORY_WANTED));
    }
    return fixes.isEmpty()
        ? Finding.ok(Need.LIMITS, String.join(", ", seen))
        : Finding.limited(Need.LIMITS, String.join(", ", seen), String.join("; ", fixes));
  }

  /** CPUs that the control group may use; −1 without a limit. */
  private static double cpus(Machine machine) {
    String both = machine.read("/sys/fs/cgroup/cpu.max"); // "max 100000", "150000 100000"
    if (both != null) {
      String[] parts = both.split("\\s+");
      return parts.length < 2 || parts[0].equals("max")
          ? -1
          : ratio(number(parts[0]), number(parts[1]));
    }
    long quota = machine.number("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", -1);
    return quota < 0 ? -1 : ratio(quota, machine.number("/sys/fs/cgroup/cpu/cpu.cfs_period_us", 0));
  }

  private static double ratio(long quota, long period) {
    return period <= 0 || quota <= 0 ? -1 : (double) quota / period;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Bytes that the control group may use; −1 without a limit. */
  private static long memory(Machine machine) {
    long bytes = machine.number("/sys/fs/cgroup/memory.max", -1); // "max" is no number
    if (bytes < 0) {
      bytes = machine.number("/sys/fs/cgroup/memory/memory.limit_in_bytes", -1);
    }
    return bytes > NO_LIMIT ? -1 : bytes;
  }

  static Finding container(Machine machine) {
    String kind = containerKind(machine);
    return kind == null
        ? Finding.ok(Need.CONTAINER, "none seen")
        : Finding.ok(Need.CONTAINER, kind + ": the host's settings and its flags decide");
  }

  static boolean isContainer(Machine machine) {
    return containerKind(machine) != null;
  }

  private static @Nullable String containerKind(Machine machine) {
    if (machine.environment().containsKey("KUBERNETES_SERVICE_HOST")) {
      return "Kubernetes";
    }
    if (machine.exists("/.dockerenv")) {
      return "Docker";
    }
    if (machine.exists("/run/.containerenv")) {
      return "Podman";
    }
    String groups = machine.read("/proc/1/cgroup");
    boolean named = groups != null && groups.matches("(?s).*(docker|kubepods|containerd|lxc).*");
    return named ? "a container" : null;
  }

  static String size(long bytes) {
    return bytes >= 10L << 30 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
  }
}
