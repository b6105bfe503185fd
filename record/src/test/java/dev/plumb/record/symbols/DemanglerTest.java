package dev.plumb.record.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemanglerTest {
  /** As allocators that are loaded before all else: what it did not give it does not take. */
  private static final String ALLOCATOR =
      """
      #include <errno.h>
      #include <stddef.h>
      #include <stdint.h>
      #include <stdlib.h>
      #include <string.h>

      extern void *__libc_malloc(size_t);
      extern void __libc_free(void *);
      enum { HEAD = 32, MARK = 0x5175 };
      struct head { void *whole; size_t bytes; uint64_t mark; };

      static struct head *head(void *given) {
        struct head *found = (struct head *)((char *)given - HEAD);
        if (found->mark != MARK) abort();
        return found;
      }
      void *memalign(size_t alignment, size_t bytes) {
        char *whole = __libc_malloc(bytes + alignment + HEAD);
        if (!whole) return 0;
        char *given = (char *)(((uintptr_t)whole + HEAD + alignment - 1) & ~(alignment - 1));
        *(struct head *)(given - HEAD) = (struct head){whole, bytes, MARK};
        return given;
      }
      void *aligned_alloc(size_t alignment, size_t bytes) { return memalign(alignment, bytes); }
      int posix_memalign(void **to, size_t alignment, size_t bytes) {
        *to = memalign(alignment, bytes);
        return *to ? 0 : ENOMEM;
      }
      void *malloc(size_t bytes) { return memalign(16, bytes); }
      void *calloc(size_t count, size_t bytes) {
        void *made = malloc(count * bytes);
        return made ? memset(made, 0, count * bytes) : 0;
      }
      void free(void *given) {
        if (!given) return;
        struct head *found = head(given);
        found->mark = 0;
        __libc_free(found->whole);
      }
      void *realloc(void *given, size_t bytes) {
        void *made = malloc(bytes);
        size_t kept = given ? head(given)->bytes : 0;
        if (made && given) memcpy(made, given, kept < bytes ? kept : bytes);
        if (made) free(given);
        return made;
      }
      """;

  @TempDir private Path folder;

  /** Run by the test, in a JVM of its own. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      System.out.println(Demangler.demangle("_ZN2at4_ops3add4callERKNS_6TensorES4_"));
    }
  }

  /** Plumb inherits what a user preloads into all programs. */
  @Test
  void namesAreGivenBackToTheAllocatorThatTheyCameFrom() throws Exception {
    Assumptions.assumeTrue(Demangler.isAvailable(), "SKIPPED: no libstdc++.so.6 here");
    Path allocator = Programs.compile(folder, "allocator.c", ALLOCATOR, "-shared", "-fPIC", "-w");

    String output =
        Programs.output(
            "env",
            "LD_PRELOAD=" + allocator,
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());

    assertThat(output.strip())
        .isEqualTo("at::_ops::add::call(at::Tensor const&, at::Tensor const&)");
  }
}
