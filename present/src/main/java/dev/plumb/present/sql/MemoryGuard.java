package dev.plumb.present.sql;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a query from taking all memory of the machine. DuckDB's own limit does not count the texts
 * that a query makes: those of 2,048 rows are made at once, without a moment to cancel it, and
 * {@code repeat('x', 100000000)} of a thousand rows are 100 GB. While a guard is open the system
 * refuses this process more than what it has, the query's memory, room for the Java heap, and
 * {@link #SPARE_BYTES} for all else; DuckDB tells a refused allocation as an error of the query. It
 * is a large allocation that is refused: nothing smaller than half a megabyte fills the spare
 * between two rows' batches.
 *
 * <p>A Java machine that is refused memory for its heap ends. So the limit follows the heap: a
 * profile that is opened meanwhile grows it by more than any room that could be left beforehand.
 *
 * <p>Linux only; elsewhere, or where the limit cannot be set, only DuckDB's own limit holds.
 */
final class MemoryGuard implements AutoCloseable {
  /** What the rest of the process may need meanwhile: answers to other questions, the compiler. */
  private static final long SPARE_BYTES = 1L << 30;

  /** How much the heap may grow between two looks at it: more than it can in that time. */
  private static final long MOST_ROOM_BYTES = eighthOfTheMachine();

  private static final long LOOK_MS = 20;

  /** {@code RLIMIT_DATA}: private writable memory of the process. */
  private static final int DATA = 2;

  private static final Pattern TAKEN = Pattern.compile("(?m)^VmData:\\s+(\\d+) kB");
  private static final @Nullable MethodHandle GET = call("getrlimit");
  private static final @Nullable MethodHandle SET = call("setrlimit");

  /** Guards that are open; this and what follows under the lock of the class. */
  private static int open;

  /** Soft and hard limit before the first one; null where none can be set. */
  private static long @Nullable [] before;

  /** The soft limit of now. */
  private static long allowed;

  /** What is allowed beside the heap. */
  private static long besideHeap;

  private static long room;
  private static boolean followed;

  /**
   * Opens a guard.
   *
   * @param queryBytes what the query may use
   */
  MemoryGuard(long queryBytes) {
    this(queryBytes, SPARE_BYTES, MOST_ROOM_BYTES);
  }

  /**
   * Opens a guard.
   *
   * @param queryBytes what the query may use
   * @param spareBytes what all but the query and the heap may take
   * @param roomBytes by how much the heap may grow between two looks at it
   */
  MemoryGuard(long queryBytes, long spareBytes, long roomBytes) {
    begin(queryBytes + spareBytes, roomBytes);
  }

  private static synchronized void begin(long bytes, long roomBytes) {
    long taken = takenBytes();
    if (open++ == 0) {
      before = taken > 0 ? limits() : null;
      allowed = before == null ? 0 : before[0];
      besideHeap = 0;
      room = 0;
    }
    besideHeap = Math.max(besideHeap, taken - heapBytes() + bytes);
    room = Math.max(room, roomBytes);
    adapt();
    if (before != null && !followed) {
      followed = true;
      Thread.ofPlatform().daemon().name("plumb-memory-guard").start(MemoryGuard::follow);
    }
  }

  /** Sets the limit for the heap of now. Where the user allows less, that holds. */
  private static synchronized void adapt() {
    if (before == null || open == 0) {
      return;
    }
    Runtime java = Runtime.getRuntime();
    long wanted = besideHeap + heapBytes() + Math.min(room, java.maxMemory() - java.totalMemory());
    wanted = Long.compareUnsigned(wanted, before[0]) < 0 ? wanted : before[0];
    if (wanted != allowed) {
      allowed = wanted;
      allow(wanted, before[1]);
    }
  }

  private static void follow() {
    synchronized (MemoryGuard.class) {
      try {
        while (open > 0) {
          adapt();
          MemoryGuard.class.wait(LOOK_MS);
        }
      } catch (InterruptedException nobodyDoesThat) {
        Thread.currentThread().interrupt();
      } finally {
        followed = false;
      }
    }
  }

  /** What the heap has of the system's memory, used or not. */
  private static long heapBytes() {
    return Runtime.getRuntime().totalMemory();
  }

  private static long eighthOfTheMachine() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? machine.getTotalMemorySize() / 8
        : Long.MAX_VALUE / 8;
  }

  @Override
  public void close() {
    end();
  }

  private static synchronized void end() {
    if (--open == 0) {
      if (before != null && allowed != before[0]) {
        allow(before[0], before[1]);
      }
      MemoryGuard.class.notifyAll();
    }
  }

  @SuppressWarnings("restricted") // the launcher allows calls of C
  private static @Nullable MethodHandle call(String name) {
    if (!System.getProperty("os.name").equals("Linux")) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    SymbolLookup libc = linker.defaultLookup();
    Optional<MemorySegment> function = libc.find(name);
    return function.isEmpty()
        ? null
        : linker.downcallHandle(
            function.get(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  }

  /** Soft and hard limit, unsigned, −1 for none; null if the system does not tell. */
  private static long @Nullable [] limits() {
    if (GET == null) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limits = arena.allocate(ValueLayout.JAVA_LONG, 2);
      return (int) GET.invokeExact(DATA, limits) == 0
          ? limits.toArray(ValueLayout.JAVA_LONG)
          : null;
    } catch (Throwable e) {
      throw new IllegalStateException("getrlimit cannot be called", e);
    }
  }

  /** Changes the soft limit; where the system refuses that, the old one holds on. */
  private static void allow(long bytes, long hard) {
    if (SET == null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      int ignored =
          (int) SET.invokeExact(DATA, arena.allocateFrom(ValueLayout.JAVA_LONG, bytes, hard));
    } catch (Throwable e) {
      throw new IllegalStateException("setrlimit cannot be called", e);
    }
  }

  /** Private writable memory of this process; 0 if the system does not tell. */
  private static long takenBytes() {
    try {
      Matcher found = TAKEN.matcher(Files.readString(Path.of("/proc/self/status")));
      return found.find() ? Long.parseLong(found.group(1)) << 10 : 0;
    } catch (IOException notLinux) {
      return 0;
    }
  }
}
