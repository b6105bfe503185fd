/* Operators of libtorch: callbacks of at::RecordFunction, without its headers. What is known about
 * its layout is tested on operators whose numbers are known before it is used. */
#include "plumb.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* at::RecordFunctionCallback: two functions, a probability, flags of scopes, needs of inputs. */
struct callback {
  void *(*start)(void *result, const void *function);
  void (*end)(const void *function, void *result);
  double probability;
  uint8_t scopes_and_needs[16];
};
_Static_assert(sizeof(struct callback) == 40, "as libtorch lays it out");

#define SCOPES_OBSERVED 8

static uint64_t (*add_callback)(struct callback);
static void (*remove_callback)(uint64_t);
static const char *(*name_of)(const void *);
static uint64_t (*record_thread)(void);
static uint64_t handle;
static pthread_mutex_t switching = PTHREAD_MUTEX_INITIALIZER;
static uint64_t switched_ns; /* when operators were last switched */

void plumb_on_operator(const void *function);
void plumb_on_probe(const void *function);

/* In at::RecordFunction; -1 if unknown. */
static int scope_at = -1, sequence_at = -1, forward_thread_at = -1;

void plumb_start(struct thread *t, uint32_t scope, uint32_t name, int64_t sequence, const void *key) {
  if (UNLIKELY(plumb_needs_helper)) plumb_helper();
  uint32_t depth = t->depth++;
  if (depth < OPEN) t->open[depth] = key;
  t->started++;
  uint64_t context = plumb_context(t);
  char *to = plumb_reserve(&t->events, 32);
  if (!to) return;
  uint32_t *head = (uint32_t *)to;
  uint64_t *wide = (uint64_t *)to;
  head[0] = START | scope << 8 | (depth > 0xFFFF ? 0xFFFF : depth) << 16;
  head[1] = name;
  wide[2] = context;
  wide[3] = (uint64_t)sequence;
  wide[1] = plumb_now();
  plumb_publish(&t->events, 32);
}

/* Ends what began with the key. What began after it and has not ended, never will. */
void plumb_end(struct thread *t, const void *key) {
  uint64_t now = plumb_now();
  uint32_t depth = t->depth;
  if (UNLIKELY(depth > OPEN)) {
    t->depth--; /* too deep to be told apart */
    depth = t->depth;
  } else {
    while (depth && t->open[depth - 1] != key) depth--;
    if (!depth) return; /* began on another thread, or before this one was observed */
    t->depth = --depth;
  }
  char *to = plumb_reserve(&t->events, 32);
  if (!to) return;
  uint32_t *head = (uint32_t *)to;
  uint64_t *wide = (uint64_t *)to;
  head[0] = END | (depth > 0xFFFF ? 0xFFFF : depth) << 16;
  head[1] = 0;
  wide[1] = now;
  wide[2] = wide[3] = 0;
  plumb_publish(&t->events, 32);
}

static void define_thread(struct thread *t) {
  char *to = record_thread ? plumb_reserve(&t->events, 32) : 0;
  if (!to) return;
  memset(to, 0, 32);
  ((uint32_t *)to)[0] = THREAD;
  ((uint32_t *)to)[1] = 32;
  ((uint64_t *)to)[1] = record_thread();
  plumb_publish(&t->events, 32);
  t->defined = 1;
}

/* A std::unique_ptr<ObserverContext> is returned through a hidden pointer; ours is always empty.
 * On AArch64 that pointer is in x8 and not an argument: see below. */
void plumb_on_operator(const void *function) {
  struct thread *t = plumb_thread();
  if (!t) return;
  if (UNLIKELY(!t->defined)) define_thread(t);
  const char *at = function;
  uint32_t scope = scope_at >= 0 ? *(const uint8_t *)(at + scope_at) : 0;
  int64_t sequence = sequence_at >= 0 ? *(const int64_t *)(at + sequence_at) : -1;
  if (scope == SCOPE_BACKWARD && sequence >= 0 && forward_thread_at >= 0) {
    uint64_t forward = *(const uint64_t *)(at + forward_thread_at);
    sequence |= (int64_t)((forward & 0x7FFF) << 48);
  }
  plumb_start(t, scope, plumb_name_id(t, name_of(function)), sequence, function);
}

static void on_end(const void *function, void *result) {
  (void)result;
  struct thread *t = plumb_self;
  if (t && t->control) plumb_end(t, function);
}

#if defined(__x86_64__)
#define RETURNS_NOTHING(name, body)                        \
  static void *name(void *result, const void *function) {  \
    *(void **)result = 0;                                  \
    body(function);                                        \
    return result;                                         \
  }
#elif defined(__aarch64__)
/* No C function can do this: that register is nobody's argument. */
#define RETURNS_NOTHING(name, body)                                                          \
  extern void *name(void *result, const void *function);                                     \
  __asm__(".text\n.hidden " #name "\n.type " #name ", %function\n" #name ":\n\tstr xzr, [x8]\n\tb " \
          #body "\n");
#else
#error "neither x86-64 nor AArch64"
#endif
RETURNS_NOTHING(plumb_on_start, plumb_on_operator)

static int find_library(struct dl_phdr_info *info, size_t size, void *found) {
  (void)size;
  if (!info->dlpi_name || !strstr(info->dlpi_name, "libtorch_cpu")) return 0;
  *(const char **)found = info->dlpi_name;
  return 1;
}

/* Looks for libtorch in this process; 0 if all that is needed is there. */
int plumb_operators_find(void) {
  const char *library = 0;
  dl_iterate_phdr(find_library, &library);
  void *torch = library ? dlopen(library, RTLD_NOLOAD | RTLD_NOW) : 0;
  if (!torch) return -1;
  *(void **)&add_callback = dlsym(torch, "_ZN2at17addGlobalCallbackENS_22RecordFunctionCallbackE");
  *(void **)&remove_callback = dlsym(torch, "_ZN2at14removeCallbackEm");
  *(void **)&name_of = dlsym(torch, "_ZNK2at14RecordFunction4nameEv");
  *(void **)&record_thread = dlsym(torch, "_ZN2at14RecordFunction15currentThreadIdEv");
  return add_callback && remove_callback && name_of ? 0 : -2;
}

static uint64_t install(void *start, void (*end)(const void *, void *)) {
  struct callback c;
  memset(&c, 0, sizeof c);
  *(void **)&c.start = start;
  c.end = end;
  c.probability = 1;
  memset(c.scopes_and_needs, 1, SCOPES_OBSERVED);
  return add_callback(c);
}

int plumb_operators_are_on(void) { return handle != 0; }

void plumb_operators(int on) {
  if (!add_callback) return;
  pthread_mutex_lock(&switching);
  if (on && !handle) {
    handle = install((void *)plumb_on_start, on_end);
    switched_ns = plumb_now();
  } else if (!on && handle) {
    remove_callback(handle);
    handle = 0;
    switched_ns = plumb_now();
  }
  pthread_mutex_unlock(&switching);
}

/* libtorch has a lock of its own for this. Whoever had it while another thread forks is not in the child, which would
 * wait for it: so nobody switches meanwhile, and threads that run operators are given the time to see the last switch,
 * for which they take it at their next operator. Not waited for without end: whoever forks may be a handler of signals
 * of the thread that switches. */
#define SEEN_NS 1000000u
static _Thread_local int is_held IN_FIXED_PLACE;

void plumb_operators_before_fork(void) {
  for (int i = 0; i < 1000 && !is_held; i++) {
    is_held = pthread_mutex_trylock(&switching) == 0;
    if (!is_held) sched_yield();
  }
  uint64_t ago = plumb_now() - switched_ns;
  struct timespec rest = {0, ago < SEEN_NS ? (long)(SEEN_NS - ago) : 0};
  if (is_held && switched_ns && rest.tv_nsec) syscall(SYS_nanosleep, &rest, 0); /* no place to be cancelled */
}

void plumb_operators_after_fork(void) {
  if (is_held) pthread_mutex_unlock(&switching);
  is_held = 0;
}

/* Whether operators may be switched. */
int plumb_operators_forked(void) {
  int may_switch = is_held;
  pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
  switching = fresh;
  is_held = 0;
  return may_switch;
}

/* The self-test: what libtorch passes for operators that the caller runs. */
#define PROBES 16
#define PROBE_BYTES 320
static struct {
  char name[64];
  uint64_t address;
  uint8_t bytes[PROBE_BYTES];
} probes[PROBES];
static uint32_t probed;

void plumb_on_probe(const void *function) {
  if (probed >= PROBES) return;
  const char *name = name_of(function);
  strncpy(probes[probed].name, name ? name : "", sizeof probes[0].name - 1);
  probes[probed].address = (uint64_t)function;
  memcpy(probes[probed++].bytes, function, PROBE_BYTES);
}
RETURNS_NOTHING(plumb_on_probe_start, plumb_on_probe)

EXPORT int plumb_probe_begin(void) {
  if (plumb_operators_find()) return -1;
  probed = 0;
  memset(probes, 0, sizeof probes);
  handle = install((void *)plumb_on_probe_start, 0);
  return handle ? 0 : -2;
}

static int64_t number(int probe, int at) {
  int64_t value;
  memcpy(&value, probes[probe].bytes + at, 8);
  return value;
}

/* The place at which two operators that follow each other have consecutive numbers, and a range of
 * the user none; preferred is looked at first. -1 if there is none, or more than one. */
static int sequence_place(int first, int second, int range, int preferred) {
  int found = -1;
  for (int at = -8; at + 8 <= 280; at += 8) {
    int here = at < 0 ? preferred : at;
    int64_t value = number(first, here);
    if (value < 0 || value >= 1ll << 40 || number(second, here) != value + 1) continue;
    if (number(range, here) != -1) continue;
    if (at < 0) return here;
    if (found >= 0) return -1;
    found = here;
  }
  return found;
}

static int scope_place(int first, int second, int range, int preferred) {
  int found = -1;
  for (int at = -4; at < 200; at += 4) {
    int here = at < 0 ? preferred : at;
    if (probes[first].bytes[here] || probes[second].bytes[here]) continue;
    if (probes[range].bytes[here] != SCOPE_USER) continue;
    if (at < 0) return here;
    if (found >= 0) return -1;
    found = here;
  }
  return found;
}

/* The number of the forward thread follows the sequence number, the inputs (16 bytes) and the outputs
 * (24 bytes); from torch 2 on there is a map of named inputs between those, which is empty: its only
 * bucket lies in itself, so it points there. The number is zero for forward operators; that it is the
 * right one of backward operators cannot be tested without running a backward pass in the program. */
static int forward_thread_place(int first, int second) {
  if (sequence_at != 200) return -1;
  int map = sequence_at + 24, bucket = map + 48, probe[] = {first, second}, place = -1;
  for (int i = 0; i < 2; i++) {
    int has_map = (uint64_t)number(probe[i], map) == probes[probe[i]].address + (uint64_t)bucket &&
                  number(probe[i], map + 8) == 1 && number(probe[i], map + 24) == 0;
    int here = has_map ? map + 80 : sequence_at + 48;
    if (number(probe[i], here) || (i && here != place)) return -1;
    place = here;
  }
  return place;
}

/* Ends the test: the caller ran aten::exp twice with gradients, then a range called plumb::probe.
 * Bits of the answer: 1 operators, 2 their scopes, 4 their sequence numbers, 8 the forward threads of
 * backward operators. Negative: nothing. */
EXPORT int plumb_probe_end(void) {
  plumb_operators(0);
  int exp[2] = {-1, -1}, seen = 0, range = -1;
  for (uint32_t i = 0; i < probed; i++) {
    if (!strcmp(probes[i].name, "aten::exp") && seen < 2) exp[seen++] = (int)i;
    if (!strcmp(probes[i].name, "plumb::probe")) range = (int)i;
  }
  if (seen < 2 || range < 0) {
    add_callback = 0; /* names are not where they should be: nothing is */
    return -1;
  }
  scope_at = scope_place(exp[0], exp[1], range, 96);
  sequence_at = sequence_place(exp[0], exp[1], range, 200);
  forward_thread_at = forward_thread_place(exp[0], exp[1]);
  return 1 | (scope_at >= 0 ? 2 : 0) | (sequence_at >= 0 ? 4 : 0) | (forward_thread_at >= 0 ? 8 : 0);
}
