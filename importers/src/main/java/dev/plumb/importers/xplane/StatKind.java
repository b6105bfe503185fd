package dev.plumb.importers.xplane;

/**
 * What a statistic is, by its name. From {@link #CORRELATION} on they are columns: their values
 * differ from event to event, and the numbers among them are kept apart from the arguments.
 */
enum StatKind {
  /** Any that only becomes an argument. */
  ARGUMENT,
  TF_OP,
  HLO_OP,
  HLO_MODULE,
  PROGRAM_ID,
  HLO_CATEGORY,
  SOURCE,
  SOURCE_STACK,
  /** The innermost NVTX range around a kernel, which TensorFlow names after its operator. */
  LEVEL,
  KERNEL_DETAILS,
  MEMCPY_DETAILS,
  MEMSET_DETAILS,
  /** Allocations and frees as CUPTI sees them: no work of the device. */
  ALLOCATION_DETAILS,
  STEP_NUM,
  DEVICE_NAME,
  CAPABILITY_MAJOR,
  CAPABILITY_MINOR,
  CORE_COUNT,
  MEMORY_SIZE,
  /** In kHz. */
  CLOCK_RATE,
  PROFILE_START,
  HLO_PROTO,

  CORRELATION,
  PRODUCER_TYPE,
  PRODUCER,
  CONSUMER_TYPE,
  CONSUMER,
  GROUP,
  ALLOCATION_BYTES,
  ALLOCATED,
  ADDRESS,
  /** Says nothing that the columns do not say, or that anybody asks for. */
  IGNORED;

  static StatKind of(String name) {
    return switch (name) {
      case "tf_op" -> TF_OP;
      case "hlo_op" -> HLO_OP;
      case "hlo_module" -> HLO_MODULE;
      case "program_id" -> PROGRAM_ID;
      case "hlo_category" -> HLO_CATEGORY;
      case "source" -> SOURCE;
      case "source_stack" -> SOURCE_STACK;
      case "level 0" -> LEVEL;
      case "kernel_details" -> KERNEL_DETAILS;
      case "memcpy_details" -> MEMCPY_DETAILS;
      case "Memset_details", "memset_details" -> MEMSET_DETAILS;
      case "memalloc_details", "MemFree_details", "MemoryResidency_details" -> ALLOCATION_DETAILS;
      case "step_num" -> STEP_NUM;
      case "device_type_string", "gpu_device_name" -> DEVICE_NAME;
      case "compute_cap_major" -> CAPABILITY_MAJOR;
      case "compute_cap_minor" -> CAPABILITY_MINOR;
      case "core_count" -> CORE_COUNT;
      case "memory_size" -> MEMORY_SIZE;
      case "clock_rate" -> CLOCK_RATE;
      case "profile_start_time" -> PROFILE_START;
      case "Hlo Proto", "hlo_proto" -> HLO_PROTO;
      case "correlation_id" -> CORRELATION;
      case "_pt" -> PRODUCER_TYPE;
      case "_p" -> PRODUCER;
      case "_ct" -> CONSUMER_TYPE;
      case "_c" -> CONSUMER;
      case "group_id" -> GROUP;
      case "allocation_bytes" -> ALLOCATION_BYTES;
      case "bytes_allocated" -> ALLOCATED;
      case "addr" -> ADDRESS;
      case "bytes_reserved",
          "bytes_available",
          "fragmentation",
          "peak_bytes_in_use",
          "requested_bytes",
          "device_offset_ps",
          "device_duration_ps",
          "flow" ->
          IGNORED;
      default -> ARGUMENT;
    };
  }
}
