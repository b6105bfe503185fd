package dev.plumb.record.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import dev.plumb.record.Pythons;
import dev.plumb.record.Pythons.Python;
import dev.plumb.record.sample.Samples.Sample;
import dev.plumb.record.stack.StackQuality;
import dev.plumb.record.stack.ThreadState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What threads wait for, and where. */
class WaitingTest {
  static Stream<Python> pythons() {
    return Pythons.all();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void threadsWaitForWhatTheProgramLetsThemWaitFor(Python python) throws Exception {
    String program =
        """
        import threading, time, os, socket, subprocess, sys
        lock = threading.Lock(); lock.acquire()
        pipe = os.pipe()
        a, b = socket.socketpair()
        def waits_lock(): lock.acquire()
        def waits_pipe(): os.read(pipe[0], 1)
        def waits_socket(): a.recv(1)
        def waits_time(): time.sleep(1000)
        def waits_child(): subprocess.Popen(['cat'], stdin=-1, stdout=-3).wait()
        all = [waits_lock, waits_pipe, waits_socket, waits_time, waits_child]
        for f in all: threading.Thread(target=f, daemon=True).start()
        time.sleep(0.3)
        print('ready', flush=True)
        while True: time.sleep(1000)
        """;
    Map<String, ThreadState> expected =
        Map.of(
            "waits_lock", ThreadState.LOCK,
            "waits_pipe", ThreadState.IO,
            "waits_socket", ThreadState.IO,
            "waits_time", ThreadState.SLEEP,
            "waits_child", ThreadState.CHILD);
    try (Programs.Running running = Programs.start(python.command("-c", program))) {
      SamplingOptions options = SamplingOptions.DEFAULT.withHertz(97).withMode(SamplingMode.WALL);
      Samples samples = new Samples(running.pid(), options);
      List<Sample> taken = samples.take(120);
      for (Map.Entry<String, ThreadState> entry : expected.entrySet()) {
        List<Sample> inside = taken.stream().filter(sample -> sample.has(entry.getKey())).toList();
        assertThat(inside).as(entry.getKey()).hasSizeGreaterThan(10);
        assertThat(inside)
            .as(entry.getKey())
            .allMatch(sample -> sample.state() == entry.getValue())
            .allMatch(sample -> sample.quality() == StackQuality.EXACT)
            .allMatch(sample -> sample.nativeFrom() < sample.frames().size());
      }
      // Samples of a thread stand for all of its time.
      Map<Integer, Long> sums =
          taken.stream()
              .collect(Collectors.groupingBy(Sample::tid, Collectors.summingLong(Sample::valueNs)));
      long most = sums.values().stream().mapToLong(Long::longValue).max().orElseThrow();
      assertThat(sums.values()).allMatch(sum -> sum > most * 8 / 10).hasSize(6);
    }
  }

  @Test
  void whatPlumbsOwnThreadInTheProgramWaitsForIsNotTheProgramsWaiting(@TempDir Path folder)
      throws Exception {
    String library =
        """
        #include <pthread.h>
        #include <unistd.h>
        static pthread_t thread;
        void *helps(void *unused) { for (;;) usleep(20000); return unused; }
        void begin(void) { pthread_create(&thread, 0, helps, 0); }
        static void *leads(void *run) { ((void *(*)(void *))run)(0); return run; }
        void begin_for(void *(*run)(void *)) { pthread_create(&thread, 0, leads, (void *)run); }
        """;
    String program =
        """
        import ctypes, sys, time
        ours, other = [ctypes.CDLL(name) for name in sys.argv[1:]]
        ours.begin()
        other.begin()
        ours.begin_for(other.works)
        print('ready', flush=True)
        while True: time.sleep(1000)
        """;
    List<String> libraries = new ArrayList<>();
    for (String name : List.of("libplumb.so", "libother.so")) {
      String to = folder.resolve(name).toString();
      String thread = name.equals("libplumb.so") ? "helps" : "works";
      Programs.compile(
          folder, "library.c", library, "-Dhelps=" + thread, "-shared", "-fPIC", "-o", to);
      libraries.add(to);
    }
    List<String> command = new ArrayList<>(List.of(Pythons.any(), "-c", program));
    command.addAll(libraries);
    try (Programs.Running running = Programs.start(command.toArray(String[]::new))) {
      SamplingOptions options = SamplingOptions.DEFAULT.withHertz(97).withMode(SamplingMode.WALL);
      List<Sample> taken = new Samples(running.pid(), options).take(100);

      assertThat(taken).noneMatch(sample -> sample.has("helps"));
      assertThat(taken.stream().filter(sample -> sample.has("works")).map(Sample::tid).distinct())
          .hasSize(2);
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void threadsThatTakeTurnsWaitForTheInterpretersLock(Python python) throws Exception {
    String program =
        """
        import threading
        def turns():
            while True: pass
        for i in range(3): threading.Thread(target=turns, daemon=True).start()
        print('ready', flush=True)
        turns()
        """;
    try (Programs.Running running = Programs.start(python.command("-c", program))) {
      SamplingOptions options = SamplingOptions.DEFAULT.withHertz(97).withMode(SamplingMode.WALL);
      List<Sample> taken = new Samples(running.pid(), options).take(300);
      Set<ThreadState> states = EnumSet.noneOf(ThreadState.class);
      long waiting = 0;
      for (Sample sample : taken) {
        states.add(sample.state());
        waiting += sample.state() == ThreadState.GIL ? 1 : 0;
      }
      assertThat(states).contains(ThreadState.GIL).doesNotContain(ThreadState.IO);
      assertThat(waiting).isGreaterThan(taken.size() / 2); // three of four
    }
  }
}
