/* What the fakes of the vendors' profilers have in common, and how the program of the tests uses them. */
#ifndef FAKE_GPU_H
#define FAKE_GPU_H

#include <stdint.h>

#define API __attribute__((visibility("default")))
#define GARBAGE 0xA5 /* what nobody sets in records */

/* Loads Plumb's library as the vendor's runtime does it; 0 if nobody asked for it. */
API int fake_begin(void);

/* Runs one line of a script; 0 if it is none of the fake's. */
API int fake_gpu(const char *line);

#endif
