/* The program asks for nothing to be recorded for a while: timers of samples stand still, operators are not observed,
 * and whoever writes to rings asks first. How long that took, and how much CPU time, is told: it is not lost. */
#include "plumb.h"

#include <pthread.h>
#include <time.h>

static atomic_uint turns; /* odd while paused */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t from_cpu_ns;

unsigned plumb_pause_turn(void) { return atomic_load(&turns); }

int plumb_is_paused(void) { return atomic_load_explicit(&turns, memory_order_relaxed) & 1; }

static uint64_t read_clock(clockid_t clock) {
  struct timespec t;
  return clock_gettime(clock, &t) ? 0 : (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The kernel's name for what a thread of this process has run. */
static clockid_t clock_of(uint32_t tid) { return (clockid_t)(~tid << 3 | 6); }

static void begin(void) {
  struct header *h = plumb_header;
  if (!h || atomic_load(&h->paused_since_ns)) return;
  from_cpu_ns = read_clock(CLOCK_PROCESS_CPUTIME_ID);
  for (struct thread *t = plumb_threads; t; t = t->next)
    t->paused_from_cpu_ns = t->control ? read_clock(clock_of(t->tid)) : 0;
  atomic_store(&h->paused_since_ns, plumb_now());
}

static void end(void) {
  struct header *h = plumb_header;
  uint64_t since = h ? atomic_load(&h->paused_since_ns) : 0, now = plumb_now();
  if (!since) return;
  for (struct thread *t = plumb_threads; t; t = t->next) {
    uint64_t from = t->paused_from_cpu_ns, to = from && t->control ? read_clock(clock_of(t->tid)) : 0;
    if (to > from) atomic_fetch_add(&t->control->paused_cpu_ns, to - from);
    t->paused_from_cpu_ns = 0;
  }
  atomic_fetch_add(&h->paused_cpu_ns, read_clock(CLOCK_PROCESS_CPUTIME_ID) - from_cpu_ns);
  uint64_t number = atomic_load(&h->pauses);
  h->pause[number % PAUSES].begin_ns = since;
  h->pause[number % PAUSES].end_ns = now;
  atomic_fetch_add(&h->paused_ns, now - since);
  atomic_store(&h->pauses, number + 1);
  atomic_store(&h->paused_since_ns, 0);
}

static void turn(int pause) {
  pthread_mutex_lock(&lock);
  if (plumb_is_paused() != pause) {
    if (!plumb_header) plumb_reopen();
    if (!pause) end();
    atomic_fetch_add(&turns, 1);
    plumb_signals_pause();
    plumb_budget_pause();
    if (pause) begin();
  }
  pthread_mutex_unlock(&lock);
}

EXPORT void plumb_pause(void) { turn(1); }

EXPORT void plumb_resume(void) { turn(0); }

/* There is a file now; of a forked child maybe, which goes on pausing. */
void plumb_pause_mapped(void) {
  if (plumb_is_paused()) begin();
}

/* The process ends, maybe before it records again. */
void plumb_pause_ended(void) {
  pthread_mutex_lock(&lock);
  end();
  pthread_mutex_unlock(&lock);
}

void plumb_pause_forked(void) {
  pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
  lock = fresh;
}
