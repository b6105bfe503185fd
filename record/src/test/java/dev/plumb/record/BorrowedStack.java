package dev.plumb.record;

/** A program in C that does what kernels of oneDNN up to 3.11.1 do. */
public final class BorrowedStack {
  /**
   * {@code borrow_stack_pointer} works for so many seconds of CPU time while the stack pointer is
   * an address in the middle of a buffer on the heap, and answers how many bytes of it are damaged.
   */
  public static final String C =
      """
      #include <stdint.h>
      #include <stdlib.h>
      #include <string.h>
      #include <time.h>

      static double used(void) {
        struct timespec t;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return t.tv_sec + t.tv_nsec * 1e-9;
      }

      enum { BYTES = 1 << 17, FILLED = 0x5A };

      __attribute__((noinline)) static void work(char *middle, long turns) {
      #if defined(__x86_64__)
        __asm__ volatile("mov %%rsp, %%rbx; mov %0, %%rsp; 1: dec %1; jnz 1b; mov %%rbx, %%rsp"
                         : "+r"(middle), "+r"(turns) : : "rbx", "cc", "memory");
      #elif defined(__aarch64__)
        __asm__ volatile("mov x20, sp; mov sp, %0; 1: subs %1, %1, #1; b.ne 1b; mov sp, x20"
                         : "+r"(middle), "+r"(turns) : : "x20", "cc", "memory");
      #endif
      }

      long borrow_stack_pointer(double seconds) {
        char *buffer = malloc(BYTES);
        memset(buffer, FILLED, BYTES);
        for (double end = used() + seconds; used() < end;) work(buffer + BYTES / 2, 20000000);
        long damaged = 0;
        for (long i = 0; i < BYTES; i++) damaged += buffer[i] != FILLED;
        free(buffer);
        return damaged;
      }
      """;

  private BorrowedStack() {}
}
