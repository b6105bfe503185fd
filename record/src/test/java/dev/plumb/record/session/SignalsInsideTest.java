package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.BorrowedStack;
import dev.plumb.record.Programs;
import dev.plumb.record.Pythons;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that signals may harm, or that take signals themselves, are none the wiser. */
class SignalsInsideTest {
  private static final int HZ = 997;
  private static final int FEW_HZ = 29;

  private static final String NATIVE =
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <pthread.h>
      #include <signal.h>
      #include <poll.h>
      #include <sys/epoll.h>
      #include <sys/mman.h>
      #include <sys/select.h>
      #include <sys/signalfd.h>
      #include <unistd.h>
      """
          + BorrowedStack.C
          + """

          /* The same with an address where nothing can be read. */
          long borrow_nothing(double seconds) {
            char *nothing = mmap(0, 1 << 17, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            for (double end = used() + seconds; used() < end;) work(nothing + (1 << 16), 20000000);
            return munmap(nothing, 1 << 17);
          }

          static volatile long sink;
          __attribute__((noinline)) void native_burn(double seconds) {
            for (double end = used() + seconds; used() < end;) for (int i = 0; i < 10000; i++) sink += i;
          }

          struct job { double seconds; long answer; };
          static void *borrow(void *p) {
            struct job *j = p;
            j->answer = borrow_stack_pointer(j->seconds);
            return 0;
          }
          static void *burn(void *p) {
            native_burn(((struct job *)p)->seconds);
            return 0;
          }

          /* Another answer than the last one, so that both make a frame of their own. */
          static long in_thread(void *(*run)(void *), double seconds) {
            struct job j = {seconds, 0};
            pthread_t thread;
            if (pthread_create(&thread, 0, run, &j) || pthread_join(thread, 0)) return -1;
            return j.answer;
          }
          long borrow_in_thread(double seconds) { return in_thread(borrow, seconds); }
          long burn_in_thread(double seconds) { return in_thread(burn, seconds); }

          /* As threads of Rust do: a stack of their own for handlers, given back at the end; this one is
           * too small for anybody else's handler. */
          static void *small(void *p) {
            struct job *j = p;
            stack_t own = {.ss_sp = malloc(4096), .ss_size = 4096}, none = {.ss_flags = SS_DISABLE};
            native_burn(j->seconds);
            j->answer = sigaltstack(&own, 0);
            native_burn(j->seconds);
            j->answer += sigaltstack(&none, 0);
            j->answer += borrow_stack_pointer(j->seconds);
            return 0;
          }
          long small_stack_in_thread(double seconds) { return in_thread(small, seconds); }

          /* Signals that a thread finds which blocks all and reads them from a file. */
          static void *from_file(void *p) {
            struct job *j = p;
            sigset_t all;
            sigfillset(&all);
            pthread_sigmask(SIG_BLOCK, &all, 0);
            native_burn(j->seconds);
            int file = signalfd(-1, &all, SFD_NONBLOCK | SFD_CLOEXEC);
            struct signalfd_siginfo info;
            native_burn(j->seconds);
            while (read(file, &info, sizeof info) == sizeof info) j->answer++;
            close(file);
            return 0;
          }
          long signals_from_file(double seconds) { return in_thread(from_file, seconds); }

          /* How often waits are interrupted that let blocked signals through. */
          static void *let_through(void *p) {
            struct job *j = p;
            sigset_t all, none;
            struct epoll_event event;
            struct timespec soon = {0, 1000000};
            sigfillset(&all);
            sigemptyset(&none);
            int file = epoll_create1(0);
            for (int wait = 0; wait < 3; wait++) {
              pthread_sigmask(SIG_BLOCK, &all, 0);
              native_burn(j->seconds);
              int found = wait == 0   ? epoll_pwait(file, &event, 1, 1, &none)
                          : wait == 1 ? ppoll(0, 0, &soon, &none)
                                      : pselect(0, 0, 0, 0, &soon, &none);
              j->answer += found < 0;
              pthread_sigmask(SIG_UNBLOCK, &all, 0);
              native_burn(j->seconds);
            }
            close(file);
            return 0;
          }
          long interrupted_in_thread(double seconds) { return in_thread(let_through, seconds); }
          """;

  private static final String BEGIN =
      """
      import ctypes, faulthandler, os, signal, sys, threading, time
      native = ctypes.CDLL(sys.argv[1])
      for name in ('borrow_stack_pointer', 'borrow_nothing', 'borrow_in_thread', 'burn_in_thread',
                   'small_stack_in_thread', 'signals_from_file', 'interrupted_in_thread'):
          getattr(native, name).argtypes = [ctypes.c_double]
          getattr(native, name).restype = ctypes.c_long
      """
          + Programs.BURN;

  @TempDir private Path folder;
  private Path library;

  @BeforeEach
  void build() throws Exception {
    library = Programs.compile(folder, "native.c", NATIVE, "-O1", "-shared", "-fPIC");
  }

  private Recorded run(String how, String text) throws IOException {
    return run(HZ, how, text);
  }

  private Recorded run(int hz, String how, String text) throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), BEGIN + text.stripIndent());
    List<String> command = List.of(Pythons.any(), script.toString(), library.toString());
    Plan plan = Plan.of(command, folder.resolve("run.plumb"));
    Recorded run = Recorded.of(plan.at(hz), Map.of("PLUMB_STACKS", how));
    System.out.println(run.note("stacks") + "\n" + run.output);
    assertThat(run.outcome.status()).as(run.output).isZero();
    return run;
  }

  /**
   * The program was really interrupted: by half of 100 ticks a second, by which kernels look at
   * timers. Others are of its machine's other programs.
   */
  private static void assertInterrupted(Recorded run, double cpuSeconds) {
    Matcher found = Pattern.compile("\"inside\":(\\d+)").matcher(run.note("stacks"));
    assertThat(found.find()).isTrue();
    // Those, too, that there was no room for because the recorder got no core.
    long samples = Long.parseLong(found.group(1)) + run.problem(ProblemCode.SAMPLES_LOST);
    assertThat(samples).isGreaterThan((long) (cpuSeconds * 50));
  }

  private static long milliseconds(Recorded run, String frame) {
    return run.contexts(Quantity.CPU_NS).entrySet().stream()
            .filter(each -> each.getKey().contains(frame))
            .mapToLong(Map.Entry::getValue)
            .sum()
        / 1_000_000;
  }

  /** On the first thread, on one of Python's, and on one that Python knows nothing of. */
  @ParameterizedTest
  @ValueSource(strings = {"inside", "signals"})
  void codeWithSomethingElseInTheStackPointerIsNotHarmed(String how) throws IOException {
    Recorded run =
        run(
            how,
            """
            burn(0.1)
            answers = [native.borrow_stack_pointer(1), native.borrow_in_thread(1)]
            thread = threading.Thread(target=lambda: answers.append(native.borrow_stack_pointer(1)))
            thread.start()
            thread.join()
            print('damaged', answers)
            """);

    assertThat(run.output).contains("damaged [0, 0, 0]");
    assertInterrupted(run, 3);
  }

  /** The kernel says so; who looks for himself ends the program. */
  @ParameterizedTest
  @ValueSource(strings = {"inside", "signals"})
  void aStackPointerToWhatCannotBeReadIsNotFollowed(String how) throws IOException {
    Recorded run = run(how, "burn(0.1); print('unmapped', native.borrow_nothing(1))");

    assertThat(run.output).contains("unmapped 0");
    assertInterrupted(run, 1);
  }

  @Test
  void threadsOfNativeLibrariesSampleThemselvesFromTheirBeginning() throws IOException {
    // So few samples that the thread's ring has them all, also while the recorder gets no core.
    Recorded run = run(FEW_HZ, "signals", "native.burn_in_thread(1.5)");

    assertThat(milliseconds(run, "native_burn"))
        .as(() -> run.contexts(Quantity.CPU_NS).toString())
        .isBetween(1000L, 1600L);
  }

  @Test
  void stacksThatThreadsMakeForTheirHandlersAndGiveBackAreRespected() throws IOException {
    Recorded run = run("inside", "print('failures', native.small_stack_in_thread(0.5))");

    assertThat(run.output).contains("failures 0");
    assertInterrupted(run, 1.5);
  }

  /** All that wait for any signal get those that were sent, the same one too, and nothing else. */
  @ParameterizedTest
  @ValueSource(strings = {"inside", "signals"})
  void whoWaitsForAllSignalsGetsNoneOfOurs(String how) throws IOException {
    Recorded run =
        run(
            how,
            """
            burn(0.2)
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            burn(0.3)
            print('none', signal.sigtimedwait(signal.valid_signals(), 0.01))
            burn(0.3)
            os.kill(os.getpid(), signal.SIGUSR1)
            print('first', int(signal.sigwait(signal.valid_signals())))
            burn(0.3)
            os.kill(os.getpid(), signal.SIGURG)
            info = signal.sigwaitinfo(signal.valid_signals())
            print('second', info.si_signo, info.si_pid == os.getpid())
            print('pending', signal.sigpending())
            def thread():
                burn(0.2)
                signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
                burn(0.3)
                signal.pthread_kill(threading.get_ident(), signal.SIGUSR2)
                print('third', int(signal.sigwait(signal.valid_signals())))
            signal.pthread_sigmask(signal.SIG_UNBLOCK, signal.valid_signals())
            t = threading.Thread(target=thread)
            t.start()
            t.join()
            """);

    assertThat(run.output)
        .contains("none None", "first 10", "second 23 True", "pending set()", "third 12");
    assertInterrupted(run, 0.4);
  }

  @Test
  void whoReadsSignalsFromAFileFindsNoneOfOurs() throws IOException {
    Recorded run =
        run(
            "inside",
            """
            burn(0.2)
            print('read', native.signals_from_file(0.3))
            """);

    assertThat(run.output).contains("read 0");
    assertThat(run.note("stacks")).contains("the program itself uses SIGURG");
  }

  @Test
  void handlersThatAreNotSetByPythonHaveTheSignalAlone() throws IOException {
    Recorded run =
        run(
            "inside",
            """
            burn(0.2)
            faulthandler.register(signal.SIGURG, sys.stdout)
            native.burn_in_thread(0.3)
            burn(0.5)
            os.kill(os.getpid(), signal.SIGURG)
            time.sleep(0.1)
            """);

    assertThat(run.output.split("most recent call first", -1)).hasSize(2);
    assertThat(run.note("stacks")).contains("the program itself uses SIGURG");
  }

  /** Also what got the number of Plumb's own file, which was closed with all others. */
  @Test
  void filesOfProgramsThatCloseAllOthersAreTheirOwn() throws IOException {
    Recorded run =
        run(
            "inside",
            """
            os.closerange(3, 1000)
            files = [open(sys.argv[0] + str(i), 'wb') for i in range(600)]
            for each in files: each.write(b'mine'); each.flush()
            threads = [threading.Thread(target=burn, args=(0.2,)) for i in range(3)]
            for each in threads: each.start()
            for each in threads: each.join()
            child = os.fork()
            if child == 0:
                for each in files: each.write(b' too'); each.flush()
                burn(0.1)
                os._exit(7)
            print('child', os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            print('sizes', {os.fstat(each.fileno()).st_size for each in files})
            """);

    assertThat(run.output).contains("child 7", "sizes {8}");
  }

  /**
   * A handler that jumps away, or a thread that is cancelled, would leave half done what others
   * wait for.
   */
  @Test
  void nothingButFaultsComesWithinTheHandler() throws IOException {
    Recorded run =
        run(
            "inside",
            """
            class Action(ctypes.Structure):
                _fields_ = [('handler', ctypes.c_void_p), ('mask', ctypes.c_uint64 * 16)]
            now = (ctypes.c_char * 256)()
            ctypes.CDLL(None).sigaction(int(signal.SIGURG), None, now)
            mask = Action.from_buffer(now).mask[0]
            print('passes', [i for i in range(1, 65) if not mask >> i - 1 & 1])
            """);

    assertThat(run.output).contains("passes [4, 5, 6, 7, 8, 9, 11, 19, 31]");
  }

  @Test
  void whoAsksForBlockedSignalsFindsNoneOfOurs() throws IOException {
    Recorded run =
        run(
            "inside",
            """
            burn(0.2)
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            burn(0.3)
            print('pending', signal.sigpending())
            signal.pthread_sigmask(signal.SIG_UNBLOCK, signal.valid_signals())
            print('interrupted', native.interrupted_in_thread(0.3))
            """);

    assertThat(run.output).contains("pending set()", "interrupted 0");
  }

  @Test
  void programsMayLimitTheirMemory() throws IOException {
    Recorded run =
        run(
            "inside",
            """
            import resource
            resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
            print('bytes', len(bytearray(1 << 30)))
            """);

    assertThat(run.output).contains("bytes 1073741824");
  }
}
