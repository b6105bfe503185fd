package dev.plumb.record.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the operating system. A result below zero is {@code -errno}; on systems other than Linux
 * all calls answer that there is no such call.
 */
@SuppressWarnings("restricted") // calling C is what this is for
public final class Linux {
  /** There is something to read. */
  public static final short POLL_IN = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final long ERRNO_BYTES = Linker.Option.captureStateLayout().byteSize();
  private static final long ERRNO_AT =
      Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final boolean IS_LINUX = System.getProperty("os.name", "").equals("Linux");
  private static final boolean IS_ARM = System.getProperty("os.arch", "").equals("aarch64");

  /** From the kernel's tables of system calls; glibc has no function for this one. */
  private static final long PERF_EVENT_OPEN = IS_ARM ? 241 : 298;

  /** A signal that nothing comes of where nobody handles it. */
  public static final int SIGURG = 23;

  private static final int READABLE = 1;
  private static final int WRITABLE = 2;
  private static final int SHARED = 1;
  private static final long MAP_FAILED = -1;

  private static final @Nullable MethodHandle SYSCALL =
      find(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final @Nullable MethodHandle READ_MEMORY =
      find(
          "process_vm_readv",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final @Nullable MethodHandle MAP =
      find(
          "mmap",
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final @Nullable MethodHandle UNMAP =
      find("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  private static final @Nullable MethodHandle CONTROL =
      find(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(2));
  private static final @Nullable MethodHandle POLL =
      find("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final @Nullable MethodHandle CLOSE =
      find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private static final @Nullable MethodHandle GET_TIME =
      find("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

  private static final @Nullable MethodHandle LIMIT =
      find("prlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  /** Of open files. */
  private static final int RLIMIT_NOFILE = 7;

  /** Where the error of the last call of this thread stands. */
  private static final ThreadLocal<MemorySegment> ERROR =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(ERRNO_BYTES, 8));

  private Linux() {}

  private static @Nullable MethodHandle find(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    if (!IS_LINUX) {
      return null;
    }
    Linker.Option[] all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = Linker.Option.captureCallState("errno");
    return LINKER
        .defaultLookup()
        .find(name)
        .map(address -> LINKER.downcallHandle(address, descriptor, all))
        .orElse(null);
  }

  /** What a call answered, with the error in place of −1. */
  private static long result(long answer, MemorySegment error) {
    return answer == -1 ? -error.get(JAVA_INT, ERRNO_AT) : answer;
  }

  private static AssertionError impossible(Throwable thrown) {
    return new AssertionError("a call of the system threw", thrown);
  }

  /**
   * {@code process_vm_readv}: copies memory of another process, or of this one where it is not sure
   * that it is mapped.
   *
   * @param here pairs of address and length of what is written
   * @param there pairs of address and length of what is read
   * @return bytes copied, or an error
   */
  public static long readMemory(
      int pid, MemorySegment here, long hereCount, MemorySegment there, long thereCount) {
    if (READ_MEMORY == null) {
      return -Errors.NO_CALL;
    }
    MemorySegment error = ERROR.get();
    try {
      return result(
          (long) READ_MEMORY.invokeExact(error, pid, here, hereCount, there, thereCount, 0L),
          error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /**
   * {@code perf_event_open}.
   *
   * @param attributes {@code struct perf_event_attr}
   * @return a file descriptor, or an error
   */
  public static int openPerfEvent(
      MemorySegment attributes, int tid, int cpu, int group, long flags) {
    if (SYSCALL == null) {
      return -Errors.NO_CALL;
    }
    MemorySegment error = ERROR.get();
    try {
      return (int)
          result(
              (long)
                  SYSCALL.invokeExact(error, PERF_EVENT_OPEN, attributes, tid, cpu, group, flags),
              error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** CPU time of all threads of a process, ended ones too, ns; −1 if it has ended. */
  public static long processCpuNs(int pid) {
    if (GET_TIME == null || pid <= 0) { // of these it would be a clock of this process
      return -1;
    }
    int clock = ~pid << 3 | 2; // man clock_getcpuclockid: its answer is made like that
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(16, 8); // struct timespec
      int answer = (int) GET_TIME.invokeExact(ERROR.get(), clock, time);
      return answer != 0 ? -1 : time.get(JAVA_LONG, 0) * 1_000_000_000 + time.get(JAVA_LONG, 8);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Maps a file that is open, shared and writable; null if that is refused. */
  public static @Nullable MemorySegment map(int file, long bytes) {
    if (MAP == null) {
      return null;
    }
    try {
      MemorySegment address =
          (MemorySegment)
              MAP.invokeExact(
                  ERROR.get(), MemorySegment.NULL, bytes, READABLE | WRITABLE, SHARED, file, 0L);
      return address.address() == MAP_FAILED ? null : address.reinterpret(bytes);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Takes away a mapping that {@link #map} made; it must not be used afterwards. */
  public static void unmap(MemorySegment mapped) {
    if (UNMAP != null) {
      try {
        int _ = (int) UNMAP.invokeExact(ERROR.get(), mapped, mapped.byteSize());
      } catch (Throwable t) {
        throw impossible(t);
      }
    }
  }

  /** {@code ioctl}. */
  public static int control(int file, long request, long argument) {
    if (CONTROL == null) {
      return -Errors.NO_CALL;
    }
    MemorySegment error = ERROR.get();
    try {
      return (int) result((int) CONTROL.invokeExact(error, file, request, argument), error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /**
   * {@code poll}.
   *
   * @param files {@code struct pollfd}: descriptor (int), wanted (short), seen (short)
   * @return how many have something, 0 after {@code timeoutMs}, or an error
   */
  public static int poll(MemorySegment files, int count, int timeoutMs) {
    if (POLL == null) {
      return -Errors.NO_CALL;
    }
    MemorySegment error = ERROR.get();
    try {
      return (int) result((int) POLL.invokeExact(error, files, (long) count, timeoutMs), error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Closes a file descriptor. */
  public static void close(int file) {
    if (CLOSE != null) {
      try {
        int _ = (int) CLOSE.invokeExact(ERROR.get(), file);
      } catch (Throwable t) {
        throw impossible(t);
      }
    }
  }

  /**
   * Sets how many files this process may have open, and those that it starts; how many it may allow
   * itself stays.
   *
   * @return how many it was before, or an error
   */
  public static long limitFiles(long most) {
    if (LIMIT == null) {
      return -Errors.NO_CALL;
    }
    MemorySegment error = ERROR.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limits = arena.allocate(JAVA_LONG, 2);
      MemorySegment none = MemorySegment.NULL;
      long got = result((int) LIMIT.invokeExact(error, 0, RLIMIT_NOFILE, none, limits), error);
      if (got < 0) {
        return got;
      }
      final long before = limits.getAtIndex(JAVA_LONG, 0);
      limits.setAtIndex(JAVA_LONG, 0, most);
      long set = result((int) LIMIT.invokeExact(error, 0, RLIMIT_NOFILE, limits, none), error);
      return set < 0 ? set : before;
    } catch (Throwable t) {
      throw impossible(t);
    }
  }
}
