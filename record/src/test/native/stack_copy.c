/* Whether what the handler copies of a stack is what the kernel says that is there. For each place: how it was copied,
 * and the number of bytes where they are the same. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static long counted(long number, ...);
#define syscall counted
#include "signals.c"
#undef syscall

#include <sys/mman.h>

enum { BYTES = 32 << 10, DEPTHS = 400 };

static int by_kernel, is_refused;

static long counted(long number, ...) {
  va_list all;
  long a[6];
  va_start(all, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(all, long);
  va_end(all);
  by_kernel += number == SYS_process_vm_readv;
  if (is_refused && number == SYS_process_vm_readv) {
    errno = EPERM;
    return -1;
  }
  return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

struct answer {
  long ours, theirs; /* bytes */
  int is_direct, is_same;
};

/* Not of threads: such variables lie at the end of their stacks. */
static char ours[BYTES], theirs[BYTES];

static struct answer ask(uint64_t sp) {
  struct answer a;
  struct iovec here = {theirs, BYTES}, there = {(void *)sp, BYTES};
  memset(ours, 1, BYTES);
  memset(theirs, 2, BYTES);
  by_kernel = 0;
  a.ours = copy_stack(ours, sp);
  a.is_direct = !by_kernel;
  a.theirs = syscall(SYS_process_vm_readv, getpid(), &here, 1, &there, 1, 0);
  a.is_same = a.ours <= 0 || !memcmp(ours, theirs, (size_t)a.ours);
  return a;
}

static void tell(const char *where, uint64_t sp) {
  struct answer a = ask(sp);
  printf("%s: %s %ld of %ld %s\n", where, a.is_direct ? "directly" : "by the kernel", a.ours, a.theirs,
         a.is_same ? "same" : "DIFFERENT");
}

/* In a handler on a stack of its own, as ours: all that lies above the stack pointer stands still. */
static volatile int signals, direct, same, whole;

static void look(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)info;
  uint64_t regs[REGISTERS];
  registers(regs, context);
  struct answer a = ask(regs[SP_INDEX]);
  uint64_t own = plumb_stack_from(regs[SP_INDEX]);
  signals++;
  direct += a.is_direct;
  same += a.is_same;
  whole += a.ours == (long)(own < BYTES ? own : BYTES) && a.theirs >= a.ours;
}

__attribute__((noinline)) static long deeper(int depth) {
  volatile char filled[1200];
  memset((char *)filled, depth, sizeof filled);
  raise(SIGUSR1);
  return depth ? deeper(depth - 1) + filled[depth % 1200] : filled[0];
}

static void *on_this_stack(void *name) {
  if (!plumb_stack_begin()) return name;
  signals = direct = same = whole = 0;
  deeper(DEPTHS - 1);
  printf("%s: %d of %d directly, %d same, %d whole\n", (char *)name, direct, signals, same, whole);
  return 0;
}

int main(void) {
  pthread_t thread;
  void *failed = 0;
  struct sigaction how = {.sa_sigaction = look, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  if (sigaction(SIGUSR1, &how, 0)) return 2;
  stack_bytes = BYTES;
  plumb_python_find(); /* from here on the kernel is asked what is there */
  if (on_this_stack("first thread") || pthread_create(&thread, 0, on_this_stack, "other thread") ||
      pthread_join(thread, &failed) || failed)
    return 1;

  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *heap = mmap(0, 16 * page + BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (size_t i = 0; i < 16 * page + BYTES; i++) heap[i] = (char)(i * 7);
  char *hole = heap + 8 * page;
  mprotect(hole, page, PROT_NONE);
  tell("buffer", (uint64_t)(hole + 2 * page + 40));
  tell("before what is not there", (uint64_t)(hole - 104));
  tell("not there", (uint64_t)hole + 8);
  tell("null", 0);
  tell("of the kernel", ~0xFFFull);
  is_refused = 1;
  tell("refused", (uint64_t)(hole + 2 * page + 40));
  tell("refused and not there", (uint64_t)hole + 8);
  return 0;
}
