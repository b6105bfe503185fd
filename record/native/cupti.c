/* Work of an NVIDIA GPU: each call that gives the GPU work is an event of the thread that calls, and
 * what the GPU did comes from CUPTI later, into a ring of its own. Plumb joins them by number.
 *
 * CUDA loads this library by CUDA_INJECTION64_PATH and calls InitializeInjection. CUPTI has one
 * subscriber only: if somebody else is there, nothing is recorded and that is said once. */
#include "gpu.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The ring of the GPU: no thread has this number. */
#define GPU_TID 0u

#define BUFFER_BYTES (1u << 20)
#define MOST_BUFFERS 64u
/* How long what the GPU did waits for a buffer to fill, in ms: it is lost if the program is killed. */
#define FLUSH_MS 100u
/* CUPTI numbers its functions without a known end; there are some 800 in 13.0. */
#define MOST_FUNCTIONS 4096u
#define MOST_UNKNOWN 128u

struct cupti plumb_cupti;

static struct thread *gpu;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void *subscriber;
static int begun;
static _Atomic uint32_t buffers; /* that CUPTI has */

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

/* A call that gives the GPU work begins. */
static void launch(const struct cupti_call *call, uint32_t domain) {
  struct thread *t = plumb_thread();
  if (!t) return;
  /* The runtime calls the driver, which then has the same number. */
  if (t->launched && t->last_launch == call->correlation) return;
  t->launched = 1;
  t->last_launch = call->correlation;
  uint32_t name = plumb_name_id(t, call->function);
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
  word[6] = call->correlation;
  word[7] = name;
  plumb_publish(&t->events, 32);
}

/* A node of a graph is made, or copied as graphs are when they become executable. Work of a graph is
 * launched as a whole; its nodes know what the program did when each of them was made. */
static void graph_node(const struct cupti_graph *graph, int cloned) {
  struct thread *t = plumb_thread();
  uint64_t node = 0, original = 0;
  if (!t || !graph || plumb_cupti.GetGraphNodeId(graph->node, &node) != CUPTI_OK) return;
  if (cloned && plumb_cupti.GetGraphNodeId(graph->original, &original) != CUPTI_OK) return;
  uint64_t context = cloned ? 0 : plumb_context(t);
  char *to = plumb_reserve(&t->events, 32);
  if (!to) return;
  uint32_t *word = (uint32_t *)to;
  uint64_t *wide = (uint64_t *)to;
  word[0] = GRAPH_NODE | (t->depth > 0xFFFF ? 0xFFFF : t->depth) << 16;
  word[1] = 32;
  wide[1] = context;
  wide[2] = node;
  wide[3] = original;
  plumb_publish(&t->events, 32);
}

static void on_call(void *user, uint32_t domain, uint32_t id, const void *data) {
  (void)user;
  if (!gpu || !data) return;
  if (domain == CUPTI_RESOURCE) {
    const struct cupti_resource *resource = data;
    if (id == CUPTI_CONTEXT_CREATED || id == CUPTI_CONTEXT_GOES)
      plumb_pc_context(resource->context, id == CUPTI_CONTEXT_GOES);
    else if (id == CUPTI_NODE_CREATED || id == CUPTI_NODE_CLONED)
      graph_node(resource->more, id == CUPTI_NODE_CLONED);
  } else if (((const struct cupti_call *)data)->site == CUPTI_ENTER) {
    launch(data, domain);
  }
}

/* Records of the GPU's work; the names of kernels are theirs, copies are named by whoever reads. */
enum { WORK_KERNEL = 1, WORK_MEMCPY = 2, WORK_MEMSET = 3, WORK_WAIT = 4 };

static void work(uint32_t type, uint32_t detail, uint64_t start, uint64_t end, uint64_t bytes,
                 uint32_t correlation, uint32_t name, uint32_t device, uint32_t stream, uint64_t node) {
  char *to = plumb_reserve(&gpu->events, 64);
  if (!to) return;
  uint32_t *word = (uint32_t *)to;
  uint64_t *wide = (uint64_t *)to;
  word[0] = DEVICE_WORK | type << 8 | (detail & 0xFFFF) << 16;
  word[1] = 64;
  wide[1] = start;
  wide[2] = end;
  wide[3] = bytes;
  word[8] = correlation;
  word[9] = name;
  word[10] = device;
  word[11] = stream;
  wide[6] = node;
  wide[7] = 0;
  plumb_publish(&gpu->events, 64);
}

static void record(const void *at) {
  switch (*(const uint32_t *)at) {
    case CUPTI_KERNEL:
    case CUPTI_CONCURRENT_KERNEL: {
      const struct cupti_kernel *k = at;
      uint32_t name = plumb_name_id(gpu, k->name);
      work(WORK_KERNEL, 0, k->start, k->end, 0, k->correlation, name, k->device, k->stream, k->graph_node);
      break;
    }
    case CUPTI_MEMCPY:
    case CUPTI_MEMCPY_PEER: {
      const struct cupti_memcpy *m = at;
      int peer = m->kind == CUPTI_MEMCPY_PEER;
      uint32_t kinds = (m->copy_kind & 15u) | (m->from & 15u) << 4 | (m->to & 15u) << 8;
      work(WORK_MEMCPY, kinds, m->start, m->end, m->bytes,
           peer ? m->peer_correlation : m->correlation, 0, m->device, m->stream,
           peer ? m->peer_graph_node : m->graph_node);
      break;
    }
    case CUPTI_MEMSET: {
      const struct cupti_memset *m = at;
      work(WORK_MEMSET, 0, m->start, m->end, m->bytes, m->correlation, 0, m->device, m->stream,
           m->graph_node);
      break;
    }
    case CUPTI_SYNCHRONIZATION: {
      const struct cupti_synchronization *s = at;
      work(WORK_WAIT, s->type, s->start, s->end, 0, s->correlation, 0, 0, s->stream, 0);
      break;
    }
    case CUPTI_DEVICE: {
      const struct cupti_device *d = at;
      char key[32];
      snprintf(key, sizeof key, "device.%u", d->id);
      if (d->name) plumb_note(gpu, key, d->name);
      break;
    }
    default: /* comes along with others without being asked for */
      break;
  }
}

void plumb_gpu_dropped(struct thread *t, uint64_t records, uint64_t samples) {
  char *to = plumb_reserve(&t->events, 32);
  if (!to) return;
  ((uint32_t *)to)[0] = DEVICE_DROPPED;
  ((uint32_t *)to)[1] = 32;
  ((uint64_t *)to)[1] = records;
  ((uint64_t *)to)[2] = samples;
  ((uint64_t *)to)[3] = 0;
  plumb_publish(&t->events, 32);
}

/* Without a buffer CUPTI drops records, and counts them. */
static void on_request(uint8_t **buffer, size_t *size, size_t *most_records) {
  *buffer = 0;
  *size = 0;
  *most_records = 0; /* as many as fit */
  if (atomic_fetch_add(&buffers, 1) >= MOST_BUFFERS || !(*buffer = malloc(BUFFER_BYTES))) {
    atomic_fetch_sub(&buffers, 1);
    return;
  }
  *size = BUFFER_BYTES;
}

static void on_complete(void *context, uint32_t stream, uint8_t *buffer, size_t size, size_t valid) {
  (void)size;
  struct thread *t = plumb_gpu_lock();
  if (t) {
    void *at = 0;
    while (valid && plumb_cupti.ActivityGetNextRecord(buffer, valid, &at) == CUPTI_OK) record(at);
    size_t dropped = 0;
    if (plumb_cupti.ActivityGetNumDroppedRecords(context, stream, &dropped) == CUPTI_OK && dropped)
      plumb_gpu_dropped(t, dropped, 0);
    plumb_gpu_unlock();
  }
  if (buffer) {
    free(buffer);
    atomic_fetch_sub(&buffers, 1);
  }
}

static void *open_cupti(void) {
  const char *named = getenv("PLUMB_CUPTI");
  if (named && *named) return dlopen(named, RTLD_NOW | RTLD_GLOBAL);
  static const char *const names[] = {
      "libcupti.so.13", "libcupti.so.12", "libcupti.so.11.8", "libcupti.so",
      "/usr/local/cuda/lib64/libcupti.so", "/usr/local/cuda/extras/CUPTI/lib64/libcupti.so"};
  size_t count = sizeof names / sizeof *names;
  void *found = 0;
  /* What the program has loaded is of the version that it uses. */
  for (size_t i = 0; i < count && !found; i++) found = dlopen(names[i], RTLD_NOW | RTLD_NOLOAD);
  for (size_t i = 0; i < count && !found; i++) found = dlopen(names[i], RTLD_NOW | RTLD_GLOBAL);
  return found;
}

#define FIND(name, arguments) *(void **)&plumb_cupti.name = dlsym(library, "cupti" #name);
#define HAS(name, arguments) &&plumb_cupti.name

static int is_known(uint32_t version) {
  return (version >= CUPTI_FIRST && version <= CUPTI_LAST_SHORT) ||
         (version >= CUPTI_13_0 && version <= CUPTI_13_0_LAST);
}

/* Calls that give work or wait for it. By name: the numbers are others for each variant. */
static int gives_work(const char *name) {
  static const char *const parts[] = {"Launch", "Memcpy", "Memset", "MemPrefetch", "Synchronize", "WaitEvent"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (strstr(name, parts[i]) && !strstr(name, "Node") && !strstr(name, "HostFunc")) return 1;
  return 0;
}

static void observe(uint32_t domain) {
  for (uint32_t id = 1, unknown = 0; id < MOST_FUNCTIONS && unknown < MOST_UNKNOWN; id++) {
    const char *name = 0;
    if (plumb_cupti.GetCallbackName(domain, id, &name) != CUPTI_OK || !name) {
      unknown++;
      continue;
    }
    unknown = 0;
    if (gives_work(name)) plumb_cupti.EnableCallback(1, subscriber, domain, id);
  }
}

/* What is still in buffers, and that all went in order. */
static void at_exit(void *unused) {
  (void)unused;
  if (gpu) {
    plumb_pc_end();
    plumb_cupti.ActivityFlushAll(CUPTI_FLUSH_FORCED);
  }
  if (plumb_header) atomic_store(&plumb_header->ended, 1);
}

int __cxa_atexit(void (*)(void *), void *, void *);

static int begin(void) {
  char why[160];
  void *library = open_cupti();
  if (!library) {
    plumb_gpu_lacks("work of the GPU", "libcupti is not found: put it on LD_LIBRARY_PATH");
    return 0;
  }
  CUPTI_NEEDED(FIND)
  CUPTI_WANTED(FIND)
  uint32_t version = 0;
  if (!(1 CUPTI_NEEDED(HAS)) || plumb_cupti.GetVersion(&version) != CUPTI_OK) {
    plumb_gpu_lacks("work of the GPU", "this libcupti lacks functions");
    return 0;
  }
  const char *any = getenv("PLUMB_CUPTI_ANY_VERSION");
  if (!is_known(version) && !(any && !strcmp(any, "1"))) {
    snprintf(why, sizeof why,
             "CUPTI %u is not a version whose records are known (CUDA 11.1 to 13.0);"
             " PLUMB_CUPTI_ANY_VERSION=1 tries it",
             version);
    plumb_gpu_lacks("work of the GPU", why);
    return 0;
  }
  int error = plumb_cupti.Subscribe(&subscriber, on_call, 0);
  if (error) {
    snprintf(why, sizeof why,
             error == CUPTI_OTHER_SUBSCRIBER || error == CUPTI_END_OF_BUFFER
                 ? "another profiler has CUPTI (torch.profiler, Nsight): end that one first"
                 : "CUPTI refuses with error %d",
             error);
    plumb_gpu_lacks("work of the GPU", why);
    return 0;
  }
  gpu = plumb_thread_of(GPU_TID);
  if (!gpu) {
    plumb_cupti.Unsubscribe(subscriber);
    return 0; /* no room for a ring: counted there */
  }
  static const uint32_t kinds[] = {CUPTI_DEVICE, CUPTI_CONCURRENT_KERNEL, CUPTI_MEMCPY, CUPTI_MEMCPY_PEER,
                                   CUPTI_MEMSET, CUPTI_SYNCHRONIZATION};
  error = plumb_cupti.ActivityRegisterCallbacks(on_request, on_complete);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !error; i++) {
    int refused = plumb_cupti.ActivityEnable(kinds[i]);
    if (refused && kinds[i] == CUPTI_CONCURRENT_KERNEL) error = refused;
  }
  if (error) {
    gpu = 0;
    plumb_cupti.Unsubscribe(subscriber);
    snprintf(why, sizeof why, "CUPTI refuses records with error %d%s", error,
             error == CUPTI_NO_PRIVILEGE ? ": the driver allows them to administrators only" : "");
    plumb_gpu_lacks("work of the GPU", why);
    return 0;
  }
  observe(CUPTI_RUNTIME);
  observe(CUPTI_DRIVER);
  if (plumb_cupti.GetGraphNodeId) {
    plumb_cupti.EnableCallback(1, subscriber, CUPTI_RESOURCE, CUPTI_NODE_CREATED);
    plumb_cupti.EnableCallback(1, subscriber, CUPTI_RESOURCE, CUPTI_NODE_CLONED);
  }
  if (plumb_cupti.ActivityFlushPeriod) plumb_cupti.ActivityFlushPeriod(FLUSH_MS);
  const char *when = getenv("PLUMB_GPU"), *how = getenv("PLUMB_GPU_SAMPLES");
  if (when && !strcmp(when, "samples") && plumb_pc_begin(how ? how : "continuous") == 0) {
    plumb_cupti.EnableCallback(1, subscriber, CUPTI_RESOURCE, CUPTI_CONTEXT_CREATED);
    plumb_cupti.EnableCallback(1, subscriber, CUPTI_RESOURCE, CUPTI_CONTEXT_GOES);
  }
  char number[16];
  snprintf(number, sizeof number, "%u", version);
  struct thread *t = plumb_thread();
  if (t) plumb_note(t, "cupti", number);
  return 1;
}

/* CUDA calls this when it is initialised in a program that has this library's path in
 * CUDA_INJECTION64_PATH; 1 says that all is well. */
EXPORT int InitializeInjection(void) {
  const char *session = getenv("PLUMB_SESSION"), *reader = getenv("PLUMB_READER");
  char rings[4096];
  const char *when = getenv("PLUMB_GPU");
  if (begun || !session || !when) return 1;
  begun = 1;
  /* There the framework's own profiler is used, in windows. */
  if (!strcmp(when, "auto") && dlsym(RTLD_DEFAULT, "Py_GetVersion")) return 1;
  int length = snprintf(rings, sizeof rings, "%s/rings", session);
  if (length < 0 || (size_t)length >= sizeof rings) return 1;
  if (plumb_open(rings, reader ? (uint32_t)strtoul(reader, 0, 10) : 0)) return 1;
  __cxa_atexit(at_exit, 0, 0);
  begin();
  return 1;
}

/* A child may not use the CUDA of its parent, so there is nothing to record in it. */
void plumb_gpu_forked(void) {
  pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
  lock = fresh;
  gpu = 0;
  plumb_pc_forked();
}
