/* Plays CUPTI for tests: what a script says happens, through the functions and records that CUPTI has.
 * Records have CUPTI's sizes of CUDA 13.0; what nobody sets in them is garbage. */
#include "cupti_api.h"
#include "fake_gpu.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_IDS 64

static const char *const runtime_names[] = {
    0, "cudaLaunchKernel_v7000", "cudaMemcpyAsync_v3020", "cudaMemset_v3020", "cudaGraphLaunch_v10000",
    "cudaStreamSynchronize_v3020", "cudaGetDevice_v3020", "cudaMalloc_v3020"};
static const char *const driver_names[] = {0, "cuLaunchKernel", 0, "cuMemcpyHtoDAsync_v2", "cuCtxGetDevice"};

static cupti_on_call *on_call;
static cupti_on_request *on_request;
static cupti_on_complete *on_complete;
static void *user;
static uint8_t enabled[4][MOST_IDS], kinds[64];
static uint8_t *buffer;
static size_t buffer_bytes, used, dropped;
static int flushing_period;

#ifndef FAKE_VERSION
#define FAKE_VERSION 130001
#endif

static uint32_t version_now(void) {
  const char *named = getenv("FAKE_CUPTI_VERSION");
  return named ? (uint32_t)atoi(named) : FAKE_VERSION;
}

API int cuptiGetVersion(uint32_t *version) {
  *version = version_now();
  return CUPTI_OK;
}

API int cuptiGetResultString(int result, const char **name) {
  *name = result == CUPTI_UNKNOWN ? "CUPTI_ERROR_UNKNOWN" : "CUPTI_ERROR_OF_OURS";
  return CUPTI_OK;
}

API int cuptiSubscribe(void **subscriber, cupti_on_call *function, void *data) {
  const char *refused = getenv("FAKE_CUPTI_SUBSCRIBE");
  if (refused) return atoi(refused);
  *subscriber = &on_call;
  on_call = function;
  user = data;
  return CUPTI_OK;
}

API int cuptiUnsubscribe(void *subscriber) {
  (void)subscriber;
  on_call = 0;
  return CUPTI_OK;
}

API int cuptiEnableCallback(uint32_t on, void *subscriber, uint32_t domain, uint32_t id) {
  if (subscriber != &on_call || domain > 3 || id >= MOST_IDS) return 1;
  enabled[domain][id] = (uint8_t)on;
  return CUPTI_OK;
}

static const char *name_of(uint32_t domain, uint32_t id) {
  if (domain == CUPTI_RUNTIME && id < sizeof runtime_names / sizeof *runtime_names) return runtime_names[id];
  if (domain == CUPTI_DRIVER && id < sizeof driver_names / sizeof *driver_names) return driver_names[id];
  return 0;
}

API int cuptiGetCallbackName(uint32_t domain, uint32_t id, const char **name) {
  *name = name_of(domain, id);
  return *name ? CUPTI_OK : 1;
}

API int cuptiActivityRegisterCallbacks(cupti_on_request *request, cupti_on_complete *complete) {
  on_request = request;
  on_complete = complete;
  return CUPTI_OK;
}

API int cuptiActivityEnable(uint32_t kind) {
  const char *refused = getenv("FAKE_CUPTI_REFUSES");
  if (refused && (uint32_t)atoi(refused) == kind) return CUPTI_NO_PRIVILEGE;
  kinds[kind & 63] = 1;
  return CUPTI_OK;
}

static size_t size_of(uint32_t kind) {
  switch (kind) {
    case CUPTI_CONCURRENT_KERNEL: return 216;
    case CUPTI_MEMCPY:
    case CUPTI_MEMCPY_PEER: return 96;
    case CUPTI_MEMSET: return 88;
    case CUPTI_SYNCHRONIZATION: return 56;
    case CUPTI_DEVICE: return 184;
    default: return 64; /* a kind that nobody asked for */
  }
}

API int cuptiActivityGetNextRecord(uint8_t *from, size_t valid, void **record) {
  uint8_t *next = *record ? (uint8_t *)*record + size_of(*(uint32_t *)*record) : from;
  if (next >= from + valid) return CUPTI_END_OF_BUFFER;
  *record = next;
  return CUPTI_OK;
}

API int cuptiActivityGetNumDroppedRecords(void *context, uint32_t stream, size_t *count) {
  (void)context;
  (void)stream;
  *count = dropped;
  dropped = 0;
  return CUPTI_OK;
}

static void *complete(void *unused) {
  uint8_t *full = buffer;
  size_t bytes = buffer_bytes, valid = used;
  buffer = 0;
  used = 0;
  if (full) on_complete(0, 0, full, bytes, valid);
  return unused;
}

/* Buffers are handed over by CUPTI's thread, or by whoever flushes. */
static void deliver(void) {
  pthread_t worker;
  if (pthread_create(&worker, 0, complete, 0) == 0)
    pthread_join(worker, 0);
  else
    abort();
}

API int cuptiActivityFlushAll(uint32_t flag) {
  (void)flag;
  complete(0);
  return CUPTI_OK;
}

/* A node's handle is its number. */
API int cuptiGetGraphNodeId(void *node, uint64_t *id) {
  *id = (uint64_t)(uintptr_t)node;
  return node ? CUPTI_OK : 1;
}

API int cuptiActivityFlushPeriod(uint32_t ms) {
  flushing_period = (int)ms;
  return CUPTI_OK;
}

static void *fresh_record(uint32_t kind) {
  size_t size = size_of(kind);
  if (!on_request || !(kind == CUPTI_DEVICE + 55 || kinds[kind & 63])) return 0;
  if (buffer && used + size > buffer_bytes) deliver();
  if (!buffer) {
    size_t most;
    on_request(&buffer, &buffer_bytes, &most);
    if (!buffer) {
      dropped++;
      return 0;
    }
  }
  void *record = buffer + used;
  used += size;
  memset(record, GARBAGE, size);
  *(uint32_t *)record = kind;
  return record;
}

/* What samples of program counters there are, by context. */
#define MOST_PCS 64
static struct {
  uint64_t offset;
  uint32_t correlation, reasons[8], counts[8];
  size_t stalls;
  char function[128];
} pcs[MOST_PCS];
static size_t pc_count;
static uint64_t pcs_dropped;
static struct cupti_pc_data *pc_data;
static int pc_enabled;
static pthread_mutex_t pc_lock = PTHREAD_MUTEX_INITIALIZER;
static const char *const reasons[] = {"stalled_barrier", "stalled_barrier_not_issued", "selected"};
static const uint32_t indices[] = {7, 8, 3};

API int cuptiPCSamplingEnable(struct cupti_pc_context *at) {
  if (at->size != sizeof *at || getenv("FAKE_CUPTI_NO_SAMPLES")) return CUPTI_NO_PRIVILEGE;
  pc_enabled = 1;
  return CUPTI_OK;
}

API int cuptiPCSamplingGetNumStallReasons(struct cupti_pc_reason_count *at) {
  *at->count = 3;
  return CUPTI_OK;
}

API int cuptiPCSamplingGetStallReasons(struct cupti_pc_reasons *at) {
  for (size_t i = 0; i < at->count; i++) {
    at->indices[i] = indices[i];
    strcpy(at->names[i], reasons[i]);
  }
  return CUPTI_OK;
}

API int cuptiPCSamplingSetConfigurationAttribute(struct cupti_pc_settings *at) {
  for (size_t i = 0; i < at->count; i++)
    if (at->settings[i].type == CUPTI_PC_BUFFER) pc_data = at->settings[i].value.pointer;
  return pc_data && pc_enabled ? CUPTI_OK : 1;
}

/* Before CUDA 12.4 (22) the structures end earlier; they lie as far apart as this CUPTI knows them. */
static struct cupti_pc *pc_of(size_t i) {
  size_t bytes = version_now() < 22 ? 56 : 64;
  struct cupti_pc *pc = (struct cupti_pc *)((char *)pc_data->pcs + i * bytes);
  if (pc->size != bytes || pc_data->size != (version_now() < 22 ? 72 : 80)) abort();
  return pc;
}

/* At most two of them at a time, so that reading goes on. */
static void hand_over(void) {
  size_t count = 0;
  pthread_mutex_lock(&pc_lock);
  while (pc_count && count < 2) {
    struct cupti_pc *pc = pc_of(count++);
    pc_count--;
    pc->offset = pcs[pc_count].offset;
    if (version_now() >= 22) pc->correlation = pcs[pc_count].correlation;
    pc->function = strdup(pcs[pc_count].function);
    pc->stalls = pcs[pc_count].stalls;
    for (size_t i = 0; i < pc->stalls; i++)
      pc->stall[i] = (struct cupti_stall){pcs[pc_count].reasons[i], pcs[pc_count].counts[i]};
  }
  pc_data->count = count;
  pc_data->remaining = pc_count;
  pc_data->dropped = pcs_dropped;
  pcs_dropped = 0;
  pthread_mutex_unlock(&pc_lock);
}

API int cuptiPCSamplingGetData(struct cupti_pc_get *at) {
  if (!pc_data || at->data != pc_data) return 1;
  hand_over();
  return CUPTI_OK;
}

API int cuptiPCSamplingDisable(struct cupti_pc_context *at) {
  (void)at;
  if (pc_data) hand_over();
  pc_enabled = 0;
  return CUPTI_OK;
}

/* What the program asks for. */

static void callback(uint32_t domain, const char *function, uint32_t correlation, uint32_t site) {
  for (uint32_t id = 1; on_call && id < MOST_IDS; id++) {
    const char *name = name_of(domain, id);
    if (!enabled[domain][id] || !name || strncmp(name, function, strlen(function))) continue;
    struct cupti_call call;
    memset(&call, GARBAGE, sizeof call);
    call.site = site;
    call.function = function;
    call.correlation = correlation;
    on_call(user, domain, id, &call);
    return;
  }
}

static uint32_t domain_of(const char *name) {
  return strcmp(name, "driver") ? CUPTI_RUNTIME : CUPTI_DRIVER;
}

/* As CUDA does it when it is initialised. */
API int fake_begin(void) {
  const char *injected = getenv("CUDA_INJECTION64_PATH");
  void *plumb = injected ? dlopen(injected, RTLD_NOW) : 0;
  int (*initialize)(void) = 0;
  if (plumb) *(void **)&initialize = dlsym(plumb, "InitializeInjection");
  return initialize ? initialize() : 0;
}

API int fake_gpu(const char *line) {
  char word[16], text[256];
  unsigned device, stream, correlation, kind, from, to;
  unsigned long long start, end, bytes, node;
  int name = 0;
  if (sscanf(line, "enter %15s %255s %u", word, text, &correlation) == 3) {
    callback(domain_of(word), text, correlation, CUPTI_ENTER);
  } else if (sscanf(line, "leave %15s %255s %u", word, text, &correlation) == 3) {
    callback(domain_of(word), text, correlation, CUPTI_ENTER + 1);
  } else if (sscanf(line, "kernel %u %u %llu %llu %u %llu %n", &device, &stream, &start, &end,
                    &correlation, &node, &name) == 6) {
    struct cupti_kernel *k = fresh_record(CUPTI_CONCURRENT_KERNEL);
    if (!k) return 1;
    k->start = start;
    k->end = end;
    k->device = device;
    k->stream = stream;
    k->correlation = correlation;
    k->graph_node = node;
    k->name = strdup(line + name); /* CUPTI's own, and never freed */
  } else if (sscanf(line, "copy %u %u %u %llu %u %u %llu %llu %u %llu", &kind, &from, &to, &bytes, &device,
                    &stream, &start, &end, &correlation, &node) == 10) {
    int peer = kind == 10;
    struct cupti_memcpy *m = fresh_record(peer ? CUPTI_MEMCPY_PEER : CUPTI_MEMCPY);
    if (!m) return 1;
    m->copy_kind = (uint8_t)kind;
    m->from = (uint8_t)from;
    m->to = (uint8_t)to;
    m->bytes = bytes;
    m->start = start;
    m->end = end;
    m->device = device;
    m->stream = stream;
    *(peer ? &m->peer_correlation : &m->correlation) = correlation;
    *(peer ? &m->peer_graph_node : &m->graph_node) = node;
  } else if (sscanf(line, "fill %llu %u %u %llu %llu %u %llu", &bytes, &device, &stream, &start, &end,
                    &correlation, &node) == 7) {
    struct cupti_memset *m = fresh_record(CUPTI_MEMSET);
    if (!m) return 1;
    m->bytes = bytes;
    m->start = start;
    m->end = end;
    m->device = device;
    m->stream = stream;
    m->correlation = correlation;
    m->graph_node = node;
  } else if (sscanf(line, "wait %u %llu %llu %u %u", &kind, &start, &end, &correlation, &stream) == 5) {
    struct cupti_synchronization *s = fresh_record(CUPTI_SYNCHRONIZATION);
    if (!s) return 1;
    s->type = kind;
    s->start = start;
    s->end = end;
    s->correlation = correlation;
    s->stream = stream;
  } else if (sscanf(line, "device %u %255s", &device, text) == 2) {
    struct cupti_device *d = fresh_record(CUPTI_DEVICE);
    if (!d) return 1;
    d->id = device;
    d->name = strdup(text);
  } else if (!strcmp(line, "unknown")) {
    fresh_record(CUPTI_DEVICE + 55);
  } else if (sscanf(line, "drop %llu", &bytes) == 1) {
    dropped += bytes;
  } else if (!strcmp(line, "flush")) {
    deliver();
  } else if (sscanf(line, "context %15s %llu", word, &bytes) == 2) {
    void *context = (void *)(uintptr_t)bytes;
    struct cupti_resource resource = {context, 0, 0};
    uint32_t id = strcmp(word, "goes") ? CUPTI_CONTEXT_CREATED : CUPTI_CONTEXT_GOES;
    if (on_call && enabled[CUPTI_RESOURCE][id]) on_call(user, CUPTI_RESOURCE, id, &resource);
  } else if (sscanf(line, "node %llu %llu", &node, &bytes) == 2) {
    /* made, or copied from another */
    struct cupti_graph graph = {{0, 0}, (void *)(uintptr_t)node, (void *)(uintptr_t)bytes};
    struct cupti_resource resource = {0, 0, &graph};
    uint32_t id = bytes ? CUPTI_NODE_CLONED : CUPTI_NODE_CREATED;
    if (on_call && enabled[CUPTI_RESOURCE][id]) on_call(user, CUPTI_RESOURCE, id, &resource);
  } else if (sscanf(line, "samples %llu %u %255s %u %u %u", &bytes, &correlation, text, &kind, &from, &to) == 6) {
    /* of the three reasons */
    pthread_mutex_lock(&pc_lock);
    if (pc_count < MOST_PCS) {
      pcs[pc_count].offset = bytes;
      pcs[pc_count].correlation = correlation;
      strncpy(pcs[pc_count].function, text, sizeof pcs[0].function - 1);
      pcs[pc_count].stalls = 3;
      memcpy(pcs[pc_count].reasons, indices, sizeof indices);
      pcs[pc_count].counts[0] = kind;
      pcs[pc_count].counts[1] = from;
      pcs[pc_count++].counts[2] = to;
    }
    pthread_mutex_unlock(&pc_lock);
  } else if (sscanf(line, "lostsamples %llu", &bytes) == 1) {
    pthread_mutex_lock(&pc_lock);
    pcs_dropped += bytes;
    pthread_mutex_unlock(&pc_lock);
  } else {
    return 0;
  }
  return 1;
}
