package dev.plumb.record.symbols;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Names of C++ functions as in the source: {@code __cxa_demangle} of the installed libstdc++. */
@SuppressWarnings("restricted") // calling C++ is what this is for
public final class Demangler {
  private static final int LONGEST = 1 << 20;

  /** Names beyond this are left as they are: hostile ones can expand without end. */
  private static final int LONGEST_MANGLED = 8192;

  private static final @Nullable MethodHandle DEMANGLE;
  private static final @Nullable MethodHandle FREE;

  static {
    MethodHandle demangle = null;
    MethodHandle free = null;
    try {
      Linker linker = Linker.nativeLinker();
      SymbolLookup library = SymbolLookup.libraryLookup("libstdc++.so.6", Arena.global());
      // Not the C library's free: what a user preloads may be the allocator of this JVM too, and
      // then that of libstdc++. Its operator delete gives back to where its malloc came from.
      free =
          linker.downcallHandle(library.findOrThrow("_ZdlPv"), FunctionDescriptor.ofVoid(ADDRESS));
      demangle =
          linker.downcallHandle(
              library.findOrThrow("__cxa_demangle"),
              FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
      demangle = null; // no libstdc++ on this machine: names stay mangled
    }
    DEMANGLE = demangle;
    FREE = free;
  }

  private Demangler() {}

  /** Whether libstdc++ is there. */
  public static boolean isAvailable() {
    return DEMANGLE != null;
  }

  /** The name in the source; the name itself if it is no C++ name or cannot be translated. */
  public static String demangle(String name) {
    if (DEMANGLE == null
        || FREE == null
        || !name.startsWith("_Z")
        || name.length() > LONGEST_MANGLED) {
      return name;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      MemorySegment plain =
          (MemorySegment)
              DEMANGLE.invokeExact(
                  arena.allocateFrom(name, StandardCharsets.UTF_8),
                  MemorySegment.NULL,
                  MemorySegment.NULL,
                  status);
      if (plain.address() == 0) {
        return name;
      }
      try {
        return plain.reinterpret(LONGEST).getString(0);
      } finally {
        FREE.invokeExact(plain);
      }
    } catch (IndexOutOfBoundsException e) {
      return name; // longer than anybody reads
    } catch (Throwable t) {
      throw new AssertionError("a call of libstdc++ threw", t);
    }
  }
}
