/* Work of GPUs: what the parts for NVIDIA's (cupti.c) and AMD's (rocprofiler.c) have in common.
 * Each call that gives a GPU work is an event of the thread that calls; what the GPU did comes from the
 * vendor's profiler later, into a ring of its own. Plumb joins them by the profiler's number. */
#ifndef PLUMB_GPU_H
#define PLUMB_GPU_H

#include "plumb.h"

/* How long what a GPU did waits in a profiler's buffers, in ms: it is lost if the program is killed. */
#define GPU_FLUSH_MS 100u

/* Whose call it is. */
enum { GPU_DRIVER = 1, GPU_RUNTIME = 2 };

enum { WORK_KERNEL = 1, WORK_MEMCPY = 2, WORK_MEMSET = 3, WORK_WAIT = 4 };

/* One piece of work; copies, fills and waits are named by whoever reads. */
struct gpu_work {
  uint32_t type;
  uint32_t detail; /* as CUPTI numbers it: four bits each of the copy, from and to; or the wait */
  uint64_t start, end, bytes;
  uint32_t correlation, name, device, stream;
  uint64_t node;
};

/* 1 if work is to be recorded in this process, whose file is then open. The first that asks gets it:
 * numbers of two profilers would be taken for each other. Last: what is done when the program ends. */
int plumb_gpu_wanted(void (*last)(void));
int plumb_gpu_begin(void);
void plumb_gpu_end(void);
int plumb_gpu_is_on(void);

/* The ring of the GPU's work, which is no thread's. Who writes holds the lock. */
struct thread *plumb_gpu_lock(void);
void plumb_gpu_unlock(void);
void plumb_gpu_work(const struct gpu_work *work);
void plumb_gpu_samples(uint32_t correlation, uint32_t function, uint32_t reason, uint32_t count,
                       uint64_t offset);
void plumb_gpu_dropped(uint64_t records, uint64_t samples);
void plumb_gpu_device(uint32_t device, const char *name);

/* Of the thread that calls. */
void plumb_gpu_launch(uint32_t domain, const char *function, uint32_t correlation);
void plumb_gpu_lacks(const char *what, const char *why);
void plumb_gpu_version(const char *profiler, uint32_t version);

/* Whether a function of that name gives work or waits for it. */
int plumb_gpu_gives_work(const char *name);

/* Runs a task again and again in a thread of its own, until it answers 0; 0, or an error. */
int plumb_gpu_repeat(uint32_t pause_ms, int (*task)(void));

#endif
