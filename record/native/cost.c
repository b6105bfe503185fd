/* What observing one operator costs. A trial at the start says it for a loop that does nothing else; in the
 * program, whose caches it shares, it is more. So a step in which operators are observed is compared with
 * steps in which they are not: by CPU time, and of the differences the median counts, so that neither slow
 * steps nor a machine that is slower at times make operators dear. What was observed has pushed the program's
 * own out of the caches, for which the step after pays: a tenth of the whole with the transformer of
 * examples/record. So the step and the one after it stand against the one before and the second after. */
#include "cost.h"

/* Steps with operators that are looked at; the newest. */
#define KEPT 31
#define ENOUGH 9

/* Of the first trial: what is measured beyond is something else than operators. */
#define MOST_TIMES 4

static double first_ns = 250, event_ns = 250;
static double costs[KEPT];
static unsigned count;
static double without_ns; /* CPU time of the last step without operators; 0: there was none */

/* A step with operators whose cost is not yet known, because steps after it are still to come. */
static struct {
  uint64_t events;
  double more_ns; /* than the step before it */
  double after_ns; /* CPU time of the step after it; 0: not yet ended */
} open_step;

double plumb_event_ns(void) { return event_ns; }

double plumb_cost_times(void) { return first_ns > 0 ? event_ns / first_ns : 1; }

void plumb_cost_begin(double ns) {
  if (ns > 20 && ns < 10000) first_ns = ns;
  event_ns = first_ns;
  count = 0;
  without_ns = 0;
  open_step.events = 0;
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

static void learn(double ns) {
  costs[count++ % KEPT] = ns / (double)open_step.events;
  open_step.events = 0;
  if (count < ENOUGH) return;
  double middle = median(costs, count < KEPT ? count : KEPT);
  /* Never less than in the loop: where steps differ by more than operators cost, it is noise. */
  event_ns = middle < first_ns                ? first_ns
             : middle > MOST_TIMES * first_ns ? MOST_TIMES * first_ns
                                              : middle;
}

void plumb_cost_step(int was_on, uint64_t cpu_ns, uint64_t events) {
  double ns = (double)cpu_ns;
  if (!was_on) {
    if (open_step.events && open_step.after_ns > 0) {
      learn(open_step.more_ns + open_step.after_ns - ns);
    } else {
      open_step.after_ns = ns;
    }
    without_ns = ns;
    return;
  }
  if (without_ns <= 0 || !events) return;
  if (open_step.events) {
    /* No second step without operators came between; without_ns is then of the first, if there was one. */
    learn(open_step.more_ns);
  }
  open_step.events = events;
  open_step.more_ns = ns - without_ns;
  open_step.after_ns = 0;
}
