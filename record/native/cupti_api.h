/* What is used of CUPTI, declared anew from its documentation: names, numbers and places of fields.
 * So the library is built without NVIDIA's headers; check-cupti.c compares with them where they are. */
#ifndef PLUMB_CUPTI_API_H
#define PLUMB_CUPTI_API_H

#include <stddef.h>
#include <stdint.h>

/* The places below hold from CUDA 11.1 (14) to 12.9 (28), and in 13.0, whose numbers are
 * 13 00 zz; what other versions lay out otherwise is not known. */
enum { CUPTI_FIRST = 14, CUPTI_11_8 = 18, CUPTI_12_4 = 22, CUPTI_LAST_SHORT = 28, CUPTI_13_0 = 130000, CUPTI_13_0_LAST = 130099 };

/* Results. */
enum {
  CUPTI_OK = 0,
  CUPTI_END_OF_BUFFER = 12, /* CUPTI_ERROR_MAX_LIMIT_REACHED; of cuptiSubscribe: one is there */
  CUPTI_OTHER_SUBSCRIBER = 39,
  CUPTI_NO_PRIVILEGE = 35,
  CUPTI_NOT_BEGUN = 15, /* this and the next, of cuptiSubscribe: the driver has no GPU, or none that goes with it */
  CUPTI_UNKNOWN = 999
};

enum { CUPTI_DRIVER = 1, CUPTI_RUNTIME = 2, CUPTI_RESOURCE = 3 };
enum { CUPTI_CONTEXT_CREATED = 1, CUPTI_CONTEXT_GOES = 2, CUPTI_NODE_CREATED = 13, CUPTI_NODE_CLONED = 20 };
enum { CUPTI_ENTER = 0 };

/* Kinds of records. */
enum {
  CUPTI_MEMCPY = 1,
  CUPTI_MEMSET = 2,
  CUPTI_KERNEL = 3,
  CUPTI_DEVICE = 8,
  CUPTI_CONCURRENT_KERNEL = 10,
  CUPTI_MEMCPY_PEER = 22,
  CUPTI_SYNCHRONIZATION = 38
};

enum { CUPTI_FLUSH_FORCED = 1 };

/* CUpti_CallbackData. */
struct cupti_call {
  uint32_t site, pad0;
  const char *function;
  char pad1[48];
  uint32_t correlation, pad2;
};

/* CUpti_ResourceData. */
struct cupti_resource {
  void *context, *pad0;
  const void *more;
};

/* CUpti_GraphData, to which the former points for nodes. */
struct cupti_graph {
  void *pad0[2], *node, *original;
};

/* CUpti_ActivityKernel5 and later. */
struct cupti_kernel {
  uint32_t kind;
  char pad0[12];
  uint64_t start, end;
  char pad1[8];
  uint32_t device, context, stream;
  char pad2[40];
  uint32_t correlation;
  char pad3[8];
  const char *name;
  char pad4[32];
  uint64_t graph_node;
};

/* CUpti_ActivityMemcpy4 and later; of a copy between devices the correlation is another. */
struct cupti_memcpy {
  uint32_t kind;
  uint8_t copy_kind, from, to, pad0;
  uint64_t bytes, start, end;
  uint32_t device, context, stream, correlation;
  char pad1[12];
  uint32_t peer_correlation;
  uint64_t graph_node, peer_graph_node;
};

/* CUpti_ActivityMemset3 and later. */
struct cupti_memset {
  uint32_t kind, value;
  uint64_t bytes, start, end;
  uint32_t device, context, stream, correlation;
  char pad0[16];
  uint64_t graph_node;
};

/* CUpti_ActivitySynchronization and later. */
struct cupti_synchronization {
  uint32_t kind, type;
  uint64_t start, end;
  uint32_t correlation, context, stream;
};

/* CUpti_ActivityDevice3 and later. */
struct cupti_device {
  uint32_t kind;
  char pad0[108];
  uint32_t id;
  char pad1[20];
  const char *name;
};

/* CUpti_PCSamplingStallReason, CUpti_PCSamplingPCData, CUpti_PCSamplingData. The latter two have fields that older
 * ones lack, and lie one behind the other without them: see the sizes below. */
struct cupti_stall {
  uint32_t reason, samples;
};
struct cupti_pc {
  size_t size;
  uint64_t cubin, offset;
  uint32_t index, pad;
  char *function;
  size_t stalls;
  struct cupti_stall *stall;
  uint32_t correlation; /* from CUDA 12.4 on */
};
struct cupti_pc_data {
  size_t size, room;
  uint64_t samples, dropped;
  size_t count, remaining;
  uint64_t range;
  struct cupti_pc *pcs;
  uint64_t foreign; /* samples of kernels that are not the program's */
  uint8_t full;     /* from CUDA 12.0 on */
};
enum {
  CUPTI_PC_BYTES_BEFORE_12_4 = offsetof(struct cupti_pc, correlation),
  CUPTI_PC_DATA_BYTES_BEFORE_12_4 = offsetof(struct cupti_pc_data, full)
};

/* CUpti_PCSamplingConfigurationInfo; the value is a union. */
enum {
  CUPTI_PC_STALL_REASONS = 2,
  CUPTI_PC_MODE = 5,
  CUPTI_PC_BUFFER = 8
};
enum { CUPTI_PC_CONTINUOUS = 1, CUPTI_PC_SERIALIZED = 2 };
struct cupti_pc_setting {
  uint32_t type, status;
  union {
    uint32_t number;
    void *pointer;
    struct {
      size_t count;
      uint32_t *indices;
    } list;
    uint64_t room[3];
  } value;
};

/* Parameters of the functions of PC sampling; all begin alike, and tell their size. */
struct cupti_pc_context {
  size_t size;
  void *zero, *context;
};
struct cupti_pc_settings {
  struct cupti_pc_context at;
  size_t count;
  struct cupti_pc_setting *settings;
};
struct cupti_pc_get {
  struct cupti_pc_context at;
  void *data;
};
struct cupti_pc_reason_count {
  struct cupti_pc_context at;
  size_t *count;
};
struct cupti_pc_reasons {
  struct cupti_pc_context at;
  size_t count;
  uint32_t *indices;
  char **names;
};
#define CUPTI_REASON_LENGTH 128

typedef void cupti_on_call(void *user, uint32_t domain, uint32_t id, const void *data);
typedef void cupti_on_request(uint8_t **buffer, size_t *size, size_t *most_records);
typedef void cupti_on_complete(void *context, uint32_t stream, uint8_t *buffer, size_t size, size_t valid);

#endif
