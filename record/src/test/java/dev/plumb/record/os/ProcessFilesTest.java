package dev.plumb.record.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessFilesTest {
  private static final int OWN = (int) ProcessHandle.current().pid();

  @Test
  void mappingsAreTakenApart() {
    assertThat(
            Mapping.parse(
                "7f0000001000-7f0000002000 r-xp 0000a000 08:01 42   /a b/lib c.so.1 (deleted)"))
        .isEqualTo(
            new Mapping(0x7F0000001000L, 0x7F0000002000L, "r-xp", 0xA000, "/a b/lib c.so.1", true));
    assertThat(Mapping.parse("1000-2000 rw-p 00000000 00:00 0 "))
        .isEqualTo(new Mapping(0x1000, 0x2000, "rw-p", 0, "", false));
    assertThat(Mapping.parse("1000-2000 rw-p 00000000 00:00 0").path()).isEmpty();
    Mapping vsyscall =
        Mapping.parse("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0   [vsyscall]");
    assertThat(vsyscall.isExecutable()).isTrue();
    assertThat(vsyscall.isFile()).isFalse();
  }

  /** As that of a process that is ending, the memory of a thread of the kernel is gone. */
  @Test
  void whoHasNoMemoryLeftIsToldFromWhoMayNotBeRead() {
    assertThat(new ProcessFiles(OWN).hasMemory()).isTrue();
    assertThat(new ProcessFiles(Integer.MAX_VALUE).hasMemory()).isTrue();
    ProcessFiles ofKernel = new ProcessFiles(2);
    assumeTrue("kthreadd".equals(ofKernel.threadName(2)), "process 2 is not the kernel's here");
    assertThat(ofKernel.hasMemory()).isFalse();
  }

  @Test
  void linesThatAreNoneAreNull() {
    for (String line :
        new String[] {"", "1000", "1000-2000", "x-y r-xp 0 00:00 0", "1000-2000 r-xp zz 00:00 0"}) {
      assertThat(Mapping.parse(line)).as(line).isNull();
    }
    Random random = new Random(1);
    String letters = "0123456789abcdef-:/ rwxp[]";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder line = new StringBuilder();
      for (int length = random.nextInt(60); length > 0; length--) {
        line.append(letters.charAt(random.nextInt(letters.length())));
      }
      Mapping.parse(line.toString());
      TaskStat.parse(line.toString());
      TaskCall.parse(line.toString());
    }
  }

  @Test
  void namesOfThreadsMayHaveAnythingInThem() {
    String numbers = " 31 1 1 0 -1 4194304 1 0 0 0 700 300 50 6 20 0 1 0 12345 0";
    assertThat(TaskStat.parse("77 (a) R (b c) S" + numbers))
        .isEqualTo(new TaskStat('S', 31, 1, -1, 700, 300, 56, 12345));
    assertThat(TaskStat.parse("77 (a) R")).isNull();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void signalsAndCpuTimeOfAProcessAreThoseThatItHas() throws Exception {
    String program =
        """
        import signal, sys, threading
        signal.signal(signal.SIGUSR1, lambda n, f: None)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
        def end(): sum(range(2000000))
        t = threading.Thread(target=end); t.start(); t.join()
        print('ready', flush=True)
        sys.stdin.read()
        """;
    Process python = new ProcessBuilder("python3", "-c", program).start();
    try {
      assertThat(python.inputReader().readLine()).isEqualTo("ready");
      ProcessFiles files = new ProcessFiles((int) python.pid());
      ProcessFiles.Signals signals = files.signals((int) python.pid());
      assertThat(signals).isNotNull();
      assertThat(signals.catches(10)).isTrue();
      assertThat(signals.catches(12)).isFalse();
      assertThat(signals.catches(Linux.SIGURG)).isFalse();
      assertThat(signals.blocked()).isEqualTo(1L << 12 - 1);
      // With that of the thread that has ended.
      assertThat(files.cpuNs()).isGreaterThan(files.ranNs((int) python.pid()));
    } finally {
      python.destroyForcibly().waitFor();
    }
    ProcessFiles gone = new ProcessFiles((int) python.pid());
    assertThat(gone.signals((int) python.pid())).isNull();
    assertThat(gone.cpuNs()).isEqualTo(-1);
  }

  @Test
  void callsAreTakenApart() {
    assertThat(TaskCall.parse("202 0x7f01 0x189 0x2 0x0 0x0 0xffffffff 0x7ffc00 0x7fab\n"))
        .isEqualTo(new TaskCall(202, 0x7F01, 0x189, 2, 0x7FFC00, 0x7FAB));
    assertThat(TaskCall.parse("-1 0x7ffc00 0x7fab"))
        .isEqualTo(new TaskCall(-1, 0, 0, 0, 0x7FFC00, 0x7FAB));
    assertThat(TaskCall.parse("running")).isNull();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisProcessIsThereAndAnotherIsNot() {
    ProcessFiles own = new ProcessFiles(OWN);
    assertThat(own.isAlive()).isTrue();
    assertThat(own.threads()).contains(OWN).isSorted();
    assertThat(own.mappings()).anyMatch(mapping -> mapping.path().endsWith("libjvm.so"));
    assertThat(own.ranNs(OWN)).isPositive();
    assertThat(own.threadName(OWN)).isNotEmpty();
    assertThat(own.ownId(OWN)).isPositive();
    ProcessFiles none = new ProcessFiles(Integer.MAX_VALUE);
    assertThat(none.isAlive()).isFalse();
    assertThat(none.threads()).isEmpty();
    assertThat(none.mappings()).isEmpty();
    assertThat(none.stat(1)).isNull();
    assertThat(none.ranNs(1)).isEqualTo(-1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryIsReadAsFarAsItIsThere() {
    ProcessMemory memory = new ProcessMemory(OWN);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = arena.allocateFrom(ValueLayout.JAVA_LONG, 11, 22, 33, 44);
      MemorySegment to = arena.allocate(64, 8);
      assertThat(memory.read(from.address(), to, 8, 32)).isEqualTo(32);
      assertThat(to.get(ValueLayout.JAVA_LONG, 16)).isEqualTo(22);
      assertThat(memory.read(8, to, 0, 8)).isEqualTo(-Errors.BAD_ADDRESS);
      long[] places = {from.address() + 24, from.address(), 8, from.address()};
      assertThat(memory.readEach(places, 4, 8, to, 0, 16)).isEqualTo(2);
      assertThat(to.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(44);
      assertThat(to.get(ValueLayout.JAVA_LONG, 16)).isEqualTo(11);
      assertThat(new ProcessMemory(Integer.MAX_VALUE).read(from.address(), to, 0, 8))
          .isEqualTo(-Errors.NO_PROCESS);
    }
  }

  /** More pieces than one call of the system takes. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void manyPiecesTakeSeveralCalls() {
    ProcessMemory memory = new ProcessMemory(OWN);
    try (Arena arena = Arena.ofConfined()) {
      int count = 1000;
      MemorySegment from = arena.allocate(8L * count, 8);
      MemorySegment to = arena.allocate(8L * count, 8);
      long[] places = new long[count];
      for (int i = 0; i < count; i++) {
        from.set(ValueLayout.JAVA_LONG, 8L * i, i);
        places[count - 1 - i] = from.address() + 8L * i;
      }
      assertThat(memory.readEach(places, count, 8, to, 0, 8)).isEqualTo(count);
      assertThat(memory.calls()).isLessThan(10);
      for (int i = 0; i < count; i++) {
        assertThat(to.get(ValueLayout.JAVA_LONG, 8L * i)).isEqualTo(count - 1 - i);
      }
      places[700] = 8;
      assertThat(memory.readEach(places, count, 8, to, 0, 8)).isEqualTo(700);
    }
  }
}
