/* Samples from inside: a CPU timer for each thread, whose signal copies registers, the top of the
 * stack and the calls of Python. Java unwinds them.
 *
 * The signal is SIGURG, because nothing happens where nobody handles it: neither after an exec nor
 * in a program that resets its handlers is anything killed, as SIGPROF would; and SIGPROF stays the
 * program's. A thread begins to sample itself when it is sent the signal by Plumb, which sees threads
 * run: so there is no thread of ours that looks for them, which would be one too many for programs
 * that fork. */
#include "plumb.h"

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

enum { SIGNAL = SIGURG };

/* The kernel looks at CPU timers at its ticks, which are late themselves where others use the
 * machine. A signal that is later than this was blocked: what the thread did meanwhile is not where it
 * is now. */
#define MOST_LATE_NS 100000000

static int hertz;
static uint32_t stack_bytes;

static long period(void) { return 1000000000l / hertz; }

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

static void sample(siginfo_t *info, void *context) {
  struct thread *t = info->si_value.sival_ptr;
  if (!t || t != plumb_sampled || !plumb_header || !t->control || !t->has_timer) return;
  uint64_t now = plumb_now(), frames[PYTHON_DEPTH][2], regs[REGISTERS];
  uint32_t count = plumb_frames(t, frames, PYTHON_DEPTH);
  uint32_t most =
      (uint32_t)(sizeof(struct prefix) + sizeof(struct sample) + sizeof regs + count * 16 +
                 stack_bytes + 31) & ~31u;
  char *to = plumb_reserve(&t->samples, most);
  if (!to) {
    static const struct itimerspec never;
    if (plumb_reader_is_gone()) syscall(SYS_timer_settime, t->timer, 0, &never, 0);
    return;
  }
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
  int late = info->si_overrun < 0 ? 0 : info->si_overrun;
  if (late > MOST_LATE_NS / period()) late = (int)(MOST_LATE_NS / period());
  s->cpu_ns = (uint64_t)(1 + late) * (uint64_t)period();
  s->dropped = atomic_load_explicit(&t->control->samples_dropped, memory_order_relaxed);
  s->frames = count;
  s->stack = (uint32_t)copied;
  p->kind = SAMPLE;
  p->size = ((uint32_t)sizeof *p + s->size + 31) & ~31u;
  p->events_before = atomic_load_explicit(&t->control->event_head, memory_order_relaxed);
  plumb_publish(&t->samples, p->size);
}

/* Of the calling thread's CPU time. By the kernel's call, because that of older libraries asks for
 * memory, which a handler must not. */
static int make_timer(uint32_t tid, void *what, int *timer) {
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGNAL;
  event.sigev_notify_thread_id = (int)tid;
  event.sigev_value.sival_ptr = what;
  return syscall(SYS_timer_create, CLOCK_THREAD_CPUTIME_ID, &event, timer) ? -errno : 0;
}

/* By the thread itself, maybe in a handler. */
static int arm(struct thread *t) {
  t->has_timer = 1; /* first, as a signal may come that asks for one */
  int error = make_timer(t->tid, t, &t->timer);
  if (error) {
    t->has_timer = 0;
    return error;
  }
  struct timespec used;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  uint64_t now = plumb_now();
  /* The first sample comes at any time of a period, as others would had there always been a timer:
   * what came before is then missing half a period on average, which this one has too many. */
  uint64_t chance = (now ^ (uint64_t)t->tid << 32) * 0x9E3779B97F4A7C15ull >> 11;
  long first = 1 + (long)(chance % (uint64_t)period());
  struct itimerspec every = {{period() / 1000000000l, period() % 1000000000l},
                             {first / 1000000000l, first % 1000000000l}};
  /* From here on samples from outside are not counted, so it is said before there are others. */
  atomic_store(&t->control->sampled_since_cpu_ns,
               (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec);
  atomic_store(&t->control->sampled_since_ns, now);
  if (syscall(SYS_timer_settime, t->timer, 0, &every, 0) == 0) return 0;
  error = errno;
  plumb_signals_end(t);
  return -error;
}

/* A thread that has something to say samples itself without being asked. */
void plumb_signals_thread(struct thread *t) {
  if (plumb_header && atomic_load(&plumb_header->samples_itself) && !t->has_timer) arm(t);
}

/* So does one that says that it begins. */
EXPORT void plumb_sample_thread(void) {
  struct thread *t = plumb_header && atomic_load(&plumb_header->samples_itself)
                         ? plumb_thread_in_signal()
                         : 0;
  if (t) plumb_signals_thread(t);
}

/* The thread that is asked begins to sample itself. */
static void begin(void) {
  if (!hertz || (!plumb_header && plumb_reopen())) return;
  struct thread *t = plumb_thread_in_signal();
  if (t && !t->has_timer && arm(t) == 0) atomic_store(&plumb_header->samples_itself, 1);
}

static char forked; /* stands for a thread of a forked child that has no ring yet */
static int timer_of_forked;

/* In a forked child: when it has run for a while, and not become another program, it will begin. */
void plumb_signals_forked(void) {
  struct itimerspec once = {{0, 0}, {period() / 1000000000l, period() % 1000000000l}};
  if (hertz && make_timer(plumb_tid(), &forked, &timer_of_forked) == 0)
    syscall(SYS_timer_settime, timer_of_forked, 0, &once, 0);
}

static void on_signal(int number, siginfo_t *info, void *context) {
  (void)number;
  int error = errno;
  if (info->si_code == SI_TIMER && info->si_value.sival_ptr == &forked) {
    syscall(SYS_timer_delete, timer_of_forked);
    begin();
  } else if (info->si_code == SI_TIMER) {
    sample(info, context);
  } else if (info->si_code == SI_TKILL && (uint32_t)info->si_pid == plumb_reader) {
    begin();
  }
  errno = error;
}

/* The thread takes no more samples: it ends, or may not. */
void plumb_signals_end(struct thread *t) {
  if (!t->has_timer) return;
  t->has_timer = 0;
  if (t->control) atomic_store(&t->control->sampled_since_ns, 0);
  syscall(SYS_timer_delete, t->timer);
}

/* For all threads, because the program wants the signal for itself: none is left on its way. */
void plumb_signals_stop(void) {
  struct sigaction now;
  if (plumb_header) atomic_store(&plumb_header->samples_itself, 0);
  for (struct thread *t = plumb_threads; t; t = t->next) plumb_signals_end(t);
  if (sigaction(SIGNAL, 0, &now) || now.sa_sigaction != on_signal) return;
  signal(SIGNAL, SIG_IGN);
  signal(SIGNAL, SIG_DFL);
}

/* 0 if samples of this thread will come, and of others when they are asked; 1 if the program itself
 * uses the signal. */
int plumb_signals_start(int hz, uint32_t bytes) {
  struct sigaction now, ours;
  if (sigaction(SIGNAL, 0, &now) ||
      (now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN && now.sa_sigaction != on_signal))
    return 1;
  memset(&ours, 0, sizeof ours);
  ours.sa_sigaction = on_signal;
  ours.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  stack_bytes = bytes;
  hertz = hz;
  if (sigaction(SIGNAL, &ours, 0)) return -errno;
  struct thread *t = plumb_thread();
  int error = !t ? -ENOMEM : t->has_timer ? 0 : arm(t);
  if (!error) atomic_store(&plumb_header->samples_itself, 1);
  return error;
}
