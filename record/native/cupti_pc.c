/* Samples of the GPU's program counters, with what warps waited for. Not by default: the GPU runs
 * slower, and where each sample is to have its launch (serialized), kernels run one by one. */
#include "cupti.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_CONTEXTS 32u
#define MOST_REASONS 128u
#define PCS 4096u

struct source {
  void *context; /* 0: free */
  size_t reasons;
  uint32_t index[MOST_REASONS];
  char *name[MOST_REASONS];
  char names[MOST_REASONS][CUPTI_REASON_LENGTH];
  struct cupti_pc_data data;
  struct cupti_pc pcs[PCS]; /* as many, pc_bytes apart: pc_of */
  struct cupti_stall stalls[PCS][MOST_REASONS];
};

static struct source *sources[MOST_CONTEXTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t mode;
static size_t pc_bytes, data_bytes; /* what this CUPTI knows of the two structures */
static int reading, told;

static void tell(const char *what, int error) {
  char why[128];
  if (told) return;
  told = 1;
  snprintf(why, sizeof why, "%s: error %d%s", what, error,
           error == CUPTI_NO_PRIVILEGE ? ", the driver allows it to administrators only" : "");
  plumb_gpu_lacks("samples of the GPU", why);
}

static struct cupti_pc *pc_of(struct source *s, size_t i) {
  return (struct cupti_pc *)((char *)s->pcs + i * pc_bytes);
}

static const char *reason_name(const struct source *s, uint32_t index) {
  for (size_t i = 0; i < s->reasons; i++)
    if (s->index[i] == index) return s->name[i];
  return 0;
}

/* Of each reason there is a second sum, of those samples in which no other warp was issued either. */
static int is_part(const char *name) {
  static const char end[] = "_not_issued";
  size_t length = name ? strlen(name) : 0;
  return length >= sizeof end && !strcmp(name + length - (sizeof end - 1), end);
}

static void write_samples(struct thread *gpu, const struct source *s, const struct cupti_pc *pc,
                          const struct cupti_stall *stall) {
  const char *why = reason_name(s, stall->reason);
  if (is_part(why)) return;
  uint32_t correlation = mode == CUPTI_PC_SERIALIZED ? pc->correlation : 0;
  plumb_gpu_samples(correlation, plumb_name_id(gpu, pc->function), plumb_name_id(gpu, why), stall->samples,
                    pc->offset);
}

/* What is in the buffer now. */
static void write_all(struct source *s) {
  struct thread *gpu = plumb_gpu_lock();
  if (!gpu) return;
  size_t count = s->data.count < PCS ? s->data.count : PCS;
  for (size_t i = 0; i < count; i++) {
    const struct cupti_pc *pc = pc_of(s, i);
    for (size_t j = 0; j < pc->stalls && j < s->reasons; j++)
      if (pc->stall[j].samples) write_samples(gpu, s, pc, &pc->stall[j]);
  }
  if (s->data.dropped) plumb_gpu_dropped(0, s->data.dropped);
  s->data.count = 0;
  s->data.dropped = 0;
  plumb_gpu_unlock();
}

static void read_source(struct source *s) {
  for (int turns = 0; turns < 1000; turns++) {
    for (size_t i = 0; i < PCS; i++) pc_of(s, i)->stalls = s->reasons; /* room again */
    struct cupti_pc_get get = {{sizeof get, 0, s->context}, &s->data};
    int error = plumb_cupti.PCSamplingGetData(&get);
    if (error) {
      tell("samples could not be read", error);
      return;
    }
    write_all(s);
    if (!s->data.remaining) return;
  }
}

static int read_all(void) {
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < MOST_CONTEXTS; i++)
    if (sources[i] && sources[i]->context) read_source(sources[i]);
  pthread_mutex_unlock(&lock);
  return reading;
}

static int begin_reading(void) {
  if (reading) return 0;
  reading = 1;
  int error = plumb_gpu_repeat(GPU_FLUSH_MS, read_all);
  if (error) reading = 0;
  return error;
}

int plumb_pc_begin(uint32_t version, const char *wanted) {
  if (!plumb_cupti.PCSamplingSetConfigurationAttribute || !plumb_cupti.PCSamplingEnable ||
      !plumb_cupti.PCSamplingDisable || !plumb_cupti.PCSamplingGetData ||
      !plumb_cupti.PCSamplingGetNumStallReasons || !plumb_cupti.PCSamplingGetStallReasons) {
    plumb_gpu_lacks("samples of the GPU", "this CUPTI has none");
    return -1;
  }
  int knows_launches = version >= CUPTI_12_4;
  pc_bytes = knows_launches ? sizeof(struct cupti_pc) : CUPTI_PC_BYTES_BEFORE_12_4;
  data_bytes = knows_launches ? sizeof(struct cupti_pc_data) : CUPTI_PC_DATA_BYTES_BEFORE_12_4;
  mode = strcmp(wanted, "serialized") ? CUPTI_PC_CONTINUOUS : CUPTI_PC_SERIALIZED;
  if (mode == CUPTI_PC_SERIALIZED && !knows_launches) {
    plumb_gpu_lacks("launches of the GPU's samples", "CUPTI tells them from CUDA 12.4 on");
    mode = CUPTI_PC_CONTINUOUS; /* nothing is gained by running kernels one by one */
  }
  return 0;
}

static int enable(struct source *s, void *context) {
  struct cupti_pc_context at = {sizeof at, 0, context};
  int error = plumb_cupti.PCSamplingEnable(&at);
  if (error) return error;
  struct cupti_pc_reason_count number = {{sizeof number, 0, context}, &s->reasons};
  error = plumb_cupti.PCSamplingGetNumStallReasons(&number);
  if (!error && s->reasons > MOST_REASONS) s->reasons = MOST_REASONS;
  for (size_t i = 0; i < s->reasons; i++) s->name[i] = s->names[i];
  struct cupti_pc_reasons reasons = {{sizeof reasons, 0, context}, s->reasons, s->index, s->name};
  if (!error) error = plumb_cupti.PCSamplingGetStallReasons(&reasons);
  s->data.size = data_bytes;
  s->data.room = PCS;
  s->data.pcs = s->pcs;
  for (size_t i = 0; i < PCS; i++) {
    struct cupti_pc *pc = pc_of(s, i);
    pc->size = pc_bytes;
    pc->stall = s->stalls[i];
    pc->stalls = s->reasons;
  }
  struct cupti_pc_setting settings[3];
  memset(settings, 0, sizeof settings);
  settings[0].type = CUPTI_PC_STALL_REASONS;
  settings[0].value.list.count = s->reasons;
  settings[0].value.list.indices = s->index;
  settings[1].type = CUPTI_PC_MODE;
  settings[1].value.number = mode;
  settings[2].type = CUPTI_PC_BUFFER;
  settings[2].value.pointer = &s->data;
  struct cupti_pc_settings all = {{sizeof all, 0, context}, 3, settings};
  if (!error) error = plumb_cupti.PCSamplingSetConfigurationAttribute(&all);
  if (error) plumb_cupti.PCSamplingDisable(&at);
  return error;
}

/* A context of the program comes or goes. */
void plumb_pc_context(void *context, int goes) {
  if (!mode || !context) return;
  pthread_mutex_lock(&lock);
  size_t place = MOST_CONTEXTS;
  for (size_t i = 0; i < MOST_CONTEXTS; i++) {
    void *here = sources[i] ? sources[i]->context : 0;
    if (here == (goes ? context : 0) && place == MOST_CONTEXTS) place = i;
  }
  struct source *s = place < MOST_CONTEXTS ? sources[place] : 0;
  if (goes && s) {
    /* The last samples come into the buffer by this. */
    read_source(s);
    struct cupti_pc_context at = {sizeof at, 0, context};
    plumb_cupti.PCSamplingDisable(&at);
    write_all(s);
    s->context = 0;
  } else if (!goes && place == MOST_CONTEXTS) {
    tell("too many contexts", 0);
  } else if (!goes) {
    if (!s) s = sources[place] = calloc(1, sizeof *s);
    int error = s ? enable(s, context) : -1;
    if (error) {
      tell("cannot be begun", error);
    } else {
      s->context = context;
      if (begin_reading()) tell("no thread to read them", 0);
    }
  }
  pthread_mutex_unlock(&lock);
}

void plumb_pc_end(void) {
  reading = 0;
  for (size_t i = 0; i < MOST_CONTEXTS; i++)
    if (sources[i] && sources[i]->context) plumb_pc_context(sources[i]->context, 1);
}

void plumb_pc_forked(void) {
  pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
  lock = fresh;
  reading = 0;
  memset(sources, 0, sizeof sources); /* the parent's */
}
