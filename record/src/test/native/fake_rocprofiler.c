/* Plays rocprofiler-sdk for tests, and rocprofiler-register, which loads it: what a script says happens,
 * through the functions and records that the SDK has. Since 1.0 records of calls are larger. Numbers of
 * launches have 64 bits; what nobody sets in records is garbage. */
#include "rocprofiler_api.h"
#include "fake_gpu.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ERROR 16
#define MOST_KERNELS 4096
#define FIRST_CORRELATION (1ull << 40)
#define CODE 77u
#define CODE_BASE 0x700000000000ull
#define KERNEL_BYTES 0x1000u

static const char *const functions[] = {"hipGetDevice",         "hipLaunchKernel", "hipMemcpyAsync",
                                        "hipMemsetAsync",       "hipGraphLaunch",  "hipStreamSynchronize",
                                        "hipDeviceSynchronize", "hipLaunchHostFunc"};
#define FUNCTIONS (sizeof functions / sizeof *functions)

static uint32_t version;
static rocprofiler_on_call *on_hip, *on_code;
static char observed[FUNCTIONS], traced[32], started[8];
static uint64_t contexts, buffers, samples_buffer;
static struct rocprofiler_tool *tool;

struct buffer {
  rocprofiler_on_records *complete;
  struct rocprofiler_header *headers[65536];
  size_t count;
  uint64_t dropped;
};
static struct buffer all[3];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic unsigned flushes;

static char *kernels[MOST_KERNELS];
static unsigned kernel_count;

static int refuses(const char *function) {
  const char *refused = getenv("FAKE_ROCPROFILER_REFUSES");
  return refused && !strcmp(refused, function) ? ERROR : ROCPROFILER_OK;
}

API int rocprofiler_create_context(uint64_t *context) {
  *context = ++contexts;
  return refuses("create_context");
}

API int rocprofiler_start_context(uint64_t context) {
  started[context & 7] = 1;
  return refuses("start_context");
}

API int rocprofiler_create_buffer(uint64_t context, size_t size, size_t full, uint32_t policy,
                                  rocprofiler_on_records *complete, void *data, uint64_t *buffer) {
  (void)data;
  if (!context || !size || full > size || policy != ROCPROFILER_LOSSLESS) return ERROR;
  *buffer = ++buffers;
  all[*buffer].complete = complete;
  return ROCPROFILER_OK;
}

static void *complete(void *argument) {
  struct buffer *b = argument;
  b->complete(1, 1, b->headers, b->count, 0, b->dropped);
  for (size_t i = 0; i < b->count; i++) free(b->headers[i]);
  b->count = 0;
  return 0;
}

/* Buffers are handed over by a thread of the SDK's, and whoever flushes waits for that; empty ones are not. */
static void deliver(struct buffer *b) {
  pthread_t worker;
  pthread_mutex_lock(&lock);
  if (b->count && pthread_create(&worker, 0, complete, b) == 0) pthread_join(worker, 0);
  pthread_mutex_unlock(&lock);
}

API int rocprofiler_flush_buffer(uint64_t buffer) {
  if (!getenv("FAKE_ROCPROFILER_DEAF")) deliver(&all[buffer]);
  flushes++;
  return ROCPROFILER_OK;
}

API int rocprofiler_configure_callback_tracing_service(uint64_t context, uint32_t kind, const int32_t *operations,
                                                       size_t count, rocprofiler_on_call *callback, void *data) {
  (void)data;
  if (!context) return ERROR;
  if (kind == ROCPROFILER_CODE_OBJECTS) on_code = callback;
  if (kind == ROCPROFILER_HIP_CALLS) on_hip = callback;
  for (size_t i = 0; i < count; i++) observed[operations[i]] = 1;
  return refuses(kind == ROCPROFILER_HIP_CALLS ? "calls" : "code");
}

API int rocprofiler_configure_buffer_tracing_service(uint64_t context, uint32_t kind, const int32_t *operations,
                                                     size_t count, uint64_t buffer) {
  (void)operations;
  if (!context || count || !buffer) return ERROR;
  int refused = refuses(kind == ROCPROFILER_COPIES ? "copies" : "dispatches");
  traced[kind] = !refused;
  return refused;
}

API int rocprofiler_iterate_callback_tracing_kind_operations(uint32_t kind, rocprofiler_on_operation *callback,
                                                             void *data) {
  for (size_t i = 0; i < FUNCTIONS; i++) callback(kind, (int32_t)i, data);
  return ROCPROFILER_OK;
}

API int rocprofiler_query_callback_tracing_kind_operation_name(uint32_t kind, int32_t operation, const char **name,
                                                               uint64_t *length) {
  (void)length;
  *name = functions[operation];
  return kind == ROCPROFILER_HIP_CALLS ? ROCPROFILER_OK : ERROR;
}

/* A CPU stands before the GPUs, as it does in every machine. */
static struct rocprofiler_agent agents[] = {
    {.size = sizeof *agents, .id = 900, .type = 1, .name = "CPU", .product = "A CPU", .number = 0},
    {.size = sizeof *agents, .id = 901, .type = ROCPROFILER_GPU, .name = "gfx0", .product = "Fake-0", .number = 0},
    {.size = sizeof *agents, .id = 902, .type = ROCPROFILER_GPU, .name = "Fake-1", .product = "", .number = 1}};

API int rocprofiler_query_available_agents(uint32_t of, rocprofiler_on_agents *callback, size_t size, void *data) {
  const void *pointers[] = {&agents[0], &agents[1], &agents[2]};
  if (of != ROCPROFILER_AGENTS_0 || size > sizeof *agents) return ERROR;
  return callback(of, pointers, 3, data);
}

API int rocprofiler_query_pc_sampling_agent_configurations(uint64_t gpu, rocprofiler_on_samplings *callback,
                                                           void *data) {
  struct rocprofiler_sampling ways[] = {
      {.size = sizeof *ways, .method = ROCPROFILER_BY_HOST, .unit = ROCPROFILER_TIME, .least = 1, .most = 1u << 30},
      {.size = sizeof *ways, .method = ROCPROFILER_BY_HARDWARE, .unit = ROCPROFILER_CYCLES, .least = 256, .most = 1u << 31}};
  if (gpu < 901) return ERROR;
  return callback(ways, getenv("FAKE_ROCPROFILER_OLD_GPU") ? 1 : 2, data);
}

API int rocprofiler_configure_pc_sampling_service(uint64_t context, uint64_t gpu, uint32_t method, uint32_t unit,
                                                  uint64_t interval, uint64_t buffer, int flags) {
  int hardware = method == ROCPROFILER_BY_HARDWARE;
  const char *allowed = getenv("ROCPROFILER_PC_SAMPLING_BETA_ENABLED");
  if (!allowed || context != 2 || gpu < 901 || interval < (hardware ? 256u : 1u) || flags) return ERROR;
  if (unit != (hardware ? ROCPROFILER_CYCLES : ROCPROFILER_TIME)) return ERROR;
  samples_buffer = buffer;
  return refuses("samples");
}

/* Before the functions that Plumb registers for its end run, or after: the SDK's come last. */
static void end(void) {
  if (tool) tool->finalize(tool->data);
  tool = 0;
}

/* rocprofiler-register loads the SDK and hands it the functions of the runtime; the SDK looks for tools. */
static int set_api_table(const char *runtime) {
  const char *tools = getenv("ROCP_TOOL_LIBRARIES"), *other = getenv("FAKE_ROCPROFILER_OTHER_TOOL");
  const char *named = getenv("FAKE_ROCPROFILER_VERSION");
  version = named ? (uint32_t)atoi(named) : 10000;
  void *library = tools && !strcmp(runtime, "hip") ? dlopen(tools, RTLD_LAZY | RTLD_LOCAL) : 0;
  struct rocprofiler_tool *(*configure)(uint32_t, const char *, uint32_t, void *) = 0;
  if (library) *(void **)&configure = dlsym(library, "rocprofiler_configure");
  if (!configure) return 0;
  struct {
    size_t size;
    const char *name;
    uint32_t handle;
  } client = {sizeof client, 0, 1};
  atexit(end);
  tool = configure(version, "fake", other ? 1 : 0, &client);
  if (tool && (tool->size != sizeof *tool || tool->initialize(0, tool->data))) tool = 0;
  return 1;
}

API int fake_begin(void) {
  /* What is loaded is the SDK that the environment names. */
  const char *sdk = getenv("ROCPROFILER_REGISTER_LIBRARY");
  if (!sdk || !dlopen(sdk, RTLD_LAZY | RTLD_NOLOAD)) return 0;
  return set_api_table("hip");
}

/* What the program asks for. */

static void call(rocprofiler_on_call *callback, uint32_t kind, int32_t operation, uint32_t phase,
                 uint64_t correlation, const void *payload, uint64_t *kept) {
  struct rocprofiler_call record;
  memset(&record, GARBAGE, sizeof record);
  record.context = 1;
  record.correlation = correlation;
  struct rocprofiler_event *event = version >= ROCPROFILER_1_0 ? &record.since_1_0.event : &record.event;
  event->kind = kind;
  event->operation = operation;
  event->phase = phase;
  event->payload = payload;
  callback(record, kept, 0);
}

static void hip(const char *function, uint64_t correlation, uint32_t phase) {
  static _Thread_local uint64_t kept;
  if (phase == ROCPROFILER_ENTER) kept = 0;
  for (size_t i = 0; i < FUNCTIONS; i++)
    if (!strcmp(functions[i], function) && observed[i] && on_hip && started[1])
      call(on_hip, ROCPROFILER_HIP_CALLS, (int32_t)i, phase, FIRST_CORRELATION + correlation, 0, &kept);
}

static void code(uint32_t phase) {
  struct rocprofiler_code loaded;
  memset(&loaded, GARBAGE, sizeof loaded);
  loaded.size = sizeof loaded;
  loaded.id = CODE;
  loaded.base = CODE_BASE;
  if (on_code) call(on_code, ROCPROFILER_CODE_OBJECTS, ROCPROFILER_CODE_LOADED, phase, 0, &loaded, 0);
}

static void tell_kernel(unsigned number, uint32_t phase) {
  char name[16384];
  struct rocprofiler_kernel kernel;
  memset(&kernel, GARBAGE, sizeof kernel);
  kernel.size = version >= ROCPROFILER_1_0 ? sizeof kernel : offsetof(struct rocprofiler_kernel, address);
  kernel.id = number;
  kernel.code = CODE;
  kernel.name = name;
  if (version >= ROCPROFILER_1_0) kernel.address = CODE_BASE + number * KERNEL_BYTES;
  snprintf(name, sizeof name, "%s.kd", kernels[number]);
  if (on_code) call(on_code, ROCPROFILER_CODE_OBJECTS, ROCPROFILER_KERNEL_LOADED, phase, 0, &kernel, 0);
}

/* Its number; before its first use it is loaded, and its code before the first kernel. */
static unsigned kernel_of(const char *name) {
  for (unsigned i = 1; i <= kernel_count; i++)
    if (!strcmp(kernels[i], name)) return i;
  if (!kernel_count) code(ROCPROFILER_ENTER);
  kernels[++kernel_count] = strdup(name);
  tell_kernel(kernel_count, ROCPROFILER_ENTER);
  return kernel_count;
}

/* A record of so many bytes; the SDK's are larger than what is used of them. */
static void *fresh_record(struct buffer *b, uint32_t category, uint32_t kind, size_t size) {
  pthread_mutex_lock(&lock);
  if (b->count == sizeof b->headers / sizeof *b->headers) abort();
  struct rocprofiler_header *header = malloc(sizeof *header + size + 64);
  memset(header, GARBAGE, sizeof *header + size + 64);
  *header = (struct rocprofiler_header){category, kind, header + 1};
  *(uint64_t *)(header + 1) = size + 64;
  b->headers[b->count++] = header;
  return header + 1;
}

static void done(void) { pthread_mutex_unlock(&lock); }

/* Zero is no launch. */
static uint64_t wide(unsigned correlation) { return correlation ? FIRST_CORRELATION + correlation : 0; }

API int fake_gpu(const char *line) {
  char text[256];
  unsigned device, queue, correlation, kind, count;
  int reason, name = 0;
  unsigned long long start, stop, bytes, node, offset;
  if (sscanf(line, "enter runtime %255s %u", text, &correlation) == 2) {
    hip(text, correlation, ROCPROFILER_ENTER);
  } else if (sscanf(line, "leave runtime %255s %u", text, &correlation) == 2) {
    hip(text, correlation, ROCPROFILER_EXIT);
  } else if (sscanf(line, "kernel %u %u %llu %llu %u %llu %n", &device, &queue, &start, &stop, &correlation, &node,
                    &name) == 6) {
    if (!traced[ROCPROFILER_DISPATCHES]) return 1;
    unsigned number = strcmp(line + name, "?") ? kernel_of(line + name) : MOST_KERNELS;
    struct rocprofiler_dispatch *d =
        fresh_record(&all[1], ROCPROFILER_TRACING, ROCPROFILER_DISPATCHES, sizeof *d);
    d->correlation = wide(correlation);
    d->start = start;
    d->end = stop;
    d->agent = 901 + device;
    d->queue = 0x7f0000001000ull * (queue + 1);
    d->kernel = number;
    done();
  } else if (sscanf(line, "copy %u %llu %u %llu %llu %u", &kind, &bytes, &device, &start, &stop, &correlation) == 6) {
    if (!traced[ROCPROFILER_COPIES]) return 1;
    struct rocprofiler_copy *c = fresh_record(&all[1], ROCPROFILER_TRACING, ROCPROFILER_COPIES, sizeof *c);
    int peer = kind > ROCPROFILER_DEVICE_TO_DEVICE; /* to the other device */
    c->operation = peer ? ROCPROFILER_DEVICE_TO_DEVICE : kind;
    c->correlation = wide(correlation);
    c->start = start;
    c->end = stop;
    c->from_agent = kind == ROCPROFILER_HOST_TO_DEVICE ? 900 : 901 + (peer ? !device : device);
    c->to_agent = kind == ROCPROFILER_DEVICE_TO_HOST ? 900 : 901 + device;
    c->bytes = bytes;
    done();
  } else if (!strcmp(line, "unknown")) {
    /* of a category that nobody asked for */
    fresh_record(&all[1], 7, 1, 64);
    done();
  } else if (!strcmp(line, "small")) {
    struct rocprofiler_dispatch *d = fresh_record(&all[1], ROCPROFILER_TRACING, ROCPROFILER_DISPATCHES, sizeof *d);
    d->size = 24;
    done();
  } else if (sscanf(line, "drop %llu", &bytes) == 1) {
    all[1].dropped += bytes;
  } else if (!strcmp(line, "flush")) {
    deliver(&all[1]);
  } else if (!strcmp(line, "awaitflush")) {
    /* two: one may have begun before */
    for (unsigned before = flushes, turns = 0; flushes < before + 2 && turns < 60000; turns++) usleep(1000);
  } else if (sscanf(line, "unload %255s", text) == 1) {
    tell_kernel(kernel_of(text), ROCPROFILER_EXIT);
  } else if (sscanf(line, "pcs %llu %u %255s %u %d", &offset, &correlation, text, &count, &reason) == 5) {
    if (!samples_buffer || !started[2]) return 1;
    unsigned number = kernel_of(text);
    for (unsigned i = 0; i < count; i++) {
      struct rocprofiler_sampled *s =
          fresh_record(&all[samples_buffer], ROCPROFILER_PC_SAMPLING, ROCPROFILER_STOCHASTIC, sizeof *s);
      s->code = CODE;
      s->offset = number * KERNEL_BYTES + offset;
      s->correlation = wide(correlation);
      s->issued = reason < 0;
      s->reason = reason < 0 ? 0 : (uint32_t)reason & 15u;
      done();
    }
  } else if (sscanf(line, "trap %llu %u %255s %u", &offset, &correlation, text, &count) == 4) {
    if (!samples_buffer || !started[2]) return 1;
    unsigned number = kernel_of(text);
    for (unsigned i = 0; i < count; i++) {
      struct rocprofiler_trapped *s =
          fresh_record(&all[samples_buffer], ROCPROFILER_PC_SAMPLING, ROCPROFILER_HOST_TRAP, sizeof *s);
      s->code = strcmp(text, "?") ? CODE : 0;
      s->offset = number * KERNEL_BYTES + offset;
      s->correlation = wide(correlation);
      done();
    }
  } else if (sscanf(line, "invalidsamples %u", &count) == 1) {
    for (unsigned i = 0; i < count && samples_buffer; i++) {
      fresh_record(&all[samples_buffer], ROCPROFILER_PC_SAMPLING, 1, 8);
      done();
    }
  } else {
    return 0;
  }
  return 1;
}
