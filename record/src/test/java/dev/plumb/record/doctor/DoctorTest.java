package dev.plumb.record.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.doctor.Finding.Status;
import dev.plumb.record.os.Errors;
import dev.plumb.record.session.Level;
import dev.plumb.record.session.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that the test makes up: a folder for the root, and answers of trials. */
class DoctorTest {
  @TempDir private Path root;
  private final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin"));
  private final Map<String, String> outputs = new HashMap<>();
  private int perf;
  private int kernel;
  private int memory;
  private boolean executes = true;
  private boolean profiler = true;
  private long free = 10L << 30;
  private Path library = Path.of("libplumb.so");

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void program(String name, String output) throws IOException {
    file("/usr/bin/" + name, "");
    Path file = root.resolve("usr/bin").resolve(name);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    outputs.put(file.toString(), output);
  }

  private List<Finding> run() {
    Machine.Trials trials =
        new Machine.Trials() {
          @Override
          public int openPerfEvent(boolean withKernel) {
            return withKernel ? kernel : perf;
          }

          @Override
          public int readChildMemory() {
            return memory;
          }

          @Override
          public String output(List<String> command) {
            return outputs.get(command.getFirst());
          }

          @Override
          public boolean mayExecuteIn(Path folder) {
            return executes;
          }

          @Override
          public long freeBytes(Path folder) {
            return free;
          }

          @Override
          public NativeLibrary library(Map<String, String> environment) {
            return new NativeLibrary(library, "how", false);
          }

          @Override
          public boolean hasAsyncProfiler() {
            return profiler;
          }
        };
    return Checks.run(new Machine(root, environment, root, trials));
  }

  private Finding find(Need need) {
    return run().stream().filter(each -> each.need() == need).findFirst().orElseThrow();
  }

  private Level level(String program) {
    return Reach.of(run()).stream()
        .filter(each -> each.program().equals(program))
        .findFirst()
        .orElseThrow()
        .level();
  }

  @Test
  void everyNeedIsCheckedOnce() {
    assertThat(run().stream().map(Finding::need).toList())
        .containsExactlyElementsOf(EnumSet.allOf(Need.class));
  }

  @Test
  void whatIsWrongHasAFix() {
    perf = kernel = memory = Errors.NOT_PERMITTED;
    executes = profiler = false;
    free = -1;

    assertThat(run())
        .allSatisfy(each ->
            assertThat(each.fix() != null)
                .isEqualTo(each.status() == Status.LIMITED || each.status() == Status.MISSING));
  }

  @Test
  void openMachineReachesEverything() {
    assertThat(level("Python with PyTorch")).isEqualTo(Level.OPERATORS_AND_SIGNALS);
    assertThat(level("other Python")).isEqualTo(Level.SIGNALS);
    assertThat(level("Java")).isEqualTo(Level.AGENT_AND_STACKS);
    assertThat(level("C, C++, Rust")).isEqualTo(Level.STACKS);
  }

  @Test
  void paranoidKernelIsFixedByItsSetting() throws IOException {
    file("/proc/sys/kernel/perf_event_paranoid", "4\n");
    perf = kernel = Errors.NOT_PERMITTED;

    Finding finding = find(Need.PERF_EVENTS);
    assertThat(finding.status()).isEqualTo(Status.MISSING);
    assertThat(finding.seen()).contains("perf_event_paranoid is 4", "not permitted");
    assertThat(finding.fix()).contains("sysctl kernel.perf_event_paranoid=2");
    assertThat(find(Need.KERNEL_STACKS).fix()).contains("sysctl kernel.perf_event_paranoid=1");
    assertThat(level("Python with PyTorch")).isEqualTo(Level.OPERATORS_AND_SIGNALS);
    assertThat(level("C, C++, Rust")).isEqualTo(Level.NONE);
    assertThat(level("Java")).isEqualTo(Level.AGENT_AND_STACKS);
  }

  @Test
  void containerIsToldItsFlags() throws IOException {
    file("/.dockerenv", "");
    file("/proc/sys/kernel/perf_event_paranoid", "2");
    perf = memory = Errors.NOT_PERMITTED;

    assertThat(find(Need.CONTAINER).seen()).contains("Docker");
    assertThat(find(Need.PERF_EVENTS).fix()).contains("CAP_PERFMON", "--cap-add PERFMON");
    assertThat(find(Need.PROCESS_MEMORY).fix()).contains("--cap-add SYS_PTRACE");
  }

  @Test
  void kernelWithoutTheCallsIsToldApart() {
    perf = kernel = memory = Errors.NO_CALL;

    assertThat(find(Need.PERF_EVENTS).fix()).contains("gVisor");
    assertThat(find(Need.PROCESS_MEMORY).seen()).contains("not implemented");
  }

  @Test
  void yamaKeepsAttachFromReadingMemory() throws IOException {
    file("/proc/sys/kernel/yama/ptrace_scope", "1\n");

    Finding finding = find(Need.PROCESS_MEMORY);
    assertThat(finding.status()).isEqualTo(Status.LIMITED);
    assertThat(finding.fix()).contains("kernel.yama.ptrace_scope=0");
    assertThat(level("Python with PyTorch")).isEqualTo(Level.OPERATORS_AND_SIGNALS);
  }

  @Test
  void seccompFilterIsNamed() throws IOException {
    file("/proc/self/status", "Name:\tjava\nSeccomp:\t2\n");
    memory = Errors.NOT_PERMITTED;

    assertThat(find(Need.PROCESS_MEMORY).seen()).contains("seccomp filter");
  }

  @Test
  void pythonsAndTheirFrameworksAreAsked() throws IOException {
    program("python3", "3.11.2\ntorch 2.7.1");
    program("python3.8", "3.8.18");
    program("python3.13", "3.13.0");

    assertThat(find(Need.PYTHON).seen()).isEqualTo("3.11.2, 3.13.0");
    assertThat(find(Need.FRAMEWORKS).seen()).isEqualTo("torch 2.7.1 (Python 3.11.2)");
  }

  @Test
  void onlyOldPythonsAreTooFew() throws IOException {
    program("python", "2.7.18");

    assertThat(find(Need.PYTHON).status()).isEqualTo(Status.MISSING);
    assertThat(find(Need.PYTHON).seen()).isEqualTo("only 2.7.18");
  }

  /** What is announced is what is reached: calls of such a Python are not seen. */
  @Test
  void pythonThatIsNotKnownHasStacksOfItsOwnCodeOnly() throws IOException {
    assertThat(find(Need.PYTHON).status()).as("none at all").isEqualTo(Status.LIMITED);
    program("python3", "3.8.18\ntorch 1.13.1");
    assertThat(find(Need.PYTHON).status()).isEqualTo(Status.MISSING);
    assertThat(level("Python with PyTorch")).isEqualTo(Level.NATIVE);
    assertThat(level("other Python")).isEqualTo(Level.NATIVE);
    assertThat(level("C, C++, Rust")).isEqualTo(Level.STACKS);
    assertThat(Reach.of(run()).get(1).without()).containsExactly(Need.PYTHON);

    program("python3.11", "3.11.2");
    assertThat(level("other Python")).isEqualTo(Level.SIGNALS);
    assertThat(find(Need.PYTHON).seen()).isEqualTo("3.11.2; not known: 3.8.18");
  }

  @Test
  void jdksAreFoundByTheirReleaseFiles() throws IOException {
    file("/usr/lib/jvm/a/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.15\"\n");
    file("/usr/lib/jvm/b/release", "JAVA_VERSION=\"1.8.0_402\"\n");
    file("/opt/jdk/release", "JAVA_VERSION=\"25\"\n");
    environment.put("JAVA_HOME", "/opt/jdk");

    assertThat(find(Need.JAVA).seen()).isEqualTo("Java 17, 25");
  }

  /** Without the library operators of PyTorch are not counted. */
  @Test
  void libraryIsTheOneThatProgramsLoad() throws IOException {
    assertThat(find(Need.LIBRARY).status()).isEqualTo(Status.OK);
    library = null;
    assertThat(find(Need.LIBRARY).status()).isEqualTo(Status.MISSING);
    assertThat(find(Need.LIBRARY).fix()).contains("C compiler");
    Reach pytorch = Reach.of(run()).getFirst();
    assertThat(pytorch.level()).isEqualTo(Level.MODULES);
    assertThat(pytorch.without()).contains(Need.LIBRARY);
  }

  @Test
  void compilerSaysItsVersion() throws IOException {
    assertThat(find(Need.COMPILER).status()).isEqualTo(Status.LIMITED);
    program("gcc", "gcc 12.2.0\nCopyright");
    assertThat(find(Need.COMPILER).seen()).isEqualTo("gcc 12.2.0");
  }

  @Test
  void gpuWithoutItsLibrariesIsLimited() throws IOException {
    assertThat(find(Need.CUPTI).status()).isEqualTo(Status.ABSENT);
    file("/dev/nvidiactl", ""); // CUDA makes it
    assertThat(find(Need.CUPTI).seen()).isEqualTo("no driver, no CUPTI");
    file("/proc/driver/nvidia/version", "NVRM version: 570");
    assertThat(find(Need.CUPTI).status()).isEqualTo(Status.ABSENT);
    assertThat(find(Need.CUPTI).seen()).isEqualTo("driver found, no device, no CUPTI");
    file("/dev/nvidia3", "");
    assertThat(find(Need.CUPTI).status()).isEqualTo(Status.LIMITED);
    file("/usr/local/cuda/extras/CUPTI/lib64/libcupti.so", "");
    assertThat(find(Need.CUPTI).status()).isEqualTo(Status.OK);

    assertThat(find(Need.ROCPROFILER).status()).isEqualTo(Status.ABSENT);
    file("/dev/kfd", "");
    assertThat(find(Need.ROCPROFILER).status()).isEqualTo(Status.LIMITED);
    file("/opt/rocm/lib/librocprofiler-sdk.so", "");
    assertThat(find(Need.ROCPROFILER).status()).isEqualTo(Status.OK);
  }

  @Test
  void limitsOfBothVersionsOfControlGroupsAreRead() throws IOException {
    assertThat(find(Need.LIMITS).status()).isEqualTo(Status.OK);
    file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "150000");
    file("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
    file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    assertThat(find(Need.LIMITS).seen()).isEqualTo("1.5 CPUs, no limit of memory");
    assertThat(find(Need.LIMITS).status()).isEqualTo(Status.LIMITED);
    file("/sys/fs/cgroup/cpu.max", "400000 100000");
    file("/sys/fs/cgroup/memory.max", "268435456");
    assertThat(find(Need.LIMITS).seen()).isEqualTo("4.0 CPUs, 256 MiB");
    assertThat(find(Need.LIMITS).fix()).contains("512 MiB");
    file("/sys/fs/cgroup/cpu.max", "max 100000");
    file("/sys/fs/cgroup/memory.max", "max");
    assertThat(find(Need.LIMITS).seen()).isEqualTo("no limit of CPUs, no limit of memory");
  }

  @Test
  void folderWithoutRoomOrRightsIsTold() {
    free = 1 << 20;
    assertThat(find(Need.DISK).status()).isEqualTo(Status.LIMITED);
    free = -1;
    assertThat(find(Need.DISK).status()).isEqualTo(Status.MISSING);
    assertThat(find(Need.TEMPORARY_FILES).status()).isEqualTo(Status.MISSING);
  }

  @Test
  void temporaryFilesThatMayNotRunCostTheAgent() {
    executes = false;

    assertThat(find(Need.TEMPORARY_FILES).fix()).contains("java.io.tmpdir");
    assertThat(level("Java")).isEqualTo(Level.OPERATORS);
    assertThat(level("Python with PyTorch")).isEqualTo(Level.MODULES);
  }

  @Test
  void platformWithoutAsyncProfilerCountsOperatorsOnly() {
    profiler = false;

    assertThat(find(Need.ASYNC_PROFILER).status()).isEqualTo(Status.MISSING);
    assertThat(level("Java")).isEqualTo(Level.OPERATORS);
  }

  /** On whatever machine this runs: an answer for each, and no exception. */
  @Test
  void realMachineIsChecked() {
    List<Finding> findings = Checks.run(Machine.here(root));

    assertThat(findings).hasSize(Need.values().length);
    assertThat(Reach.of(findings)).hasSize(4);
  }
}
