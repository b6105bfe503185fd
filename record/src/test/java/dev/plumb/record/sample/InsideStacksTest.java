package dev.plumb.record.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import dev.plumb.record.sample.Samples.Sample;
import dev.plumb.record.stack.StackQuality;
import dev.plumb.record.tree.ContextTree;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records as a program writes them of itself in a handler of signals. */
class InsideStacksTest {
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <signal.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/uio.h>
      #include <ucontext.h>
      #include <unistd.h>
      static struct {
        unsigned kind, bytes; unsigned long time; unsigned thread; unsigned short registers, flags;
        unsigned long value, dropped; unsigned python, stack;
        unsigned long values[17], functions[4]; unsigned char copy[8192];
      } record;
      static void handler(int number, siginfo_t *info, void *context) {
        greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;
        int order[17] = {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP,
                         REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
                         REG_RIP};
        for (int i = 0; i < 17; i++) record.values[i] = g[order[i]];
        struct iovec to = {record.copy, sizeof record.copy};
        struct iovec from = {(void *)g[REG_RSP], sizeof record.copy};
        long copied = process_vm_readv(getpid(), &to, 1, &from, 1, 0);
        record.kind = 5; record.thread = getpid(); record.registers = 17; record.time = 99;
        record.value = 10000000; record.dropped = 3;
        record.python = 2;
        record.functions[0] = 0x1000; record.functions[1] = 7;
        record.functions[2] = 0x2001; record.functions[3] = 8; // called by C
        record.stack = copied < 0 ? 0 : copied;
        record.bytes = sizeof record - sizeof record.copy + (record.stack + 7 & ~7u);
        (void)number; (void)info;
      }
      __attribute__((noinline, noclone)) static void leaf(void) { raise(SIGUSR1); }
      __attribute__((noinline, noclone)) void _PyEval_EvalFrameDefault(void) { leaf(); puts("ready"); }
      __attribute__((noinline, noclone)) static void outer(void) { _PyEval_EvalFrameDefault(); sleep(0); }
      int main(int count, char **words) {
        struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
        sigaction(SIGUSR1, &action, 0);
        outer();
        FILE *file = fopen(words[count - 1], "w");
        fwrite(&record, 1, record.bytes, file);
        fclose(file);
        puts("written");
        fflush(stdout);
        sleep(1000);
      }
      """;

  @TempDir private Path folder;

  /** A record, and the process that wrote it. */
  private record Written(Programs.Running running, byte[] bytes) implements AutoCloseable {
    @Override
    public void close() {
      running.close();
    }
  }

  private Written write() throws IOException, InterruptedException {
    Assumptions.assumeTrue(System.getProperty("os.arch").equals("amd64"), "registers of x86-64");
    Path program = Programs.compile(folder, "self.c", SOURCE, "-O1", "-fno-optimize-sibling-calls");
    Path file = folder.resolve("record");
    Programs.Running running = Programs.start(program.toString(), file.toString());
    assertThat(running.line()).isEqualTo("written");
    return new Written(running, Files.readAllBytes(file));
  }

  @Test
  void pythonAndNativeFramesOfOneInstantAreJoinedExactly() throws Exception {
    try (Written written = write()) {
      ContextTree tree = new ContextTree();
      List<Sample> samples = new ArrayList<>();
      int inner = tree.frame(dev.plumb.trace.CodeKind.PYTHON, "inner", "a.py", 7, null);
      int outer = tree.frame(dev.plumb.trace.CodeKind.PYTHON, "outer", "a.py", 8, null);
      InsideStacks stacks =
          new InsideStacks(
              written.running().pid(),
              tree,
              Samples.into(samples, tree),
              (tid, chain) -> {
                assertThat(chain.size()).isEqualTo(2);
                assertThat(chain.code(0)).isEqualTo(0x1000);
                assertThat(chain.code(1)).isEqualTo(0x2000);
                assertThat(chain.isEntry(0)).isFalse();
                assertThat(chain.isEntry(1)).isTrue();
                return new int[] {inner, outer};
              });
      stacks.accept(MemorySegment.ofArray(written.bytes()));
      assertThat(samples).hasSize(1);
      Sample sample = samples.getFirst();
      assertThat(sample.quality()).isEqualTo(StackQuality.EXACT);
      assertThat(sample.isTruncated()).isFalse();
      assertThat(sample.frames().subList(0, sample.nativeFrom()))
          .containsSubsequence("main", "outer", "outer", "inner");
      assertThat(sample.frames().get(sample.nativeFrom())).isEqualTo("leaf");
      assertThat(sample.valueNs()).isEqualTo(10_000_000);
      assertThat(stacks.counts().lost()).isEqualTo(3);
      assertThat(stacks.counts().exact()).isEqualTo(1);
      assertThat(stacks.counts().malformed()).isZero();
      // Those that the program could not keep stand for time too, of no known place.
      stacks.lost(17, 3);
      assertThat(samples).hasSize(2);
      assertThat(samples.getLast().tid()).isEqualTo(17);
      assertThat(samples.getLast().frames()).isEmpty();
      assertThat(samples.getLast().valueNs()).isEqualTo(30_000_000);
    }
  }

  @Test
  void recordsByChanceAreCountedOrGiveSomeStack() throws Exception {
    try (Written written = write()) {
      ContextTree tree = new ContextTree();
      List<Sample> taken = new ArrayList<>();
      InsideStacks stacks =
          new InsideStacks(
              written.running().pid(), tree, Samples.into(taken, tree), (tid, chain) -> null);
      Random random = new Random(6);
      int tries = 3000;
      for (int i = 0; i < tries; i++) {
        byte[] bytes = written.bytes().clone();
        for (int edits = 1 + random.nextInt(5); edits > 0; edits--) {
          int at = random.nextInt(random.nextBoolean() ? 200 : bytes.length);
          bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0xFF);
        }
        stacks.accept(
            MemorySegment.ofArray(
                java.util.Arrays.copyOf(
                    bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length)));
      }
      assertThat(taken.size() + stacks.counts().malformed()).isEqualTo(tries);
      assertThat(taken).isNotEmpty();
      assertThat(stacks.counts().malformed()).isPositive();
      byte[] empty = new byte[48];
      MemorySegment.ofArray(empty).set(ValueLayout.JAVA_INT_UNALIGNED, 0, 5);
      stacks.accept(MemorySegment.ofArray(empty));
      assertThat(stacks.counts().samples()).isEqualTo(taken.size());
    }
  }
}
