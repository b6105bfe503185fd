/* Samples from inside, where neither perf nor ptrace is allowed: a CPU timer for each thread, whose
 * signal copies registers, the top of the stack and the calls of Python. Java unwinds them. */
#include "plumb.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

int plumb_signals_hz;
static uint32_t stack_bytes;

/* What stands before a record of the sampler. */
struct prefix {
  uint32_t kind, size; /* of both */
  uint64_t events_before; /* how far the thread's ring of events was written */
};

/* The numbers of registers are those of DWARF for the machine; the program counter comes last.
 * dev.plumb.record.sample reads it; docs/recording-internals.md has the table. */
struct sample {
  uint32_t kind, size;
  uint64_t time_ns;
  uint32_t tid;
  uint16_t registers, flags;
  uint64_t cpu_ns, dropped;
  uint32_t frames, stack;
  /* then registers, frames (code and place, 16 bytes each), stack */
};
enum { SAMPLE_KIND = 5, OUTER_MISSING = 1, NO_PYTHON = 2 };

#if defined(__x86_64__)
enum { REGISTERS = 17, SP_INDEX = 7 };
#else
enum { REGISTERS = 33, SP_INDEX = 31 };
#endif

static void registers(uint64_t *to, ucontext_t *c) {
#if defined(__x86_64__)
  static const int order[] = {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP,
                              REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
                              REG_RIP};
  for (uint32_t i = 0; i < REGISTERS; i++) to[i] = (uint64_t)c->uc_mcontext.gregs[order[i]];
#elif defined(__aarch64__)
  for (uint32_t i = 0; i < 31; i++) to[i] = c->uc_mcontext.regs[i];
  to[31] = c->uc_mcontext.sp;
  to[32] = c->uc_mcontext.pc;
#endif
}

static void on_signal(int number, siginfo_t *info, void *context) {
  (void)number;
  int error = errno;
  struct thread *t = info->si_code == SI_TIMER ? info->si_value.sival_ptr : 0;
  /* A timer may fire once more when its thread has ended and the slot is another's. */
  if (t && plumb_header && t->tid == plumb_tid()) {
    uint64_t now = plumb_now(), frames[PYTHON_DEPTH][2], regs[REGISTERS];
    uint32_t count = plumb_frames(t, frames, PYTHON_DEPTH);
    uint32_t most =
        (uint32_t)(sizeof(struct prefix) + sizeof(struct sample) + sizeof regs + count * 16 +
                   stack_bytes + 31) & ~31u;
    char *to = plumb_reserve(&t->samples, most);
    if (to) {
      struct prefix *p = (struct prefix *)to;
      struct sample *s = (struct sample *)(p + 1);
      registers(regs, context);
      char *at = (char *)(s + 1);
      memcpy(at, regs, sizeof regs);
      memcpy(at += sizeof regs, frames, count * 16);
      at += count * 16;
      /* A read that cannot fault: it ends at the top of the stack. */
      uint64_t sp = regs[SP_INDEX];
      struct iovec here = {at, stack_bytes}, there = {(void *)sp, stack_bytes};
      long copied = syscall(SYS_process_vm_readv, getpid(), &here, 1, &there, 1, 0);
      if (copied < 0) {
        copied = (long)(4096 - (sp & 4095)); /* the page of the stack pointer is there */
        if (copied > (long)stack_bytes) copied = stack_bytes;
        memcpy(at, (const void *)sp, (size_t)copied);
      }
      copied &= ~7l;
      s->kind = SAMPLE_KIND;
      s->size = (uint32_t)(at - (char *)s + copied);
      s->time_ns = now;
      s->tid = t->tid;
      s->registers = REGISTERS;
      s->flags = (uint16_t)((count == PYTHON_DEPTH ? OUTER_MISSING : 0) |
                            (plumb_python_thread() ? 0 : NO_PYTHON));
      s->cpu_ns = 1000000000ull / (uint64_t)plumb_signals_hz *
                  (uint64_t)(1 + (info->si_overrun > 0 ? info->si_overrun : 0));
      s->dropped = atomic_load_explicit(&t->control->samples_dropped, memory_order_relaxed);
      s->frames = count;
      s->stack = (uint32_t)copied;
      p->kind = SAMPLE;
      p->size = ((uint32_t)sizeof *p + s->size + 31) & ~31u;
      p->events_before = atomic_load_explicit(&t->control->event_head, memory_order_relaxed);
      plumb_publish(&t->samples, p->size);
    }
  }
  errno = error;
}

static void arm(struct thread *t) {
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGPROF;
  event.sigev_notify_thread_id = (int)t->tid;
  event.sigev_value.sival_ptr = t;
  clockid_t clock = (clockid_t)(~t->tid << 3 | 6); /* the CPU clock of that thread */
  timer_t timer;
  if (timer_create(clock, &event, &timer)) return;
  long period = 1000000000l / plumb_signals_hz;
  struct itimerspec every = {{period / 1000000000l, period % 1000000000l},
                             {period / 1000000000l, period % 1000000000l}};
  timer_settime(timer, 0, &every, 0);
  t->timer = timer;
  t->has_timer = 1;
}

/* Finds threads that began or ended. */
void plumb_signals_scan(void) {
  DIR *tasks = opendir("/proc/self/task");
  if (!tasks) return;
  for (struct thread *t = plumb_threads; t; t = t->next) t->seen = 0;
  uint32_t self = plumb_tid();
  for (struct dirent *entry; (entry = readdir(tasks));) {
    uint32_t tid = (uint32_t)atoi(entry->d_name);
    if (!tid || tid == self) continue;
    struct thread *t = plumb_thread_of(tid);
    if (!t) continue;
    t->seen = 1;
    if (!t->has_timer) arm(t);
  }
  closedir(tasks);
  for (struct thread *t = plumb_threads, *next; t; t = next) {
    next = t->next;
    if (!t->seen && t->has_timer) {
      timer_delete(t->timer);
      plumb_thread_ended(t);
    }
  }
}

/* 0 if samples will come; 1 if the program itself uses the signal. */
int plumb_signals_start(int hz, uint32_t bytes) {
  struct sigaction now, ours;
  if (sigaction(SIGPROF, 0, &now) || (now.sa_handler != SIG_DFL && now.sa_sigaction != on_signal))
    return 1;
  memset(&ours, 0, sizeof ours);
  ours.sa_sigaction = on_signal;
  ours.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  stack_bytes = bytes;
  plumb_signals_hz = hz;
  if (sigaction(SIGPROF, &ours, 0)) return -errno;
  plumb_signals_scan();
  return plumb_helper();
}
