/* Work of an NVIDIA GPU, by CUPTI.
 *
 * CUDA loads this library by CUDA_INJECTION64_PATH and calls InitializeInjection. CUPTI has one
 * subscriber only: if somebody else is there, nothing is recorded and that is said once. */
#include "cupti.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_BYTES (1u << 20)
#define MOST_BUFFERS 64u
/* CUPTI numbers its functions without a known end; there are some 800 in 13.0. */
#define MOST_FUNCTIONS 4096u
#define MOST_UNKNOWN 128u

struct cupti plumb_cupti;

static void *subscriber;
static int begun;
static _Atomic uint32_t buffers; /* that CUPTI has */

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
  if (!plumb_gpu_is_on() || !data) return;
  if (domain == CUPTI_RESOURCE) {
    const struct cupti_resource *resource = data;
    if (id == CUPTI_CONTEXT_CREATED || id == CUPTI_CONTEXT_GOES)
      plumb_pc_context(resource->context, id == CUPTI_CONTEXT_GOES);
    else if (id == CUPTI_NODE_CREATED || id == CUPTI_NODE_CLONED)
      graph_node(resource->more, id == CUPTI_NODE_CLONED);
  } else if (((const struct cupti_call *)data)->site == CUPTI_ENTER) {
    const struct cupti_call *call = data;
    plumb_gpu_launch(domain == CUPTI_DRIVER ? GPU_DRIVER : GPU_RUNTIME, call->function, call->correlation);
  }
}

static void record(struct thread *gpu, const void *at) {
  switch (*(const uint32_t *)at) {
    case CUPTI_KERNEL:
    case CUPTI_CONCURRENT_KERNEL: {
      const struct cupti_kernel *k = at;
      plumb_gpu_work(&(struct gpu_work){.type = WORK_KERNEL, .start = k->start, .end = k->end,
                                        .correlation = k->correlation, .name = plumb_name_id(gpu, k->name),
                                        .device = k->device, .stream = k->stream, .node = k->graph_node});
      break;
    }
    case CUPTI_MEMCPY:
    case CUPTI_MEMCPY_PEER: {
      const struct cupti_memcpy *m = at;
      int peer = m->kind == CUPTI_MEMCPY_PEER;
      uint32_t kinds = (m->copy_kind & 15u) | (m->from & 15u) << 4 | (m->to & 15u) << 8;
      plumb_gpu_work(&(struct gpu_work){.type = WORK_MEMCPY, .detail = kinds, .start = m->start, .end = m->end,
                                        .bytes = m->bytes, .device = m->device, .stream = m->stream,
                                        .correlation = peer ? m->peer_correlation : m->correlation,
                                        .node = peer ? m->peer_graph_node : m->graph_node});
      break;
    }
    case CUPTI_MEMSET: {
      const struct cupti_memset *m = at;
      plumb_gpu_work(&(struct gpu_work){.type = WORK_MEMSET, .start = m->start, .end = m->end,
                                        .bytes = m->bytes, .correlation = m->correlation,
                                        .device = m->device, .stream = m->stream, .node = m->graph_node});
      break;
    }
    case CUPTI_SYNCHRONIZATION: {
      const struct cupti_synchronization *s = at;
      plumb_gpu_work(&(struct gpu_work){.type = WORK_WAIT, .detail = s->type, .start = s->start,
                                        .end = s->end, .correlation = s->correlation, .stream = s->stream});
      break;
    }
    case CUPTI_DEVICE: {
      const struct cupti_device *d = at;
      plumb_gpu_device(d->id, d->name);
      break;
    }
    default: /* comes along with others without being asked for */
      break;
  }
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
  struct thread *gpu = plumb_gpu_lock();
  if (gpu) {
    void *at = 0;
    while (valid && plumb_cupti.ActivityGetNextRecord(buffer, valid, &at) == CUPTI_OK) record(gpu, at);
    size_t dropped = 0;
    if (plumb_cupti.ActivityGetNumDroppedRecords(context, stream, &dropped) == CUPTI_OK && dropped)
      plumb_gpu_dropped(dropped, 0);
    plumb_gpu_unlock();
  }
  if (buffer) {
    free(buffer);
    atomic_fetch_sub(&buffers, 1);
  }
}

/* The newest CUDA that the driver knows; 0 if it does not say. It may be asked before it is initialised. */
static int newest_of_driver(void) {
  void *driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
  int (*ask)(int *) = 0;
  int version = 0;
  if (driver) *(void **)&ask = dlsym(driver, "cuDriverGetVersion");
  return ask && ask(&version) == 0 ? version / 1000 : 0;
}

/* Whether it is of a CUDA that the driver knows; otherwise it does not begin. */
static int goes_with(void *library, int newest) {
  int (*ask)(uint32_t *) = 0;
  uint32_t version = 0;
  *(void **)&ask = dlsym(library, "cuptiGetVersion");
  if (!newest || !ask || ask(&version) != CUPTI_OK) return 1;
  int cuda = version >= CUPTI_13_0 ? (int)(version / 10000) : version > CUPTI_11_8 ? 12 : 11;
  return cuda <= newest;
}

static void *open_cupti(void) {
  const char *named = getenv("PLUMB_CUPTI");
  if (named && *named) return dlopen(named, RTLD_NOW | RTLD_LOCAL);
  static const char *const names[] = {
      "libcupti.so.13", "libcupti.so.12", "libcupti.so.11.8", "libcupti.so",
      "/usr/local/cuda/lib64/libcupti.so", "/usr/local/cuda/extras/CUPTI/lib64/libcupti.so"};
  size_t count = sizeof names / sizeof *names;
  int newest = newest_of_driver();
  void *found = 0;
  /* What the program has loaded is of the version that it uses. */
  for (size_t i = 0; i < count && !found; i++) found = dlopen(names[i], RTLD_NOW | RTLD_NOLOAD);
  for (size_t i = 0; i < count && !found; i++) {
    found = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (found && !goes_with(found, newest)) {
      dlclose(found);
      found = 0;
    }
  }
  for (size_t i = 0; i < count && !found; i++) found = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  return found;
}

#define FIND(name, arguments) *(void **)&plumb_cupti.name = dlsym(library, "cupti" #name);
#define HAS(name, arguments) &&plumb_cupti.name

static int is_known(uint32_t version) {
  return (version >= CUPTI_FIRST && version <= CUPTI_LAST_SHORT) ||
         (version >= CUPTI_13_0 && version <= CUPTI_13_0_LAST);
}

static void observe(uint32_t domain) {
  for (uint32_t id = 1, unknown = 0; id < MOST_FUNCTIONS && unknown < MOST_UNKNOWN; id++) {
    const char *name = 0;
    if (plumb_cupti.GetCallbackName(domain, id, &name) != CUPTI_OK || !name) {
      unknown++;
      continue;
    }
    unknown = 0;
    if (plumb_gpu_gives_work(name)) plumb_cupti.EnableCallback(1, subscriber, domain, id);
  }
}

static const char *name_of(int error) {
  const char *name = 0;
  if (plumb_cupti.GetResultString) plumb_cupti.GetResultString(error, &name);
  return name ? name : "no name";
}

/* What is still in buffers. */
static void last(void) {
  plumb_pc_end();
  plumb_cupti.ActivityFlushAll(CUPTI_FLUSH_FORCED);
}

static void begin(void) {
  char why[200];
  void *library = open_cupti();
  if (!library) {
    plumb_gpu_lacks("work of the GPU", "libcupti is not found: put it on LD_LIBRARY_PATH");
    return;
  }
  CUPTI_NEEDED(FIND)
  CUPTI_WANTED(FIND)
  uint32_t version = 0;
  if (!(1 CUPTI_NEEDED(HAS)) || plumb_cupti.GetVersion(&version) != CUPTI_OK) {
    plumb_gpu_lacks("work of the GPU", "this libcupti lacks functions");
    return;
  }
  const char *any = getenv("PLUMB_CUPTI_ANY_VERSION");
  if (!is_known(version) && !(any && !strcmp(any, "1"))) {
    snprintf(why, sizeof why,
             "CUPTI %u is not a version whose records are known (CUDA 11.1 to 13.0);"
             " PLUMB_CUPTI_ANY_VERSION=1 tries it",
             version);
    plumb_gpu_lacks("work of the GPU", why);
    return;
  }
  int error = plumb_cupti.Subscribe(&subscriber, on_call, 0);
  if (error) {
    if (error == CUPTI_OTHER_SUBSCRIBER || error == CUPTI_END_OF_BUFFER)
      snprintf(why, sizeof why, "another profiler has CUPTI (torch.profiler, Nsight): end that one first");
    else
      snprintf(why, sizeof why, "CUPTI refuses with error %d (%s)%s", error, name_of(error),
               error == CUPTI_UNKNOWN || error == CUPTI_NOT_BEGUN
                   ? ", as it does where the driver has no GPU: see nvidia-smi"
                   : "");
    plumb_gpu_lacks("work of the GPU", why);
    return;
  }
  if (!plumb_gpu_begin()) {
    plumb_cupti.Unsubscribe(subscriber);
    return;
  }
  static const uint32_t kinds[] = {CUPTI_DEVICE, CUPTI_CONCURRENT_KERNEL, CUPTI_MEMCPY, CUPTI_MEMCPY_PEER,
                                   CUPTI_MEMSET, CUPTI_SYNCHRONIZATION};
  error = plumb_cupti.ActivityRegisterCallbacks(on_request, on_complete);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !error; i++) {
    int refused = plumb_cupti.ActivityEnable(kinds[i]);
    if (refused && kinds[i] == CUPTI_CONCURRENT_KERNEL) error = refused;
  }
  if (error) {
    plumb_gpu_end();
    plumb_cupti.Unsubscribe(subscriber);
    snprintf(why, sizeof why, "CUPTI refuses records with error %d (%s)%s", error, name_of(error),
             error == CUPTI_NO_PRIVILEGE ? ": the driver allows them to administrators only" : "");
    plumb_gpu_lacks("work of the GPU", why);
    return;
  }
  observe(CUPTI_RUNTIME);
  observe(CUPTI_DRIVER);
  if (plumb_cupti.GetGraphNodeId) {
    plumb_cupti.EnableCallback(1, subscriber, CUPTI_RESOURCE, CUPTI_NODE_CREATED);
    plumb_cupti.EnableCallback(1, subscriber, CUPTI_RESOURCE, CUPTI_NODE_CLONED);
  }
  if (plumb_cupti.ActivityFlushPeriod) plumb_cupti.ActivityFlushPeriod(GPU_FLUSH_MS);
  const char *when = getenv("PLUMB_GPU"), *how = getenv("PLUMB_GPU_SAMPLES");
  if (when && !strcmp(when, "samples") && plumb_pc_begin(version, how ? how : "continuous") == 0) {
    plumb_cupti.EnableCallback(1, subscriber, CUPTI_RESOURCE, CUPTI_CONTEXT_CREATED);
    plumb_cupti.EnableCallback(1, subscriber, CUPTI_RESOURCE, CUPTI_CONTEXT_GOES);
  }
  plumb_gpu_version("cupti", version);
}

/* CUDA calls this when it is initialised in a program that has this library's path in
 * CUDA_INJECTION64_PATH; 1 says that all is well. */
EXPORT int InitializeInjection(void) {
  if (!begun && plumb_gpu_wanted(last)) begin();
  begun = 1;
  return 1;
}

void plumb_cupti_forked(void) { plumb_pc_forked(); }
