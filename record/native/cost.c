/* What observing one operator costs. A trial at the start says it for a loop that does nothing else; in the
 * program, whose caches it shares, it is more. So steps in which operators are observed are compared with
 * those in which they are not: medians of CPU time, so that a slow step of either kind does not count. */
#include "cost.h"

/* Steps of each kind that are looked at; the newest. */
#define KEPT 31
#define ENOUGH 9

/* Of the first trial: what is measured beyond is something else than operators. */
#define MOST_TIMES 4

static double first_ns = 250, event_ns = 250;

struct kind {
  uint64_t cpu_ns[KEPT], events[KEPT];
  unsigned count;
};
static struct kind kinds[2];

double plumb_event_ns(void) { return event_ns; }

void plumb_cost_begin(double ns) {
  if (ns > 20 && ns < 10000) first_ns = ns;
  event_ns = first_ns;
  kinds[0].count = kinds[1].count = 0;
}

static double median(const uint64_t *of, unsigned count) {
  uint64_t sorted[KEPT];
  for (unsigned i = 0; i < count; i++) {
    unsigned at = i;
    for (; at && sorted[at - 1] > of[i]; at--) sorted[at] = sorted[at - 1];
    sorted[at] = of[i];
  }
  return count % 2 ? (double)sorted[count / 2] : ((double)sorted[count / 2 - 1] + (double)sorted[count / 2]) / 2;
}

void plumb_cost_step(int was_on, uint64_t cpu_ns, uint64_t events) {
  struct kind *kind = &kinds[was_on != 0];
  kind->cpu_ns[kind->count % KEPT] = cpu_ns;
  kind->events[kind->count % KEPT] = events;
  kind->count++;
  unsigned off = kinds[0].count < KEPT ? kinds[0].count : KEPT, on = kinds[1].count < KEPT ? kinds[1].count : KEPT;
  if (!was_on || on < ENOUGH || off < ENOUGH) return;
  double each = median(kinds[1].events, on);
  if (each < 1) return;
  double ns = (median(kinds[1].cpu_ns, on) - median(kinds[0].cpu_ns, off)) / each;
  /* Never less than in the loop: where steps differ by more than operators cost, it is noise. */
  event_ns = ns < first_ns ? first_ns : ns > MOST_TIMES * first_ns ? MOST_TIMES * first_ns : ns;
}
