/* A stack for the handler of our signal, for each thread that samples itself.
 *
 * The kernel writes what a handler gets below the stack pointer of whatever it interrupts. There need not be a
 * stack: kernels of matrix products that oneDNN up to 3.11.1 makes while the program runs keep the address of a
 * buffer on the heap in that register. Its neighbours would be overwritten. So no thread gets our signal before it
 * has a stack for it, which only the thread itself can tell the kernel, and not within a handler. */
#include "plumb.h"

#include <pthread.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

/* What the kernel writes where it does not say how much: vector registers of 512 bits need 3 kB of it. */
#define LEAST_OF_KERNEL 4096u

/* Room also for the program's own handlers, which may be made to use such a stack if there is one. */
#define STACK_BYTES (64u << 10)
#define GUARD_BYTES (64u << 10) /* the largest page there is */

/* As far as a stack is known to reach. */
#define MOST_OF_OWN (64u << 20)

static _Thread_local char *stack IN_FIXED_PLACE; /* with its guard below */

/* The stack that the thread runs on; both 0 if it is not known. */
static _Thread_local uint64_t lowest IN_FIXED_PLACE, end IN_FIXED_PLACE;
static _Thread_local int has_looked IN_FIXED_PLACE;

static size_t least(void) {
  size_t kernel = getauxval(AT_MINSIGSTKSZ);
  return (kernel ? kernel : LEAST_OF_KERNEL) + LEAST_OF_HANDLER;
}

/* Whether the handler may run on a stack of the program's, or there is none. */
int plumb_stack_is_enough(const stack_t *one) {
  return one->ss_flags & SS_DISABLE || one->ss_size >= least();
}

/* In a handler that is told what there was before: whether there is room for it where it runs. */
int plumb_stack_has_room(const stack_t *now, size_t least) {
  char here;
  uint64_t left = (uint64_t)&here - (uint64_t)now->ss_sp;
  return now->ss_flags & SS_DISABLE || left >= now->ss_size || left >= least;
}

/* Once, when the thread first comes here: that is not within a handler, where the C library must not be asked. */
static void find_own(void) {
  pthread_attr_t how;
  void *at;
  size_t bytes;
  if (has_looked) return;
  has_looked = 1;
  if (pthread_getattr_np(pthread_self(), &how)) return;
  if (!pthread_attr_getstack(&how, &at, &bytes)) {
    end = (uint64_t)at + bytes;
    /* Without a limit all is said to be the first thread's that lies above the heap. */
    lowest = end - (bytes < MOST_OF_OWN ? bytes : MOST_OF_OWN);
  }
  pthread_attr_destroy(&how);
}

/* How many bytes of the thread's own stack there are from an address on, and surely stay while it stands still; 0 if
 * the address is elsewhere, as a stack pointer may be. */
uint64_t plumb_stack_from(uint64_t at) { return at >= lowest && at < end ? end - at : 0; }

static int is_ours(const stack_t *now) { return stack && now->ss_sp == stack + GUARD_BYTES; }

/* Whether the calling thread has a stack for the handler from now on. One that the program made stays, and if that
 * is too small the answer is no: who made it may take it back at any time, and ours with it. */
int plumb_stack_begin(void) {
  stack_t now;
  find_own();
  if (sigaltstack(0, &now)) return 0;
  if (!(now.ss_flags & SS_DISABLE)) return plumb_stack_is_enough(&now);
  if (!stack) {
    char *made = mmap(0, GUARD_BYTES + STACK_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (made == MAP_FAILED) return 0;
    mprotect(made, GUARD_BYTES, PROT_NONE);
    stack = made;
  }
  stack_t ours = {.ss_sp = stack + GUARD_BYTES, .ss_flags = 0, .ss_size = STACK_BYTES};
  return sigaltstack(&ours, 0) == 0;
}

/* In the handler, with what the thread goes back to: where the program has given back a stack of its own that it
 * had in place of ours, the next signal finds ours again. */
void plumb_stack_keep(stack_t *after) {
  if (!stack || !(after->ss_flags & SS_DISABLE)) return;
  after->ss_sp = stack + GUARD_BYTES;
  after->ss_flags = 0;
  after->ss_size = STACK_BYTES;
}

/* The thread ends, and its timers are no more. */
void plumb_stack_end(void) {
  stack_t now, none = {.ss_flags = SS_DISABLE};
  if (!stack || sigaltstack(0, &now) || now.ss_flags & SS_ONSTACK) return;
  if (is_ours(&now) && sigaltstack(&none, 0)) return;
  munmap(stack, GUARD_BYTES + STACK_BYTES);
  stack = 0;
}
