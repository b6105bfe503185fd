/* What observing one operator costs. A trial at the start says it for a loop that does nothing else; in the
 * program, whose caches it shares, it is more. So each step in which operators are observed is compared with
 * the last one in which they were not: by CPU time, and of the differences the median counts, so that neither
 * slow steps nor a machine that is slower at times make operators dear. */
#include "cost.h"

/* Steps with operators that are looked at; the newest. */
#define KEPT 31
#define ENOUGH 9

/* Of the first trial: what is measured beyond is something else than operators. */
#define MOST_TIMES 4

static double first_ns = 250, event_ns = 250;
static double costs[KEPT];
static unsigned count;
static uint64_t without_ns; /* CPU time of the last step without operators; 0: there was none */

double plumb_event_ns(void) { return event_ns; }

void plumb_cost_begin(double ns) {
  if (ns > 20 && ns < 10000) first_ns = ns;
  event_ns = first_ns;
  count = 0;
  without_ns = 0;
}

static double median(const double *of, unsigned number) {
  double sorted[KEPT];
  for (unsigned i = 0; i < number; i++) {
    unsigned at = i;
    for (; at && sorted[at - 1] > of[i]; at--) sorted[at] = sorted[at - 1];
    sorted[at] = of[i];
  }
  return number % 2 ? sorted[number / 2] : (sorted[number / 2 - 1] + sorted[number / 2]) / 2;
}

void plumb_cost_step(int was_on, uint64_t cpu_ns, uint64_t events) {
  if (!was_on) {
    without_ns = cpu_ns;
    return;
  }
  if (!without_ns || !events) return;
  costs[count++ % KEPT] = ((double)cpu_ns - (double)without_ns) / (double)events;
  if (count < ENOUGH) return;
  double ns = median(costs, count < KEPT ? count : KEPT);
  /* Never less than in the loop: where steps differ by more than operators cost, it is noise. */
  event_ns = ns < first_ns ? first_ns : ns > MOST_TIMES * first_ns ? MOST_TIMES * first_ns : ns;
}
