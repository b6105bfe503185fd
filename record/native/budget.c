/* Keeps what observing operators costs below a share of the program's time: an account that fills
 * with time and empties with events. At the end of each step it decides about the next one. */
#include "cost.h"
#include "plumb.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NANO 1000000000ull

/* Time that counts at most for what comes later: after a long pause not everything is afforded. */
#define MOST_CREDIT_NS (1 * NANO)

/* How often the kernel is asked how long the thread had no core. */
#define DELAY_NS (NANO / 20)

/* How often it is asked whether the reader is still there. */
#define READER_NS (NANO / 20)

/* Without steps operators are switched by the clock. */
#define SLICE_NS (NANO / 10)
#define NO_STEP_NS (2 * NANO)

static double share = 1;
static double credit_ns;
static double module_ns;
uint64_t plumb_modules;
static uint64_t last_modules;
static uint64_t begin, last, last_events, events_of_step, last_step, last_step_cpu, step_ns;
static int wanted, helping, on_after_pause;

/* In a forked child, whose parent had a thread for slices: it begins one where there is something to switch. Most
 * children become another program and need none. */
int plumb_needs_helper;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static uint64_t events(void) {
  uint64_t sum = 0;
  for (struct thread *t = plumb_threads; t; t = t->next) sum += t->started;
  return sum;
}

EXPORT uint64_t plumb_events(void) { return events(); }

static void tell_cost(void) {
  if (plumb_header) atomic_store(&plumb_header->cost_ps, (uint64_t)(plumb_event_ns() * 1000));
}

/* ns for each operator on this machine, measured by whoever calls. */
EXPORT void plumb_cost(double ns) {
  plumb_cost_begin(ns);
  tell_cost();
}

/* ns for each call of a module, recorded or not: the hook is always there. */
EXPORT void plumb_module_cost(double ns) { module_ns = ns > 0 && ns < 100000 ? ns : 0; }

/* CPU time of all threads: what observing costs them, and not what they wait for. */
static uint64_t cpu_time(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (uint64_t)t.tv_sec * NANO + (uint64_t)t.tv_nsec;
}

/* Learns from a step what operators cost, where there are steps with and without them. */
static void learn(int was_on, uint64_t new_events) {
  if (share >= 1) return;
  uint64_t cpu = cpu_time();
  if (last_step_cpu) {
    plumb_cost_step(was_on, cpu - last_step_cpu, new_events);
    tell_cost();
  }
  last_step_cpu = cpu;
}

EXPORT void plumb_share(double value) { share = value; }

void plumb_budget_begin(void) {
  begin = last = plumb_now();
  last_step = last_step_cpu = 0;
  last_events = events();
  last_modules = plumb_modules;
  events_of_step = 0;
  credit_ns = 0;
  wanted = on_after_pause = 1;
  plumb_operators(!plumb_is_paused());
}

/* Time in which a thread could have run and had no core, since the last look: on a machine that others keep busy
 * all costs take longer by the same factor, so that this time pays for nothing. */
static uint32_t delay_of; /* the thread that was looked at last; 0: what comes next is not to be held against it */

static double without_core(uint64_t now, uint32_t tid) {
  static uint64_t looked, delay;
  if (now - looked < DELAY_NS) return 0;
  looked = now;
  char text[96] = "/proc/thread-self/schedstat"; /* by number only where needed: namespaces have others */
  if (tid != plumb_tid()) snprintf(text, sizeof text, "/proc/self/task/%u/schedstat", tid);
  /* Not by open() and its kin, at which a thread may be cancelled that has the lock. */
  int file = (int)syscall(SYS_openat, AT_FDCWD, text, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  long got = syscall(SYS_read, file, text, sizeof text - 1);
  syscall(SYS_close, file);
  text[got > 0 ? got : 0] = 0;
  char *second = strchr(text, ' '); /* ns on a core, ns without one, turns */
  if (!second) return 0;
  uint64_t before = delay, now_delay = strtoull(second, 0, 10);
  delay = now_delay;
  int is_same = delay_of == tid;
  delay_of = tid;
  return is_same && now_delay > before ? (double)(now_delay - before) : 0;
}

/* The thread that has begun most events since the last slice, or, where there were none, in the one before them. */
static uint32_t busiest(void) {
  static uint32_t tid;
  uint64_t most = 0;
  for (struct thread *t = plumb_threads; t; t = t->next) {
    uint64_t more = t->started - t->started_before;
    t->started_before = t->started;
    if (more > most) {
      most = more;
      tid = t->tid;
    }
  }
  return tid;
}

/* Whether there is still somebody to record for. */
static int is_read(uint64_t now) {
  static uint64_t asked;
  if (now - asked < READER_NS) return 1;
  asked = now;
  return !plumb_reader_is_gone();
}

/* Books what happened since the last time. */
static uint64_t book(uint64_t now, int was_on, double without_core_ns) {
  uint64_t all = events(), new_events = all > last_events ? all - last_events : 0;
  /* What a loop says of the hook of modules is too little by the same factor, for the same reason. */
  double spent_ns = plumb_event_ns() * (double)new_events +
                    module_ns * plumb_cost_times() * (double)(plumb_modules - last_modules);
  double counted_ns = (double)(now - last) - without_core_ns; /* below 0: it was of earlier steps */
  credit_ns += share * counted_ns - spent_ns;
  if (credit_ns > share * MOST_CREDIT_NS) credit_ns = share * MOST_CREDIT_NS;
  atomic_fetch_add(&plumb_header->spent_ns, (uint64_t)spent_ns);
  atomic_fetch_add(&plumb_header->counted_ns, (uint64_t)(int64_t)counted_ns);
  atomic_fetch_add(&plumb_header->observed_ns, now - last);
  if (was_on) atomic_fetch_add(&plumb_header->recorded_ns, now - last);
  last = now;
  last_events = all;
  last_modules = plumb_modules;
  return new_events;
}

void plumb_budget_step(uint32_t source) {
  if (plumb_is_paused()) return;
  struct thread *t = plumb_thread();
  if (!plumb_header) return;
  uint64_t now = plumb_now();
  pthread_mutex_lock(&lock);
  int was_on = plumb_operators_are_on();
  uint64_t before = last_step ? now - last_step : 0;
  last_step = now;
  uint64_t number = atomic_fetch_add(&plumb_header->steps, 1) + 1;
  if (was_on) atomic_fetch_add(&plumb_header->steps_recorded, 1);
  uint64_t new_events = book(now, was_on, share < 1 ? without_core(now, plumb_tid()) : 0);
  if (was_on) events_of_step = new_events;
  if (before) step_ns = before;
  learn(was_on, new_events);
  if (wanted) {
    if (!is_read(now)) wanted = 0;
    /* The first steps say what a step costs; then a step must be paid for by the time it takes. */
    double ahead = credit_ns + share * (double)step_ns - plumb_event_ns() * (double)events_of_step;
    plumb_operators(wanted && !plumb_is_paused() && (share >= 1 || number <= 2 || ahead >= 0));
  }
  pthread_mutex_unlock(&lock);
  char *to = t ? plumb_reserve(&t->events, 32) : 0;
  if (!to) return;
  uint32_t *head = (uint32_t *)to;
  uint64_t *wide = (uint64_t *)to;
  head[0] = STEP | (source & 255) << 8 | (uint32_t)was_on << 16;
  head[1] = 32;
  wide[1] = now;
  wide[2] = number;
  wide[3] = before;
  plumb_publish(&t->events, 32);
}

/* For programs without steps, by the helper. */
void plumb_budget_tick(uint64_t now) {
  if (!plumb_header || share >= 1) return;
  pthread_mutex_lock(&lock);
  if (wanted && !plumb_is_paused() && now - (last_step ? last_step : begin) > NO_STEP_NS && now - last > SLICE_NS) {
    if (plumb_reader_is_gone()) wanted = 0;
    int was_on = plumb_operators_are_on();
    double without_core_ns = without_core(now, busiest()), paid_ns = (double)(now - last) - without_core_ns;
    uint64_t new_events = book(now, was_on, without_core_ns);
    if (was_on) events_of_step = new_events;
    plumb_operators(wanted && credit_ns + share * paid_ns >= plumb_event_ns() * (double)events_of_step);
  }
  pthread_mutex_unlock(&lock);
}

/* A pause has begun, or has ended. Its time is neither any that pays nor any of a step, and the step in which it was
 * has none. */
void plumb_budget_pause(void) {
  if (!plumb_header) return;
  pthread_mutex_lock(&lock);
  uint64_t now = plumb_now();
  if (plumb_is_paused()) {
    on_after_pause = plumb_operators_are_on();
    if (wanted) book(now, on_after_pause, 0);
    plumb_operators(0);
  } else {
    begin = last = now;
    last_events = events();
    last_modules = plumb_modules;
    last_step = last_step_cpu = 0;
    delay_of = 0; /* else what the thread waited in the pause would be taken from the time after it */
    plumb_operators(wanted && on_after_pause);
  }
  pthread_mutex_unlock(&lock);
}

/* When the next tick may have something to do: each wakes the program's core, so there is none while there are
 * steps. In a pause never, after it not at once. */
static uint64_t due(void) {
  pthread_mutex_lock(&lock);
  uint64_t without_step = (last_step ? last_step : begin) + NO_STEP_NS, slice = last + SLICE_NS;
  pthread_mutex_unlock(&lock);
  return without_step > slice ? without_step : slice;
}

static void *help(void *unused) {
  (void)unused;
  while (plumb_header) {
    uint64_t now = plumb_now(), next = due() + NANO / 1000;
    uint64_t ns = next > now ? next - now : SLICE_NS; /* a tick that is due and found nothing to do */
    struct timespec sleep = {(time_t)(ns / NANO), (long)(ns % NANO)};
    nanosleep(&sleep, 0);
    plumb_budget_tick(plumb_now());
  }
  return 0;
}

/* A thread of our own, for what no thread of the program does for us. */
int plumb_helper(void) {
  if (helping) return 0;
  pthread_t thread;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&thread, 0, help, 0);
  pthread_sigmask(SIG_SETMASK, &before, 0);
  plumb_needs_helper = 0; /* also after an error: it would be the same the next time */
  if (error) return -error;
  pthread_detach(thread);
  helping = 1;
  return 0;
}

void plumb_budget_forked(void) {
  pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
  lock = fresh;
  plumb_needs_helper |= helping;
  helping = 0;
  last_step_cpu = 0; /* the child's CPU time begins at 0 */
}

/* In a forked child that has a file. Operators are recorded from the beginning: where it calls no modules and makes no
 * steps, nothing of ours would run in it that could switch them on. So it goes by the clock until there are steps. */
void plumb_budget_child(void) {
  if (!wanted) return;
  plumb_budget_begin();
  begin -= NO_STEP_NS;
}

EXPORT void plumb_stop_operators(void) {
  wanted = 0;
  plumb_operators(0);
}
