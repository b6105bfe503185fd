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
static uint64_t now = NANO, delay = 5 * NANO;

uint64_t plumb_now(void) { return now; }
uint32_t plumb_tid(void) { return 7; }
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
  (void)va_arg(all, long);
  char *to = number == SYS_read ? va_arg(all, char *) : 0;
  va_end(all);
  return to ? snprintf(to, 96, "1 %llu 1", (unsigned long long)delay) : 9;
}

static void pass(uint64_t ms, uint64_t without_core_ms) {
  now += ms * 1000000;
  delay += without_core_ms * 1000000;
}

static void step(const char *name) {
  static uint64_t before;
  plumb_budget_step(1);
  printf("%s: %llu ms\n", name, (unsigned long long)(header.counted_ns - before) / 1000000);
  before = header.counted_ns;
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
  return 0;
}
