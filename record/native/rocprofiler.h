/* What rocprofiler.c and rocprofiler_pc.c have in common. */
#ifndef PLUMB_ROCPROFILER_H
#define PLUMB_ROCPROFILER_H

#include "gpu.h"
#include "rocprofiler_api.h"

/* rocprofiler-sdk's functions, each under the name that it has without the "rocprofiler_". */
#define ROCPROFILER_NEEDED(F)                                                                              \
  F(create_context, (uint64_t *))                                                                          \
  F(start_context, (uint64_t))                                                                             \
  F(create_buffer, (uint64_t, size_t, size_t, uint32_t, rocprofiler_on_records *, void *, uint64_t *))      \
  F(flush_buffer, (uint64_t))                                                                              \
  F(configure_callback_tracing_service,                                                                    \
    (uint64_t, uint32_t, const int32_t *, size_t, rocprofiler_on_call *, void *))                          \
  F(configure_buffer_tracing_service, (uint64_t, uint32_t, const int32_t *, size_t, uint64_t))             \
  F(iterate_callback_tracing_kind_operations, (uint32_t, rocprofiler_on_operation *, void *))              \
  F(query_callback_tracing_kind_operation_name, (uint32_t, int32_t, const char **, uint64_t *))            \
  F(query_available_agents, (uint32_t, rocprofiler_on_agents *, size_t, void *))
#define ROCPROFILER_WANTED(F)                                                                              \
  F(configure_pc_sampling_service, (uint64_t, uint64_t, uint32_t, uint32_t, uint64_t, uint64_t, int))       \
  F(query_pc_sampling_agent_configurations, (uint64_t, rocprofiler_on_samplings *, void *))

#define ROCPROFILER_POINTER(name, arguments) int(*name) arguments;
struct rocprofiler {
  uint32_t version;
  ROCPROFILER_NEEDED(ROCPROFILER_POINTER)
  ROCPROFILER_WANTED(ROCPROFILER_POINTER)
};
extern struct rocprofiler plumb_rocprofiler;

#define ROCPROFILER_BUFFER_BYTES (1u << 20)
#define ROCPROFILER_FULL_BYTES (ROCPROFILER_BUFFER_BYTES / 8 * 7) /* from which on a buffer is handed over */

/* Who gets the records of one category; 0 says that one is not understood. */
struct rocprofiler_receiver {
  uint32_t category;
  int (*take)(struct thread *gpu, uint32_t kind, const void *record, uint64_t size);
  uint64_t dropped; /* as far as was told */
};
void plumb_rocprofiler_receive(struct rocprofiler_receiver *to, struct rocprofiler_header **headers,
                               size_t count, uint64_t dropped_ever);

/* rocprofiler_pc.c. Whoever tells of code and kernels holds the lock of the GPU's ring. */
void plumb_rocprofiler_pc_begin(const uint64_t *gpus, size_t count);
void plumb_rocprofiler_pc_code(const struct rocprofiler_code *code, int goes);
void plumb_rocprofiler_pc_kernel(const struct rocprofiler_kernel *kernel, const char *name, int goes);
void plumb_rocprofiler_pc_flush(void);
void plumb_rocprofiler_pc_forked(void);

#endif
