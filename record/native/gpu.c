/* What recording the work of GPUs has in common for all vendors: a ring for what they did, launches in
 * the rings of threads, and whether there is anything to record at all. */
#include "gpu.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The ring of the GPU: no thread has this number. */
#define GPU_TID 0u

static struct thread *gpu;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int taken;
static void (*at_end)(void);

int __cxa_atexit(void (*)(void *), void *, void *);

/* What is still in buffers, and that all went in order. */
static void at_exit(void *unused) {
  (void)unused;
  if (gpu && at_end) at_end();
  if (plumb_header) atomic_store(&plumb_header->ended, 1);
}

int plumb_gpu_wanted(void (*last)(void)) {
  const char *session = getenv("PLUMB_SESSION"), *reader = getenv("PLUMB_READER");
  const char *when = getenv("PLUMB_GPU");
  char rings[4096];
  if (gpu) plumb_gpu_lacks("work of other GPUs", "those of another vendor are recorded in this process already");
  if (taken || !session || !when || !strcmp(when, "never")) return 0;
  /* There the framework's own profiler is used, in windows. */
  if (!strcmp(when, "auto") && dlsym(RTLD_DEFAULT, "Py_GetVersion")) return 0;
  int length = snprintf(rings, sizeof rings, "%s/rings", session);
  if (length < 0 || (size_t)length >= sizeof rings) return 0;
  if (plumb_open(rings, reader ? (uint32_t)strtoul(reader, 0, 10) : 0)) return 0;
  taken = 1;
  at_end = last;
  __cxa_atexit(at_exit, 0, 0);
  return 1;
}

int plumb_gpu_begin(void) {
  gpu = plumb_thread_of(GPU_TID);
  return gpu != 0; /* no room for a ring: counted there */
}

void plumb_gpu_end(void) { gpu = 0; }

int plumb_gpu_is_on(void) { return gpu != 0; }

struct thread *plumb_gpu_lock(void) {
  pthread_mutex_lock(&lock);
  if (gpu) return gpu;
  pthread_mutex_unlock(&lock);
  return 0;
}

void plumb_gpu_unlock(void) { pthread_mutex_unlock(&lock); }

void plumb_gpu_lacks(const char *what, const char *why) {
  char key[64];
  struct thread *t = plumb_thread();
  snprintf(key, sizeof key, "lacks.%s", what);
  if (t) plumb_note(t, key, why);
}

void plumb_gpu_version(const char *profiler, uint32_t version) {
  char number[16];
  struct thread *t = plumb_thread();
  snprintf(number, sizeof number, "%u", version);
  if (t) plumb_note(t, profiler, number);
}

void plumb_gpu_device(uint32_t device, const char *name) {
  char key[32];
  snprintf(key, sizeof key, "device.%u", device);
  if (name) plumb_note(gpu, key, name);
}

void plumb_gpu_launch(uint32_t domain, const char *function, uint32_t correlation) {
  struct thread *t = plumb_thread();
  if (!t || plumb_is_paused()) return;
  /* CUDA's runtime calls the driver, which then has the same number. */
  if (t->launched && t->last_launch == correlation) return;
  t->launched = 1;
  t->last_launch = correlation;
  uint32_t name = plumb_name_id(t, function);
  uint64_t context = plumb_context(t);
  char *to = plumb_reserve(&t->events, 32);
  if (!to) return;
  uint32_t *word = (uint32_t *)to;
  uint64_t *wide = (uint64_t *)to;
  uint32_t depth = t->depth > 0xFFFF ? 0xFFFF : t->depth;
  word[0] = LAUNCH | domain << 8 | depth << 16;
  word[1] = 32;
  wide[1] = plumb_now();
  wide[2] = context;
  word[6] = correlation;
  word[7] = name;
  plumb_publish(&t->events, 32);
}

void plumb_gpu_work(const struct gpu_work *work) {
  char *to = plumb_reserve(&gpu->events, 64);
  if (!to) return;
  uint32_t *word = (uint32_t *)to;
  uint64_t *wide = (uint64_t *)to;
  word[0] = DEVICE_WORK | work->type << 8 | (work->detail & 0xFFFF) << 16;
  word[1] = 64;
  wide[1] = work->start;
  wide[2] = work->end;
  wide[3] = work->bytes;
  word[8] = work->correlation;
  word[9] = work->name;
  word[10] = work->device;
  word[11] = work->stream;
  wide[6] = work->node;
  wide[7] = 0;
  plumb_publish(&gpu->events, 64);
}

void plumb_gpu_samples(uint32_t correlation, uint32_t function, uint32_t reason, uint32_t count,
                       uint64_t offset) {
  char *to = plumb_reserve(&gpu->events, 32);
  if (!to) return;
  uint32_t *word = (uint32_t *)to;
  word[0] = DEVICE_SAMPLES;
  word[1] = 32;
  word[2] = correlation;
  word[3] = function;
  word[4] = reason;
  word[5] = count;
  ((uint64_t *)to)[3] = offset;
  plumb_publish(&gpu->events, 32);
}

void plumb_gpu_dropped(uint64_t records, uint64_t samples) {
  char *to = plumb_reserve(&gpu->events, 32);
  if (!to) return;
  ((uint32_t *)to)[0] = DEVICE_DROPPED;
  ((uint32_t *)to)[1] = 32;
  ((uint64_t *)to)[1] = records;
  ((uint64_t *)to)[2] = samples;
  ((uint64_t *)to)[3] = 0;
  plumb_publish(&gpu->events, 32);
}

/* By name: the numbers are others for each variant. CUDA's and HIP's functions are called alike. */
int plumb_gpu_gives_work(const char *name) {
  static const char *const parts[] = {"Launch", "Memcpy", "Memset", "MemPrefetch", "Synchronize", "WaitEvent"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (strstr(name, parts[i]) && !strstr(name, "Node") && !strstr(name, "HostFunc")) return 1;
  return 0;
}

struct repeated {
  int (*task)(void);
  uint32_t pause_us;
};

static void *repeat(void *argument) {
  struct repeated what = *(struct repeated *)argument;
  free(argument);
  do usleep(what.pause_us);
  while (what.task());
  return 0;
}

int plumb_gpu_repeat(uint32_t pause_ms, int (*task)(void)) {
  pthread_t thread;
  sigset_t all, before;
  struct repeated *what = malloc(sizeof *what);
  if (!what) return -1;
  *what = (struct repeated){task, pause_ms * 1000};
  sigfillset(&all); /* signals are the program's */
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&thread, 0, repeat, what);
  pthread_sigmask(SIG_SETMASK, &before, 0);
  if (error)
    free(what);
  else
    pthread_detach(thread);
  return error;
}

/* A child may not use the GPUs of its parent, so there is nothing to record in it. */
void plumb_gpu_forked(void) {
  pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
  lock = fresh;
  gpu = 0;
  plumb_cupti_forked();
  plumb_rocprofiler_forked();
}
