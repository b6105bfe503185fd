package dev.plumb.record.doctor;

import dev.plumb.record.os.Errors;

/** What the kernel allows. */
final class SystemChecks {
  private static final String PARANOID = "/proc/sys/kernel/perf_event_paranoid";
  private static final String YAMA = "/proc/sys/kernel/yama/ptrace_scope";

  private SystemChecks() {}

  static Finding perfEvents(Machine machine) {
    int error = machine.trials().openPerfEvent(false);
    String seen = "perf_event_paranoid is " + paranoid(machine);
    return error == 0
        ? Finding.ok(Need.PERF_EVENTS, seen)
        : Finding.missing(
            Need.PERF_EVENTS,
            "perf_event_open: " + Errors.words(-error) + "; " + seen,
            perfFix(machine, error, 2));
  }

  static Finding kernelStacks(Machine machine) {
    int error = machine.trials().openPerfEvent(true);
    if (error == 0) {
      return Finding.ok(Need.KERNEL_STACKS, "time in the kernel is seen");
    }
    return Finding.limited(
        Need.KERNEL_STACKS,
        "time in the kernel is not seen: " + Errors.words(-error),
        perfFix(machine, error, 1));
  }

  private static String paranoid(Machine machine) {
    String text = machine.read(PARANOID);
    return text == null ? "unknown" : text;
  }

  private static String perfFix(Machine machine, int error, int level) {
    if (error == Errors.NO_CALL || machine.read(PARANOID) == null) {
      return "this kernel has no perf events, or hides them (gVisor): stacks then come from signals"
          + " inside the program";
    }
    String container =
        RoomChecks.isContainer(machine)
            ? "; in the container also: docker run --cap-add PERFMON --security-opt"
                + " seccomp=unconfined"
            : "";
    return machine.number(PARANOID, 0) > level
        ? "on the host, as root: sysctl kernel.perf_event_paranoid=" + level + container
        : "give Plumb the capability CAP_PERFMON" + container;
  }

  static Finding processMemory(Machine machine) {
    int error = machine.trials().readChildMemory();
    long scope = machine.number(YAMA, 0);
    if (error != 0) {
      return Finding.missing(
          Need.PROCESS_MEMORY,
          "process_vm_readv on a child: " + Errors.words(-error) + seccomp(machine),
          error == Errors.NO_CALL
              ? "this kernel does not have the call: stacks then come from signals inside the"
                  + " program"
              : RoomChecks.isContainer(machine)
                  ? "docker run --cap-add SYS_PTRACE (or --security-opt seccomp=unconfined)"
                  : "on the host, as root: sysctl kernel.yama.ptrace_scope=1");
    }
    if (scope == 0) {
      return Finding.ok(Need.PROCESS_MEMORY, "of all processes of this user");
    }
    return Finding.limited(
        Need.PROCESS_MEMORY,
        "of programs that Plumb starts only (yama ptrace_scope is " + scope + ")",
        "for plumb attach, on the host, as root: sysctl kernel.yama.ptrace_scope=0");
  }

  private static String seccomp(Machine machine) {
    String status = machine.read("/proc/self/status");
    boolean filtered =
        status != null && status.lines().anyMatch(line -> line.matches("Seccomp:\\s+2"));
    return filtered ? ", and a seccomp filter is active" : "";
  }
}
