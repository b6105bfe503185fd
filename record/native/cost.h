#ifndef PLUMB_COST_H
#define PLUMB_COST_H

#include <stdint.h>

/* Begins anew with what a trial measured, in ns for each operator; what cannot be true is left out. */
void plumb_cost_begin(double ns);

/* A step has ended: whether operators were observed in it, its CPU time, the operators. */
void plumb_cost_step(int was_on, uint64_t cpu_ns, uint64_t events);

/* ns for each operator, as far as is known. */
double plumb_event_ns(void);

/* How many times more they take in the program than in the trial, a loop that does nothing else; 1 to 4. */
double plumb_cost_times(void);

#endif
