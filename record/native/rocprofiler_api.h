/* What is used of AMD's rocprofiler-sdk, declared anew from its documentation: names, numbers and places
 * of fields. So the library is built without AMD's headers; check-rocprofiler.c compares with them where
 * they are. */
#ifndef PLUMB_ROCPROFILER_API_H
#define PLUMB_ROCPROFILER_API_H

#include <stddef.h>
#include <stdint.h>

/* Versions are 10000 * major + 100 * minor + patch. The places below hold in 0.5 (ROCm 6.3), 0.6 (6.4),
 * 1.0 and 1.1 (7); 0.7 was never released, and what others lay out otherwise is not known. */
enum {
  ROCPROFILER_0_5 = 500,
  ROCPROFILER_0_6 = 600,
  ROCPROFILER_0_6_LAST = 699,
  ROCPROFILER_1_0 = 10000,
  ROCPROFILER_1_1_LAST = 10199
};

enum { ROCPROFILER_OK = 0 };
enum { ROCPROFILER_LOSSLESS = 2 };
enum { ROCPROFILER_AGENTS_0 = 1, ROCPROFILER_GPU = 2 };

/* Kinds of callbacks and of records in buffers. */
enum { ROCPROFILER_HIP_CALLS = 5, ROCPROFILER_CODE_OBJECTS = 10 };
enum { ROCPROFILER_COPIES = 10, ROCPROFILER_DISPATCHES = 11 };
enum { ROCPROFILER_TRACING = 1, ROCPROFILER_PC_SAMPLING = 2 };

/* Phases: of a call, and of what is loaded. */
enum { ROCPROFILER_ENTER = 1, ROCPROFILER_EXIT = 2 };

enum { ROCPROFILER_CODE_LOADED = 1, ROCPROFILER_KERNEL_LOADED = 2 };
enum {
  ROCPROFILER_HOST_TO_HOST = 1,
  ROCPROFILER_HOST_TO_DEVICE = 2,
  ROCPROFILER_DEVICE_TO_HOST = 3,
  ROCPROFILER_DEVICE_TO_DEVICE = 4
};

/* rocprofiler_callback_tracing_record_t, handed over by value; since 1.0 its correlation has the number
 * of the call around this one as well. */
struct rocprofiler_event {
  uint32_t kind;
  int32_t operation;
  uint32_t phase, pad;
  const void *payload;
};
struct rocprofiler_call {
  uint64_t context, thread, correlation, external;
  union {
    struct rocprofiler_event event;
    struct {
      uint64_t ancestor;
      struct rocprofiler_event event;
    } since_1_0;
  };
};

/* rocprofiler_callback_tracing_code_object_load_data_t */
struct rocprofiler_code {
  uint64_t size, id;
  char pad0[24];
  uint64_t base;
};

/* rocprofiler_callback_tracing_code_object_kernel_symbol_register_data_t; early ones, which tell their
 * size, have no address. */
struct rocprofiler_kernel {
  uint64_t size, id, code;
  const char *name;
  char pad0[48];
  uint64_t address;
};

/* rocprofiler_record_header_t */
struct rocprofiler_header {
  uint32_t category, kind;
  const void *payload;
};

/* rocprofiler_buffer_tracing_kernel_dispatch_record_t */
struct rocprofiler_dispatch {
  uint64_t size;
  uint32_t kind, operation;
  uint64_t correlation, external, thread, start, end;
  uint64_t pad0, agent, queue, kernel;
};

/* rocprofiler_buffer_tracing_memory_copy_record_t */
struct rocprofiler_copy {
  uint64_t size;
  uint32_t kind, operation;
  uint64_t correlation, external, thread, start, end;
  uint64_t to_agent, from_agent, bytes;
};

/* rocprofiler_agent_v0_t */
struct rocprofiler_agent {
  uint64_t size, id;
  uint32_t type;
  char pad0[228];
  const char *name, *vendor, *product, *model;
  uint32_t node, logical;
  int32_t number; /* among agents of its type */
};

/* rocprofiler_tool_configure_result_t */
struct rocprofiler_tool {
  size_t size;
  int (*initialize)(void *finalize, void *data);
  void (*finalize)(void *data);
  void *data;
};

/* Sampling of program counters: kinds of records since 0.6; times in microseconds. */
enum { ROCPROFILER_HOST_TRAP = 2, ROCPROFILER_STOCHASTIC = 3 };
enum { ROCPROFILER_BY_HARDWARE = 1, ROCPROFILER_BY_HOST = 2 };
enum { ROCPROFILER_CYCLES = 2, ROCPROFILER_TIME = 3 };

/* rocprofiler_pc_sampling_configuration_t */
struct rocprofiler_sampling {
  uint64_t size;
  uint32_t method, unit;
  size_t least, most;
  uint64_t flags;
};

/* rocprofiler_pc_sampling_record_host_trap_v0_t */
struct rocprofiler_trapped {
  uint64_t size, pad0, code, offset, pad1[3], correlation;
};

/* rocprofiler_pc_sampling_record_stochastic_v0_t */
struct rocprofiler_sampled {
  uint64_t size;
  uint8_t flags, wave;
  uint8_t issued : 1, instruction : 5, pad0 : 2;
  uint64_t pad1, code, offset, pad2[5], correlation, external;
  uint32_t reason : 4, pad3 : 28;
};

/* Handles are structures of one number, which are handed over as the number is. */
typedef void rocprofiler_on_call(struct rocprofiler_call call, uint64_t *kept, void *data);
typedef void rocprofiler_on_records(uint64_t context, uint64_t buffer, struct rocprofiler_header **headers,
                                    size_t count, void *data, uint64_t dropped);
typedef int rocprofiler_on_operation(uint32_t kind, int32_t operation, void *data);
typedef int rocprofiler_on_agents(uint32_t version, const void **agents, size_t count, void *data);
typedef int rocprofiler_on_samplings(const struct rocprofiler_sampling *ways, size_t count, void *data);

#endif
