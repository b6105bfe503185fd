/* Samples of the program counters of AMD GPUs. Not by default: waves are interrupted for them. The
 * hardware of MI300 and later says why a wave waited; of others the host interrupts waves, and nothing
 * says why. */
#include "rocprofiler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of those that GPUs allow, the next: cycles and microseconds between two samples of a compute unit. */
#define CYCLES (1u << 20)
#define MICROSECONDS 1000u

#define MOST_PLACES (1u << 20)

static uint64_t context, buffer;
static int on;

/* Where code is, and where its kernels begin, by address. */
struct place {
  uint64_t code, address;
  const char *name;
};
static struct place *codes, *kernels;
static size_t code_count, code_room, kernel_count, kernel_room;

/* In the order of rocprofiler_pc_sampling_instruction_not_issued_reason_t, as importers call them. */
static const char *const reasons[] = {
    "NONE",         "NO_INSTRUCTION_AVAILABLE", "ALU_DEPENDENCY",       "WAITCNT",    "INTERNAL_INSTRUCTION",
    "BARRIER_WAIT", "ARBITER_NOT_WIN",          "ARBITER_WIN_EX_STALL", "OTHER_WAIT", "SLEEP_WAIT"};

static void tell(const char *why, int error) {
  char text[128];
  snprintf(text, sizeof text, error ? "%s: error %d" : "%s", why, error);
  plumb_gpu_lacks("samples of the GPU", text);
}

/* The first place beyond an address. */
static size_t beyond(const struct place *places, size_t count, uint64_t address) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (places[middle].address <= address)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void put(struct place **places, size_t *count, size_t *room, struct place fresh) {
  if (*count == *room) {
    size_t more = *room ? 2 * *room : 256;
    struct place *grown = more <= MOST_PLACES ? realloc(*places, more * sizeof *grown) : 0;
    if (!grown) return;
    *places = grown;
    *room = more;
  }
  size_t at = beyond(*places, *count, fresh.address);
  memmove(*places + at + 1, *places + at, (*count - at) * sizeof fresh);
  (*places)[at] = fresh;
  (*count)++;
}

static void take(struct place *places, size_t *count, uint64_t code, uint64_t address) {
  size_t at = beyond(places, *count, address);
  while (at > 0 && places[at - 1].address == address) {
    if (places[--at].code != code) continue;
    memmove(places + at, places + at + 1, (*count - at - 1) * sizeof *places);
    (*count)--;
    return;
  }
}

/* Code comes before the samples are begun, too, so it is kept whether there will be samples or not. */
void plumb_rocprofiler_pc_code(const struct rocprofiler_code *code, int goes) {
  if (code->size < sizeof *code) return;
  if (goes)
    take(codes, &code_count, code->id, code->base);
  else
    put(&codes, &code_count, &code_room, (struct place){code->id, code->base, 0});
}

void plumb_rocprofiler_pc_kernel(const struct rocprofiler_kernel *kernel, const char *name, int goes) {
  if (kernel->size < sizeof *kernel) return;
  if (goes)
    take(kernels, &kernel_count, kernel->code, kernel->address);
  else
    put(&kernels, &kernel_count, &kernel_room, (struct place){kernel->code, kernel->address, name});
}

static const struct place *code_of(uint64_t id) {
  for (size_t i = 0; id && i < code_count; i++)
    if (codes[i].code == id) return &codes[i];
  return 0;
}

/* Why: null if nothing says. A place outside all kernels is one of functions that they call, or of code
 * that is unknown: such a sample has no kernel's name, but its launch. */
static void sample(struct thread *gpu, uint64_t correlation, uint64_t code, uint64_t offset, const char *why) {
  const struct place *base = code_of(code);
  uint64_t address = base ? base->address + offset : offset;
  size_t at = beyond(kernels, kernel_count, address);
  const struct place *kernel = base && at && kernels[at - 1].code == code ? &kernels[at - 1] : 0;
  plumb_gpu_samples((uint32_t)correlation, plumb_name_id(gpu, kernel ? kernel->name : "[unknown code]"),
                    plumb_name_id(gpu, why), 1, kernel ? address - kernel->address : offset);
}

static const char *reason_of(const struct rocprofiler_sampled *s) {
  if (s->issued) return "ISSUED";
  return s->reason < sizeof reasons / sizeof *reasons ? reasons[s->reason] : 0;
}

/* The SDK's invalid samples are among those that are not understood. */
static int receive(struct thread *gpu, uint32_t kind, const void *record, uint64_t size) {
  if (kind == ROCPROFILER_HOST_TRAP && size >= sizeof(struct rocprofiler_trapped)) {
    const struct rocprofiler_trapped *s = record;
    sample(gpu, s->correlation, s->code, s->offset, 0);
  } else if (kind == ROCPROFILER_STOCHASTIC && size >= sizeof(struct rocprofiler_sampled)) {
    const struct rocprofiler_sampled *s = record;
    sample(gpu, s->correlation, s->code, s->offset, reason_of(s));
  } else {
    return 0;
  }
  return 1;
}

static void on_samples(uint64_t in, uint64_t from, struct rocprofiler_header **headers, size_t count,
                       void *data, uint64_t dropped_ever) {
  static struct rocprofiler_receiver samples = {ROCPROFILER_PC_SAMPLING, receive, 0};
  (void)in;
  (void)from;
  (void)data;
  plumb_rocprofiler_receive(&samples, headers, count, dropped_ever);
}

/* By hardware rather than by the host. */
static int on_samplings(const struct rocprofiler_sampling *ways, size_t count, void *data) {
  struct rocprofiler_sampling *best = data;
  for (size_t i = 0; i < count; i++) {
    int hardware = ways[i].method == ROCPROFILER_BY_HARDWARE && ways[i].unit == ROCPROFILER_CYCLES;
    int host = ways[i].method == ROCPROFILER_BY_HOST && ways[i].unit == ROCPROFILER_TIME;
    if (hardware || (host && best->method != ROCPROFILER_BY_HARDWARE)) *best = ways[i];
  }
  return ROCPROFILER_OK;
}

/* Begins with one GPU; an error, or 0. */
static int begin_with(uint64_t gpu) {
  const struct rocprofiler *r = &plumb_rocprofiler;
  struct rocprofiler_sampling best = {0};
  int error = r->query_pc_sampling_agent_configurations(gpu, on_samplings, &best);
  if (error || !best.method) return error ? error : -1;
  uint64_t interval = best.method == ROCPROFILER_BY_HARDWARE ? CYCLES : MICROSECONDS;
  if (interval < best.least) interval = best.least;
  if (interval > best.most) interval = best.most;
  return r->configure_pc_sampling_service(context, gpu, best.method, best.unit, interval, buffer, 0);
}

/* In a context of its own: where samples are refused the rest goes on. */
void plumb_rocprofiler_pc_begin(const uint64_t *gpus, size_t count) {
  const struct rocprofiler *r = &plumb_rocprofiler;
  size_t begun = 0;
  int error = 0;
  if (r->version < ROCPROFILER_1_0 || !r->configure_pc_sampling_service ||
      !r->query_pc_sampling_agent_configurations) {
    tell("this rocprofiler-sdk has none that are known (1.0, of ROCm 7, has)", 0);
    return;
  }
  error = r->create_context(&context);
  if (!error)
    error = r->create_buffer(context, ROCPROFILER_BUFFER_BYTES, ROCPROFILER_FULL_BYTES, ROCPROFILER_LOSSLESS,
                             on_samples, 0, &buffer);
  for (size_t i = 0; i < count && buffer; i++) {
    int refused = begin_with(gpus[i]);
    if (refused)
      error = refused;
    else
      begun++;
  }
  if (begun && !r->start_context(context)) on = 1;
  if (begun < count || !on) tell(on ? "some GPUs refuse them" : "the GPUs refuse them", error);
}

void plumb_rocprofiler_pc_flush(void) {
  if (on) plumb_rocprofiler.flush_buffer(buffer);
}

void plumb_rocprofiler_pc_forked(void) { on = 0; }
