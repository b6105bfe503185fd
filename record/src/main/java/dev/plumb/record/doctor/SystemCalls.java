package dev.plumb.record.doctor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/** The two calls that are tried; each answers 0 or the error's number. */
final class SystemCalls {
  static final int NO_SUCH_CALL = 38;

  private static final int ATTRIBUTES = 128;
  private static final int SOFTWARE = 1;
  private static final int CPU_CLOCK = 0;
  private static final long DISABLED = 1;
  private static final long EXCLUDE_KERNEL = 1 << 5;
  private static final long EXCLUDE_HYPERVISOR = 1 << 6;

  private SystemCalls() {}

  static int openPerfEvent(boolean kernel) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
      attributes.set(JAVA_INT, 0, SOFTWARE);
      attributes.set(JAVA_INT, 4, ATTRIBUTES);
      attributes.set(JAVA_LONG, 8, CPU_CLOCK);
      attributes.set(JAVA_LONG, 16, 10_000_000); // period
      attributes.set(JAVA_LONG, 40, DISABLED | EXCLUDE_HYPERVISOR | (kernel ? 0 : EXCLUDE_KERNEL));
      Call open =
          Call.find(
              "syscall",
              arena,
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
              Linker.Option.firstVariadicArg(1));
      long number = isArm() ? 241 : 298;
      long file = (long) open.handle.invokeExact(open.state, number, attributes, 0L, -1L, -1L, 0L);
      if (file < 0) {
        return open.error();
      }
      Call close = Call.find("close", arena, FunctionDescriptor.of(JAVA_INT, JAVA_INT));
      int ignored = (int) close.handle.invokeExact(close.state, (int) file);
      return ignored < 0 ? close.error() : 0;
    } catch (Throwable e) {
      return NO_SUCH_CALL; // another system
    }
  }

  static int readMemory(long pid, long address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment vectors = arena.allocate(40, 8);
      MemorySegment bytes = arena.allocate(8, 8);
      vectors.set(JAVA_LONG, 0, bytes.address());
      vectors.set(JAVA_LONG, 8, bytes.byteSize());
      vectors.set(JAVA_LONG, 16, address);
      vectors.set(JAVA_LONG, 24, bytes.byteSize());
      Call read =
          Call.find(
              "process_vm_readv",
              arena,
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG));
      long count =
          (long)
              read.handle.invokeExact(
                  read.state, (int) pid, vectors, 1L, vectors.asSlice(16, 16), 1L, 0L);
      return count < 0 ? read.error() : 0;
    } catch (Throwable e) {
      return NO_SUCH_CALL; // another system
    }
  }

  private static boolean isArm() {
    return System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).equals("aarch64");
  }

  /** A function of libc that leaves its error behind. */
  private record Call(MethodHandle handle, MemorySegment state) {
    static Call find(
        String name, Arena arena, FunctionDescriptor descriptor, Linker.Option... options) {
      Linker.Option[] all = new Linker.Option[options.length + 1];
      System.arraycopy(options, 0, all, 0, options.length);
      all[options.length] = Linker.Option.captureCallState("errno");
      SymbolLookup libc = Linker.nativeLinker().defaultLookup();
      MethodHandle handle =
          Linker.nativeLinker().downcallHandle(libc.findOrThrow(name), descriptor, all);
      return new Call(handle, arena.allocate(Linker.Option.captureStateLayout()));
    }

    int error() {
      MemoryLayout layout = Linker.Option.captureStateLayout();
      return state.get(JAVA_INT, layout.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
    }
  }
}
