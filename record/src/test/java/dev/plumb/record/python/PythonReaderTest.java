package dev.plumb.record.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import dev.plumb.record.Pythons;
import dev.plumb.record.Pythons.Python;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.os.ProcessMemory;
import dev.plumb.record.symbols.AddressSpace;
import dev.plumb.record.tree.ContextTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads real interpreters: every version that is installed. */
class PythonReaderTest {
  static Stream<Python> pythons() {
    return Pythons.all();
  }

  private static final class Reading implements AutoCloseable {
    final Programs.Running running;
    final ContextTree tree = new ContextTree();
    final PythonReader reader;

    Reading(Python python, String program, String... arguments) throws Exception {
      List<String> all = new ArrayList<>(List.of("-c", program));
      all.addAll(List.of(arguments));
      running = Programs.start(python.command(all.toArray(new String[0])));
      ProcessFiles files = new ProcessFiles(running.pid());
      ProcessMemory memory = new ProcessMemory(running.pid());
      PythonReader.Found found =
          PythonReader.open(memory, files, new AddressSpace(files, memory), tree);
      assertThat(found).isInstanceOf(PythonReader.Ready.class);
      reader = ((PythonReader.Ready) found).reader();
      reader.refreshThreads();
    }

    /** {@code name:line} of each frame, outermost first; {@code *} marks what C called. */
    String stack(int tid) {
      PythonStack stack = new PythonStack();
      if (!reader.read(tid, stack)) {
        return "";
      }
      int[] rows = reader.frames(stack);
      if (rows == null) {
        return "";
      }
      StringBuilder text = new StringBuilder();
      for (int i = stack.size() - 1; i >= 0; i--) {
        text.append(tree.strings().get(tree.frames().nameId(rows[i])))
            .append(':')
            .append(tree.frames().line(rows[i]))
            .append(stack.isEntry(i) ? "* " : " ");
      }
      return text.toString().strip();
    }

    @Override
    public void close() {
      running.close();
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void stackOfAWaitingProgramIsTheOneThatPythonSays(Python python) throws Exception {
    String program =
        """
        import sys, time, functools
        class Größe:
            def messen(self, n):
                if n == 0:
                    return sorted([1], key=lambda x: self.ends())
                return self.messen(n - 1)
            def ends(self):
                for x in self.generator():
                    pass
            def generator(self):
                frame, says = sys._getframe(), []
                while frame:
                    says.append('%s:%d' % (getattr(frame.f_code, 'co_qualname',
                        frame.f_code.co_name), frame.f_lineno))
                    frame = frame.f_back
                says[0] = says[0].split(':')[0] + ':' + str(sys._getframe().f_lineno + 3)
                sys.stdout.buffer.write(('ready\\n' + ' '.join(reversed(says)) + '\\n').encode())
                sys.stdout.flush()
                time.sleep(1000)
                yield 1
        functools.reduce(lambda a, b: Größe().messen(3), [1, 2])
        """;
    try (Reading process = new Reading(python, program)) {
      String says = process.running.line();
      String stack = process.stack(process.running.pid());
      for (int i = 0; i < 100 && !stack.contains("generator:20"); i++) {
        Thread.sleep(20); // it has said so before it sleeps
        stack = process.stack(process.running.pid());
      }
      assertThat(stack.replace("*", "")).isEqualTo(says);
      // What C called: the program, the lambdas, and the generator.
      assertThat(stack.split(" "))
          .filteredOn(frame -> frame.endsWith("*"))
          .extracting(frame -> frame.replaceAll(":.*", ""))
          .contains("<module>", "<lambda>");
      assertThat(process.reader.version()).isEqualTo(python.version());
      assertThat(process.reader.torn()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void threadsAreThoseOfTheSystemAndTheirStacksTheirOwn(Python python) throws Exception {
    String program =
        """
        import threading, time
        gate = threading.Lock()
        gate.acquire()
        started = []
        def first():
            started.append(1)
            gate.acquire()
        def second():
            started.append(1)
            time.sleep(1000)
        threads = [threading.Thread(target=f, daemon=True) for f in (first, second)]
        for t in threads: t.start()
        while len(started) < 2: time.sleep(0.01)
        time.sleep(0.2)
        print('ready', flush=True)
        print(threads[0].native_id, threads[1].native_id, flush=True)
        while True: pass
        """;
    try (Reading process = new Reading(python, program)) {
      String[] tids = process.running.line().split(" ");
      assertThat(process.reader.threads())
          .containsExactlyInAnyOrder(
              process.running.pid(), Integer.parseInt(tids[0]), Integer.parseInt(tids[1]));
      assertThat(process.stack(Integer.parseInt(tids[0]))).contains("first:7").contains("run:");
      assertThat(process.stack(Integer.parseInt(tids[1]))).contains("second:10");
      String own = "";
      for (int i = 0; i < 500 && !own.equals("<module>:17*"); i++) {
        own = process.stack(process.running.pid()); // it may still be in the line before
        Thread.sleep(1);
      }
      assertThat(own).isEqualTo("<module>:17*");
      int holds = 0;
      for (int i = 0; i < 100; i++) {
        holds += process.reader.lockHolder() == process.running.pid() ? 1 : 0;
      }
      assertThat(holds).isGreaterThan(50); // the others only wait
      assertThat(process.stack(1)).isEmpty();
    }
  }

  /**
   * Functions are made, run and freed, so that addresses of code objects are used again. Each one
   * stands at the line that its name says.
   */
  @ParameterizedTest
  @MethodSource("pythons")
  void addressesThatAreUsedAgainGetTheirNewNames(Python python) throws Exception {
    String program =
        """
        print('ready', flush=True)
        def turn(i):
            scope = {}
            exec(compile('\\n' * i + f'def f{i}():\\n  x = 0\\n  for y in range(20000): x += y\\n',
                         f'file{i}', 'exec'), scope)
            scope[f'f{i}']()
        i = 0
        while True:
            i = (i + 1) % 997
            turn(i)
        """;
    try (Reading process = new Reading(python, program)) {
      Map<String, Integer> seen = new HashMap<>();
      PythonStack stack = new PythonStack();
      for (int i = 0; i < 4000; i++) {
        if (process.reader.read(process.running.pid(), stack)) {
          int[] rows = process.reader.frames(stack);
          if (rows == null || stack.size() < 3) {
            continue;
          }
          String name = process.tree.strings().get(process.tree.frames().nameId(rows[0]));
          String file = process.tree.strings().get(process.tree.frames().fileId(rows[0]));
          int line = process.tree.frames().line(rows[0]);
          if (name.startsWith("f") && file.startsWith("file")) {
            int number = Integer.parseInt(name.substring(1));
            assertThat(file).isEqualTo("file" + number);
            assertThat(line).as(name).isBetween(number + 1, number + 3);
            seen.merge(name, 1, Integer::sum);
          }
        }
        if (seen.size() > 50) {
          break;
        }
        Thread.sleep(1);
      }
      assertThat(seen).hasSizeGreaterThan(20);
    }
  }

  /**
   * As before, but all that is read of them lies where it did before: who calls them, at a line for
   * each, says who they are. Some few are gone by the time that they are looked at.
   */
  @ParameterizedTest
  @MethodSource("pythons")
  void functionsThatDifferInNothingButTheirNamesGetTheirOwn(Python python) throws Exception {
    String program =
        """
        print('ready', flush=True)
        def turn(i):
            scope, name = {}, 'f%03d' % i
            exec(compile('def ' + name + '():\\n  x = 0\\n  for y in range(20000): x += y\\n',
                         'made', 'exec'), scope)
            scope[name]()
            scope.clear()
        lines = compile('\\n'.join('turn(%d)' % i for i in range(500)), 'lines', 'exec')
        while True:
            exec(lines)
        """;
    try (Reading process = new Reading(python, program)) {
      int right = 0;
      int all = 0;
      Set<String> functions = new HashSet<>();
      for (int i = 0; i < 1_000_000 && functions.size() < 300; i++) {
        String[] stack = process.stack(process.running.pid()).split("\\*? ");
        if (stack.length == 4 && stack[3].startsWith("f")) {
          all++;
          functions.add(stack[3].substring(1, 4));
          right += number(stack[3].substring(1, 4)) + 1 == number(stack[1].split(":")[1]) ? 1 : 0;
        }
      }
      System.out.println(python + ": " + right + " of " + all);
      assertThat(functions).hasSize(300);
      assertThat(right).isGreaterThan(all * 9 / 10);
    }
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  /**
   * Deep and shallow in turn, with generators, and calls all the time: what is read is a stack that
   * can have been. Frames that are being made when all others have gone cannot be told from real
   * ones, so some few are wrong.
   */
  @ParameterizedTest
  @MethodSource("pythons")
  void stacksOfARunningProgramAreWhole(Python python) throws Exception {
    String program =
        """
        print('ready', flush=True)
        def a(n): return b(n - 1) if n else 0
        def b(n): return a(n - 1) if n else 0
        def g(n):
            for i in range(n): yield a(i)
        while True:
            for n in (1, 40, 3): a(n)
            sum(g(5))
        """;
    int read = 0;
    int right = 0;
    String last = "";
    List<String> wrong = new ArrayList<>();
    try (Reading process = new Reading(python, program)) {
      for (int i = 0; i < 3000; i++) {
        String text = process.stack(process.running.pid()).replaceAll("[*]", "");
        if (text.isEmpty()) {
          continue;
        }
        read++;
        if (text.matches("<module>:\\d+( g:[45])?((( a:2)( b:3))*( a:2)?)")) {
          right++;
        } else if (!text.equals(last)) {
          // Once, however often it is read: on a busy machine the program stands still, anywhere.
          wrong.add(text);
        }
        last = text;
      }
      assertThat(wrong).hasSizeLessThan(right / 100);
      assertThat(right).isGreaterThan(1500);
      assertThat(read + (int) process.reader.torn()).isLessThanOrEqualTo(3000);
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void namesOfFilesAreThoseOfTheCode(Python python) throws Exception {
    String program =
        """
        import time
        exec(compile('def \\u5b57():\\n  time.sleep(1000)\\nprint("ready", flush=True)\\n\\u5b57()',
                     '/tmp/\\u6587\\U0001f600.py', 'exec'))
        """;
    try (Reading process = new Reading(python, program)) {
      PythonStack stack = new PythonStack();
      String file = "";
      String name = "";
      for (int i = 0; i < 100 && !name.equals("字"); i++) {
        if (process.reader.read(process.running.pid(), stack)) {
          int[] rows = process.reader.frames(stack);
          assertThat(rows).isNotNull();
          name = process.tree.strings().get(process.tree.frames().nameId(rows[0]));
          file = process.tree.strings().get(process.tree.frames().fileId(rows[0]));
        }
        Thread.sleep(20);
      }
      assertThat(name).isEqualTo("字");
      assertThat(file).isEqualTo("/tmp/文😀.py");
    }
  }
}
