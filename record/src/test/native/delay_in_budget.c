/* What time the account of the budget counts where the thread waits for a core, also in a pause. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static long kernel(long number, ...);
#define syscall kernel
#include "budget.c"
#undef syscall

static struct header header;
struct header *plumb_header = &header;
struct thread *plumb_threads;
static int is_paused;
static uint32_t caller = 7;
static struct thread busy = {.tid = 7}, idle = {.next = &busy, .tid = 8};
static uint64_t now = NANO, delay = 5 * NANO, delay_of_idle;

uint64_t plumb_now(void) { return now; }
uint32_t plumb_tid(void) { return caller; }
struct thread *plumb_thread(void) { return 0; }
int plumb_reader_is_gone(void) { return 0; }
char *plumb_reserve(struct ring *r, uint32_t bytes) { return (void)r, (void)bytes, NULL; }
void plumb_publish(struct ring *r, uint32_t bytes) { (void)r, (void)bytes; }
int plumb_is_paused(void) { return is_paused; }
void plumb_operators(int on) { (void)on; }
int plumb_operators_are_on(void) { return 0; }

static long kernel(long number, ...) {
  va_list all;
  va_start(all, number);
  long first = va_arg(all, long);
  char *text = number == SYS_close ? 0 : va_arg(all, char *);
  va_end(all);
  if (number == SYS_openat) return strstr(text, "/thread-self/") ? caller : strstr(text, "/task/7/") ? 7 : 8;
  return text ? snprintf(text, 96, "1 %llu 1", (unsigned long long)(first == 7 ? delay : delay_of_idle)) : 0;
}

static void pass(uint64_t ms, uint64_t without_core_ms) {
  now += ms * 1000000;
  delay += without_core_ms * 1000000;
}

static void tell(const char *name) {
  static uint64_t before;
  printf("%s: %llu ms\n", name, (unsigned long long)(header.counted_ns - before) / 1000000);
  before = header.counted_ns;
}

static void step(const char *name) {
  plumb_budget_step(1);
  tell(name);
}

/* Without steps, by a thread of Plumb's; all that a third one does is to wait for a core. */
static void slice(const char *name, uint64_t events) {
  caller = 9;
  busy.started += events;
  delay_of_idle += NANO;
  plumb_budget_tick(now);
  tell(name);
}

static void turn(int pause) {
  is_paused = pause;
  plumb_budget_pause();
}

int main(void) {
  plumb_share(0.05);
  plumb_budget_begin();
  pass(100, 0);
  step("first");
  pass(100, 60);
  step("on a busy machine");
  turn(1);
  pass(1000, 700);
  turn(0);
  pass(100, 20);
  step("after a pause");
  pass(100, 60);
  step("later");
  plumb_threads = &idle;
  pass(3000, 0);
  slice("without steps", 1000);
  pass(150, 60);
  slice("slice on a busy machine", 1000);
  pass(150, 90);
  slice("slice without events", 0);
  return 0;
}
