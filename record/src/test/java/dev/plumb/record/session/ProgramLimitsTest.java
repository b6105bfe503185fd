package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sampler inside leaves to the program it is in. */
class ProgramLimitsTest {
  @TempDir private Path folder;

  private Recorded run(String text) throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), text);
    Recorded run =
        Recorded.of(
            Plan.of(List.of(Pythons.any(), script.toString()), folder.resolve("run.plumb"))
                .at(997));
    assertThat(run.outcome.status()).as(run.output).isZero();
    return run;
  }

  /** Else a handler of the program's could leave ours by a jump, while it holds a lock. */
  @Test
  void nothingComesWithinTheHandlerButFaults() throws IOException {
    Assumptions.assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "the kernel's layout is that of x86-64");
    Recorded run =
        run(
            """
            import ctypes, signal
            libc = ctypes.CDLL(None, use_errno=True)
            action = (ctypes.c_uint64 * 4)()  # handler, flags, restorer, mask
            assert libc.syscall(13, int(signal.SIGURG), None, ctypes.byref(action), 8) == 0
            assert action[0] > 1, "no handler: the program does not sample itself"
            print(sorted(number for number in range(1, 65) if not action[3] >> (number - 1) & 1))
            """);

    // SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGSEGV, SIGSTOP, SIGSYS
    assertThat(run.output).isEqualTo("[4, 5, 6, 7, 8, 9, 11, 19, 31]\n");
  }

  /** Writes beyond it fail as they do without Plumb, and no file of Plumb's is in the way. */
  @Test
  void theLimitOfFilesIsThatOfTheProgramsFiles() throws IOException {
    Recorded run =
        run(
            """
            import errno, os, resource, signal, sys
            def burn(n):
                for i in range(n): pass
            def fill(name):
                written = 0
                with open(os.path.join(os.path.dirname(sys.argv[0]), name), "wb", buffering=0) as file:
                    try:
                        while True: written += file.write(bytes(4096))
                    except OSError as problem:
                        return written, errno.errorcode[problem.errno]
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
            burn(3000000)
            print(fill("own"))
            sys.stdout.flush()
            child = os.fork()
            if child == 0:
                burn(3000000)
                print(fill("child"))
                sys.stdout.flush()
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
            burn(3000000)
            """);

    assertThat(run.output).isEqualTo("(1048576, 'EFBIG')\n(1048576, 'EFBIG')\n");
  }
}
