/* What the account of the budget books for calls of modules, where operators cost half as much again as in the trial. */
#include "budget.c"

#include <stdio.h>

static struct header header;
struct header *plumb_header = &header;
struct thread *plumb_threads;

uint64_t plumb_now(void) {
  static uint64_t now = 1;
  return now += 1000000;
}
uint32_t plumb_tid(void) { return 1; }
struct thread *plumb_thread(void) { return 0; }
int plumb_reader_is_gone(void) { return 0; }
char *plumb_reserve(struct ring *r, uint32_t bytes) { return (void)r, (void)bytes, NULL; }
void plumb_publish(struct ring *r, uint32_t bytes) { (void)r, (void)bytes; }
int plumb_is_paused(void) { return 0; }
void plumb_operators(int on) { (void)on; }
int plumb_operators_are_on(void) { return 0; }

int main(void) {
  plumb_share(0.05);
  plumb_cost(200);
  plumb_module_cost(100);
  for (int i = 0; i < 20; i++) {
    for (int without = 0; without < 6; without++) plumb_cost_step(0, 5000000, 0);
    plumb_cost_step(1, 5000000 + 6500 * 300, 6500);
  }
  plumb_budget_begin();
  plumb_modules += 1000;
  plumb_budget_step(1);
  printf("%.2f times: %llu ns\n", plumb_cost_times(), (unsigned long long)header.spent_ns);
  plumb_modules += 10;
  plumb_budget_step(1);
  printf("then %llu ns\n", (unsigned long long)header.spent_ns);
  return 0;
}
