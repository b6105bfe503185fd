/* Work of AMD GPUs, by rocprofiler-sdk.
 *
 * HIP's runtime has rocprofiler-register load the SDK where ROCP_TOOL_LIBRARIES is set, and the SDK calls
 * this library's rocprofiler_configure. If another tool is there, nothing is recorded and that is said. */
#include "rocprofiler.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_OPERATIONS 4096u
#define MOST_GPUS 64u
#define MOST_QUEUES 1024u
#define MOST_KERNELS (1u << 20)

struct rocprofiler plumb_rocprofiler;

static uint64_t context, buffer;

/* HIP's functions that give work, by number. */
static const char *functions[MOST_OPERATIONS];
static int32_t observed[MOST_OPERATIONS];
static size_t observed_count;

static uint64_t gpus[MOST_GPUS], queues[MOST_QUEUES];
static uint32_t numbers[MOST_GPUS], gpu_count, queue_count;

/* Names of kernels by their numbers, which are counted up. Never freed: what a kernel did may be told
 * when its code has gone. */
static const char **kernels;
static uint64_t kernels_room;

/* Flushing goes on until the SDK ends, and not into its end. */
static pthread_mutex_t flushing = PTHREAD_MUTEX_INITIALIZER;
static int running;

/* As CUPTI numbers what is waited for; 0: the call does not wait. */
static uint32_t wait_of(const char *function) {
  if (!strstr(function, "Synchronize")) return 0;
  return strstr(function, "Event") ? 1 : strstr(function, "Stream") ? 3 : 4;
}

static const struct rocprofiler_event *event_of(const struct rocprofiler_call *call) {
  return plumb_rocprofiler.version >= ROCPROFILER_1_0 ? &call->since_1_0.event : &call->event;
}

/* The SDK's numbers have 64 bits and are counted up: the lower half tells the last four billion apart. */
static void on_hip(struct rocprofiler_call call, uint64_t *kept, void *data) {
  uint64_t now = plumb_now();
  const struct rocprofiler_event *event = event_of(&call);
  uint32_t operation = (uint32_t)event->operation, correlation = (uint32_t)call.correlation;
  (void)data;
  if (operation >= MOST_OPERATIONS || !functions[operation] || !plumb_gpu_is_on()) return;
  if (event->phase == ROCPROFILER_ENTER) {
    *kept = now;
    plumb_gpu_launch(GPU_RUNTIME, functions[operation], correlation);
  } else if (event->phase == ROCPROFILER_EXIT && *kept) {
    uint32_t wait = wait_of(functions[operation]);
    if (!wait || !plumb_gpu_lock()) return;
    plumb_gpu_work(&(struct gpu_work){
        .type = WORK_WAIT, .detail = wait, .start = *kept, .end = now, .correlation = correlation});
    plumb_gpu_unlock();
  }
}

/* The name that is kept for a kernel. Kernels are told by their descriptors, which end with ".kd". */
static const char *keep(const struct rocprofiler_kernel *kernel) {
  if (!kernel->name || kernel->id >= MOST_KERNELS) return 0;
  if (kernel->id >= kernels_room) {
    uint64_t room = kernels_room ? kernels_room : 256;
    while (room <= kernel->id) room *= 2;
    const char **grown = realloc(kernels, room * sizeof *grown);
    if (!grown) return 0;
    memset(grown + kernels_room, 0, (room - kernels_room) * sizeof *grown);
    kernels = grown;
    kernels_room = room;
  }
  if (!kernels[kernel->id]) {
    size_t length = strlen(kernel->name);
    if (length > 3 && !strcmp(kernel->name + length - 3, ".kd")) length -= 3;
    kernels[kernel->id] = strndup(kernel->name, length);
  }
  return kernels[kernel->id];
}

static void on_code(struct rocprofiler_call call, uint64_t *kept, void *data) {
  const struct rocprofiler_event *event = event_of(&call);
  int goes = event->phase == ROCPROFILER_EXIT;
  (void)kept;
  (void)data;
  if (!event->payload || !plumb_gpu_lock()) return;
  if (event->operation == ROCPROFILER_CODE_LOADED) {
    plumb_rocprofiler_pc_code(event->payload, goes);
  } else if (event->operation == ROCPROFILER_KERNEL_LOADED) {
    const char *name = keep(event->payload);
    plumb_rocprofiler_pc_kernel(event->payload, name, goes);
  }
  plumb_gpu_unlock();
}

/* UINT32_MAX: the agent is no GPU that is known. */
static uint32_t device(uint64_t agent) {
  for (uint32_t i = 0; i < gpu_count; i++)
    if (gpus[i] == agent) return numbers[i];
  return UINT32_MAX;
}

/* A small number for a queue; 0 stands for all beyond MOST_QUEUES. */
static uint32_t stream(uint64_t queue) {
  for (uint32_t i = 0; i < queue_count; i++)
    if (queues[i] == queue) return i + 1;
  if (queue_count == MOST_QUEUES) return 0;
  queues[queue_count++] = queue;
  return queue_count;
}

static void dispatched(struct thread *gpu, const struct rocprofiler_dispatch *d) {
  const char *name = d->kernel < kernels_room ? kernels[d->kernel] : 0;
  plumb_gpu_work(&(struct gpu_work){.type = WORK_KERNEL, .start = d->start, .end = d->end,
                                    .correlation = (uint32_t)d->correlation,
                                    .name = plumb_name_id(gpu, name ? name : "[unknown kernel]"),
                                    .device = device(d->agent),
                                    .stream = stream(d->queue)});
}

/* As CUPTI numbers copies. */
static uint32_t kind_of(const struct rocprofiler_copy *c) {
  switch (c->operation) {
    case ROCPROFILER_HOST_TO_HOST: return 9;
    case ROCPROFILER_HOST_TO_DEVICE: return 1;
    case ROCPROFILER_DEVICE_TO_HOST: return 2;
    case ROCPROFILER_DEVICE_TO_DEVICE: return c->from_agent == c->to_agent ? 8 : 10;
    default: return 0;
  }
}

static void copied(const struct rocprofiler_copy *c) {
  uint32_t to = device(c->to_agent);
  plumb_gpu_work(&(struct gpu_work){.type = WORK_MEMCPY, .detail = kind_of(c), .start = c->start,
                                    .end = c->end, .bytes = c->bytes,
                                    .correlation = (uint32_t)c->correlation,
                                    .device = to == UINT32_MAX ? device(c->from_agent) : to});
}

void plumb_rocprofiler_receive(struct rocprofiler_receiver *to, struct rocprofiler_header **headers,
                               size_t count, uint64_t dropped_ever) {
  struct thread *gpu = plumb_gpu_lock();
  if (!gpu) return;
  /* A buffer tells of all that it ever dropped. */
  uint64_t lost = dropped_ever > to->dropped ? dropped_ever - to->dropped : 0;
  to->dropped = dropped_ever;
  for (size_t i = 0; i < count; i++) {
    const void *record = headers[i]->payload;
    if (headers[i]->category != to->category || !record) continue;
    if (!to->take(gpu, headers[i]->kind, record, *(const uint64_t *)record)) lost++;
  }
  int samples = to->category == ROCPROFILER_PC_SAMPLING;
  if (lost) plumb_gpu_dropped(samples ? 0 : lost, samples ? lost : 0);
  plumb_gpu_unlock();
}

static int take(struct thread *gpu, uint32_t kind, const void *record, uint64_t size) {
  if (kind == ROCPROFILER_DISPATCHES && size >= sizeof(struct rocprofiler_dispatch))
    dispatched(gpu, record);
  else if (kind == ROCPROFILER_COPIES && size >= sizeof(struct rocprofiler_copy))
    copied(record);
  else
    return 0;
  return 1;
}

static void on_records(uint64_t in, uint64_t from, struct rocprofiler_header **headers, size_t count,
                       void *data, uint64_t dropped_ever) {
  static struct rocprofiler_receiver work = {ROCPROFILER_TRACING, take, 0};
  (void)in;
  (void)from;
  (void)data;
  plumb_rocprofiler_receive(&work, headers, count, dropped_ever);
}

static int flush(void) {
  pthread_mutex_lock(&flushing);
  int on = running;
  if (on) {
    plumb_rocprofiler.flush_buffer(buffer);
    plumb_rocprofiler_pc_flush();
  }
  pthread_mutex_unlock(&flushing);
  return on;
}

static void last(void) { flush(); }

/* The SDK ends: all work has ended, and its contexts are stopped. */
static void finalize(void *data) {
  (void)data;
  flush();
  pthread_mutex_lock(&flushing);
  running = 0;
  pthread_mutex_unlock(&flushing);
}

static int on_operation(uint32_t kind, int32_t operation, void *data) {
  const char *name = 0;
  (void)data;
  if (operation >= 0 && (uint32_t)operation < MOST_OPERATIONS && observed_count < MOST_OPERATIONS &&
      plumb_rocprofiler.query_callback_tracing_kind_operation_name(kind, operation, &name, 0) ==
          ROCPROFILER_OK &&
      name && plumb_gpu_gives_work(name)) {
    functions[operation] = name;
    observed[observed_count++] = operation;
  }
  return 0;
}

static int on_agents(uint32_t version, const void **agents, size_t count, void *data) {
  (void)version;
  (void)data;
  if (!plumb_gpu_lock()) return ROCPROFILER_OK;
  for (size_t i = 0; i < count && gpu_count < MOST_GPUS; i++) {
    const struct rocprofiler_agent *agent = agents[i];
    if (agent->type != ROCPROFILER_GPU || agent->size < sizeof *agent) continue;
    gpus[gpu_count] = agent->id;
    numbers[gpu_count++] = (uint32_t)agent->number;
    plumb_gpu_device((uint32_t)agent->number,
                     agent->product && *agent->product ? agent->product : agent->name);
  }
  plumb_gpu_unlock();
  return ROCPROFILER_OK;
}

static int configure(const struct rocprofiler *r) {
  int error = r->create_context(&context);
  if (!error)
    error = r->create_buffer(context, ROCPROFILER_BUFFER_BYTES, ROCPROFILER_FULL_BYTES, ROCPROFILER_LOSSLESS,
                             on_records, 0, &buffer);
  if (!error) error = r->configure_callback_tracing_service(context, ROCPROFILER_CODE_OBJECTS, 0, 0, on_code, 0);
  if (!error) error = r->iterate_callback_tracing_kind_operations(ROCPROFILER_HIP_CALLS, on_operation, 0);
  if (!error && observed_count)
    error = r->configure_callback_tracing_service(context, ROCPROFILER_HIP_CALLS, observed, observed_count,
                                                  on_hip, 0);
  if (!error) error = r->configure_buffer_tracing_service(context, ROCPROFILER_DISPATCHES, 0, 0, buffer);
  if (!error && r->configure_buffer_tracing_service(context, ROCPROFILER_COPIES, 0, 0, buffer))
    plumb_gpu_lacks("copies of the GPU", "rocprofiler-sdk refuses them");
  if (!error) error = r->query_available_agents(ROCPROFILER_AGENTS_0, on_agents, sizeof(struct rocprofiler_agent), 0);
  if (!error) error = r->start_context(context);
  return error;
}

static int initialize(void *finalizer, void *data) {
  (void)finalizer;
  (void)data;
  if (!plumb_gpu_begin()) return -1;
  int error = configure(&plumb_rocprofiler);
  if (error) {
    char why[96];
    plumb_gpu_end();
    snprintf(why, sizeof why, "rocprofiler-sdk refuses with error %d", error);
    plumb_gpu_lacks("work of the GPU", why);
    return -1;
  }
  const char *when = getenv("PLUMB_GPU");
  if (when && !strcmp(when, "samples")) plumb_rocprofiler_pc_begin(gpus, gpu_count);
  running = 1;
  if (plumb_gpu_repeat(GPU_FLUSH_MS, flush))
    plumb_gpu_lacks("work of the GPU at once", "no thread that asks for it: it comes when buffers are full");
  plumb_gpu_version("rocprofiler", plumb_rocprofiler.version);
  return 0;
}

static int is_known(uint32_t version) {
  return (version >= ROCPROFILER_0_5 && version <= ROCPROFILER_0_6_LAST) ||
         (version >= ROCPROFILER_1_0 && version <= ROCPROFILER_1_1_LAST);
}

#define FIND(name, arguments) *(void **)&plumb_rocprofiler.name = dlsym(sdk, "rocprofiler_" #name);
#define HAS(name, arguments) &&plumb_rocprofiler.name

/* The SDK may not be visible to all; whoever calls is it. */
static int find_functions(const void *caller) {
  Dl_info where;
  if (!dladdr(caller, &where) || !where.dli_fname) return 0;
  void *sdk = dlopen(where.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  if (!sdk) return 0;
  ROCPROFILER_NEEDED(FIND)
  ROCPROFILER_WANTED(FIND)
  return 1 ROCPROFILER_NEEDED(HAS);
}

/* The SDK calls this before a program uses its GPUs; null says that nothing is wanted of it. */
EXPORT struct rocprofiler_tool *rocprofiler_configure(uint32_t version, const char *text, uint32_t priority,
                                                      void *client) {
  static struct rocprofiler_tool tool = {sizeof tool, initialize, finalize, 0};
  const void *caller = __builtin_return_address(0);
  const char *any = getenv("PLUMB_ROCPROFILER_ANY_VERSION");
  char why[160];
  (void)text;
  (void)client;
  if (!plumb_gpu_wanted(last)) return 0;
  plumb_rocprofiler.version = version;
  if (priority > 0) {
    plumb_gpu_lacks("work of the GPU", "another tool has rocprofiler-sdk (rocprofv3): end that one first");
  } else if (!is_known(version) && !(any && !strcmp(any, "1"))) {
    snprintf(why, sizeof why,
             "rocprofiler-sdk %u.%u.%u is not a version whose records are known (0.5, 0.6, 1.0, 1.1);"
             " PLUMB_ROCPROFILER_ANY_VERSION=1 tries it",
             version / 10000, version / 100 % 100, version % 100);
    plumb_gpu_lacks("work of the GPU", why);
  } else if (!find_functions(caller)) {
    plumb_gpu_lacks("work of the GPU", "this rocprofiler-sdk lacks functions");
  } else {
    return &tool;
  }
  return 0;
}

void plumb_rocprofiler_forked(void) {
  pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
  flushing = fresh;
  running = 0;
  plumb_rocprofiler_pc_forked();
}
