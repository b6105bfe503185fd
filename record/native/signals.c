/* Samples from inside: a CPU timer for each thread, whose signal copies registers, the top of the
 * stack and the calls of Python. Java unwinds them.
 *
 * The signal is SIGURG, because nothing happens where nobody handles it: neither after an exec nor
 * in a program that resets its handlers is anything killed, as SIGPROF would; and SIGPROF stays the
 * program's. Only a thread itself makes its timer, where it begins or has something to say, after its stack for
 * the handler (stack.c): there is neither a signal to threads that know nothing of it nor a thread of ours that
 * looks for them, which would be one too many for programs that fork. */
#include "plumb.h"

#include <errno.h>
#include <pthread.h>
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

static int hertz; /* never 0 again: a handler may be dividing by it */
static uint32_t stack_bytes;
static atomic_int is_wanted;

/* The process that all of this is about. After a vfork another one has the same memory for a while. */
static pid_t owner;

static long period(void) { return 1000000000l / hertz; }

int plumb_signals_wanted(void) { return atomic_load(&is_wanted) && owner == getpid(); }

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

/* What lies above the stack pointer. Directly where that is the thread's own stack, which takes a tenth of the time; a
 * pointer that leads elsewhere is for the kernel to follow. */
static long copy_stack(char *to, uint64_t sp) {
  uint64_t own = plumb_stack_from(sp);
  size_t direct = own ? plumb_readable(sp, own < stack_bytes ? own : stack_bytes) : 0;
  if (direct) {
    memcpy(to, (const void *)sp, direct);
    return (long)direct;
  }
  struct iovec here = {to, stack_bytes}, there = {(void *)sp, stack_bytes};
  long copied = syscall(SYS_process_vm_readv, getpid(), &here, 1, &there, 1, 0); /* cannot fault */
  if (copied >= 0) return copied;
  if (!own || errno == EFAULT) return 0;
  copied = (long)(4096 - (sp & 4095)); /* where nobody may be asked: of a stack the page of its pointer is there */
  if (copied > (long)stack_bytes) copied = stack_bytes;
  memcpy(to, (const void *)sp, (size_t)copied);
  return copied;
}

static void sample(siginfo_t *info, void *context) {
  struct thread *t = info->si_value.sival_ptr;
  if (!t || t != plumb_sampled || !plumb_header || !t->control || !t->has_timer || plumb_is_paused()) return;
  uint64_t now = plumb_now(), regs[REGISTERS];
  uint32_t count = plumb_frames(t, t->frames, PYTHON_DEPTH);
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
  memcpy(at += sizeof regs, t->frames, count * 16);
  at += count * 16;
  long copied = copy_stack(at, regs[SP_INDEX]);
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

/* Where in a period the first sample of a thread is: anywhere, as if there had always been a timer. */
static struct timespec chance(uint32_t tid) {
  uint64_t number = (plumb_now() ^ (uint64_t)tid << 32) * 0x9E3779B97F4A7C15ull >> 11;
  long ns = 1 + (long)(number % (uint64_t)period());
  return (struct timespec){ns / 1000000000l, ns % 1000000000l};
}

/* Or lets it stand still, where the program wants that. Asked again after it, because others may have turned that
 * meanwhile, and have passed by timers that were not there yet. */
static int start_timer(int timer, uint32_t tid) {
  for (;;) {
    unsigned turn = plumb_pause_turn();
    struct itimerspec how = {{0, 0}, {0, 0}};
    if (!plumb_is_paused())
      how = (struct itimerspec){{period() / 1000000000l, period() % 1000000000l}, chance(tid)};
    if (syscall(SYS_timer_settime, timer, 0, &how, 0)) return -errno;
    if (turn == plumb_pause_turn()) return 0;
  }
}

/* Timers of threads that have not run for long enough to have a ring: a number of the kernel plus one. Here, so
 * that any thread can end them. */
#define NEW_THREADS 4096
static atomic_int new_threads[NEW_THREADS];
static _Thread_local int new_thread IN_FIXED_PLACE; /* its place plus one */
static char is_new;                                 /* what their signals carry */

static void end_of_new(void) {
  int timer = new_thread ? atomic_exchange(&new_threads[new_thread - 1], 0) : 0;
  new_thread = 0;
  if (timer) syscall(SYS_timer_delete, timer - 1);
}

static int is_blocked(void) {
  sigset_t now;
  return pthread_sigmask(SIG_BLOCK, 0, &now) || sigismember(&now, SIGNAL);
}

/* The calling thread has begun. Most do little: one that runs for a while will have a ring. */
void plumb_signals_new_thread(void) {
  int timer, place = 0, free = 0;
  if (!plumb_signals_wanted() || new_thread || is_blocked() || !plumb_stack_begin()) return;
  plumb_thread_begins();
  if (make_timer(plumb_tid(), &is_new, &timer)) return;
  while (place < NEW_THREADS && !atomic_compare_exchange_strong(&new_threads[place], &free, timer + 1)) {
    place++;
    free = 0;
  }
  new_thread = place < NEW_THREADS ? place + 1 : 0;
  if (!new_thread) syscall(SYS_timer_delete, timer);
  else if (start_timer(timer, plumb_tid()) || !atomic_load(&is_wanted)) end_of_new();
}

/* A pause has begun, or has ended: all timers stand still, or run again. */
void plumb_signals_pause(void) {
  if (!plumb_signals_wanted()) return;
  for (struct thread *t = plumb_threads; t; t = t->next)
    if (t->has_timer) start_timer(t->timer, t->tid);
  for (int i = 0; i < NEW_THREADS; i++) {
    int timer = atomic_load(&new_threads[i]);
    if (timer) start_timer(timer - 1, (uint32_t)i);
  }
}

/* By the thread itself, maybe in a handler. */
static int arm(struct thread *t) {
  if (t->has_left || !plumb_stack_begin()) return -EPERM;
  end_of_new();
  if (t->has_timer) return 0; /* by the last signal of the timer that ended just now */
  int error = make_timer(t->tid, t, &t->timer);
  if (error) return error;
  t->has_timer = 1; /* not before: others end the timers of all threads */
  struct timespec used;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  /* From here on samples from outside are not counted, so it is said before there are others. */
  atomic_store(&t->control->sampled_since_cpu_ns,
               (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec);
  atomic_store(&t->control->sampled_since_ns, plumb_now());
  /* The first sample comes at any time of a period: what came before is then missing half a period on
   * average, which this one has too many. */
  error = start_timer(t->timer, t->tid);
  if (!error && !atomic_load(&is_wanted)) error = -ECANCELED; /* given up meanwhile */
  if (error) plumb_signals_end(t);
  return error;
}

/* A thread that has something to say samples itself. */
void plumb_signals_thread(struct thread *t) {
  if (plumb_header && atomic_load(&plumb_header->samples_itself) && !t->has_timer && !is_blocked()) arm(t);
}

/* So does one that says that it begins. It waits for one that is just ending, as it is given a name once. */
EXPORT void plumb_sample_thread(void) {
  struct thread *t = plumb_header && atomic_load(&plumb_header->samples_itself)
                         ? plumb_thread_for_samples(1)
                         : 0;
  if (t) plumb_signals_thread(t);
}

/* A new thread, or that of a forked child, has run for a while: it gets a ring. Where others are getting one at
 * this moment, its timer comes again. */
static void begin(void) {
  if (!atomic_load(&is_wanted) || (!plumb_header && plumb_reopen())) return end_of_new();
  struct thread *t = plumb_thread_for_samples(0);
  if (t && !t->has_timer && arm(t) == 0) atomic_store(&plumb_header->samples_itself, 1);
  if (plumb_sampled) end_of_new();
}

/* In a forked child, whose only thread is the one that forked. */
void plumb_signals_forked(int hz) {
  owner = getpid();
  atomic_store(&is_wanted, hz > 0);
  memset(new_threads, 0, sizeof new_threads);
  new_thread = 0;
}

static void on_signal(int number, siginfo_t *info, void *context) {
  (void)number;
  int error = errno;
  stack_t *stack = &((ucontext_t *)context)->uc_stack;
  if (info->si_code == SI_TIMER && plumb_stack_has_room(stack, LEAST_OF_HANDLER - 512)) {
    if (info->si_value.sival_ptr == &is_new) begin();
    else sample(info, context);
  }
  plumb_stack_keep(stack);
  errno = error;
}

/* The thread takes no more samples: it ends, or may not. */
void plumb_signals_end(struct thread *t) {
  if (!t->has_timer) return;
  t->has_timer = 0;
  if (t->control) atomic_store(&t->control->sampled_since_ns, 0);
  syscall(SYS_timer_delete, t->timer);
}

/* The calling thread ends. */
void plumb_signals_thread_ended(void) {
  end_of_new();
  plumb_stack_end();
}

/* For all threads, because the program wants the signal for itself: none is left on its way. */
void plumb_signals_stop(void) {
  struct sigaction now;
  atomic_store(&is_wanted, 0);
  if (plumb_header) atomic_store(&plumb_header->samples_itself, 0);
  for (struct thread *t = plumb_threads; t; t = t->next) plumb_signals_end(t);
  for (int i = 0; i < NEW_THREADS; i++) {
    int timer = atomic_exchange(&new_threads[i], 0);
    if (timer) syscall(SYS_timer_delete, timer - 1);
  }
  if (sigaction(SIGNAL, 0, &now) || now.sa_sigaction != on_signal) return;
  signal(SIGNAL, SIG_IGN);
  signal(SIGNAL, SIG_DFL);
}

/* The calling thread gets no more of our signals, and those that it keeps blocked are gone. What others sent is put
 * back. */
void plumb_signals_leave(void) {
  struct thread *t = plumb_sampled;
  if (!plumb_signals_wanted()) return;
  if (t) {
    t->has_left = 1;
    plumb_signals_end(t);
  }
  end_of_new();
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, SIGNAL);
  for (int i = 0; i < 4; i++) {
    struct timespec now = {0, 0};
    siginfo_t info;
    if (syscall(SYS_rt_sigtimedwait, &only, &info, &now, 8) != SIGNAL) return;
    if (info.si_code != SI_TIMER || (info.si_value.sival_ptr != t && info.si_value.sival_ptr != &is_new)) {
      syscall(SYS_rt_tgsigqueueinfo, getpid(), plumb_tid(), SIGNAL, &info);
      return;
    }
  }
}

/* It is about to take blocked signals: ours are none of its business. */
void plumb_signals_leave_to(const sigset_t *wanted) {
  if (sigismember(wanted, SIGNAL) == 1) plumb_signals_leave();
}

void plumb_signals_leave_if_blocked(void) {
  struct thread *t = plumb_sampled;
  if (((t && t->has_timer) || new_thread) && is_blocked()) plumb_signals_leave();
}

/* The calling thread has no stack for handlers any more. */
void plumb_signals_stack(void) {
  struct thread *t = plumb_sampled;
  if (plumb_signals_wanted() && ((t && t->has_timer) || new_thread) && !plumb_stack_begin())
    plumb_signals_leave();
}

/* 0 if samples of this thread will come, and of others as they begin; 1 if the program itself uses the signal. */
int plumb_signals_start(int hz, uint32_t bytes) {
  struct sigaction now, ours;
  if (sigaction(SIGNAL, 0, &now) ||
      (now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN && now.sa_sigaction != on_signal))
    return 1;
  memset(&ours, 0, sizeof ours);
  ours.sa_sigaction = on_signal;
  ours.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  /* A handler of the program's that came within ours might leave both by a jump, and a cancelled thread would end
   * here: whoever then waits for what ours holds would wait forever. All bits, also those of the C library's own
   * signals, which sigfillset leaves out; but not of faults, which would end the program without its handlers. */
  memset(&ours.sa_mask, 0xFF, sizeof ours.sa_mask);
  static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&ours.sa_mask, faults[i]);
  stack_bytes = bytes;
  if (sigaction(SIGNAL, &ours, 0)) return -errno;
  owner = getpid();
  hertz = hz;
  atomic_store(&is_wanted, 1);
  struct thread *t = plumb_thread();
  int error = !t ? -ENOMEM : t->has_timer ? 0 : arm(t);
  if (error) atomic_store(&is_wanted, 0);
  else atomic_store(&plumb_header->samples_itself, 1);
  return error;
}
