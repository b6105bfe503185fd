package dev.plumb.importers.xplane;

/** What a statistic is, by its name. Columns belong to one event; all others to its arguments. */
enum StatKind {
  /** Any that only becomes an argument. */
  ARGUMENT(false),
  TF_OP(false),
  HLO_OP(false),
  HLO_MODULE(false),
  PROGRAM_ID(false),
  HLO_CATEGORY(false),
  SOURCE(false),
  SOURCE_STACK(false),
  /** The innermost NVTX range around a kernel, which TensorFlow names after its operator. */
  LEVEL(false),
  KERNEL_DETAILS(false),
  MEMCPY_DETAILS(false),
  MEMSET_DETAILS(false),
  /** Allocations and frees as CUPTI sees them: no work of the device. */
  ALLOCATION_DETAILS(false),
  STEP_NUM(false),
  DEVICE_NAME(false),
  PROFILE_START(false),
  HLO_PROTO(false),

  CORRELATION(true),
  PRODUCER_TYPE(true),
  PRODUCER(true),
  CONSUMER_TYPE(true),
  CONSUMER(true),
  GROUP(true),
  ALLOCATION_BYTES(true),
  ALLOCATED(true),
  ADDRESS(true),
  /** Says nothing that the columns do not say, or that anybody asks for. */
  IGNORED(true);

  private static final StatKind[] VALUES = values();

  private final boolean column;

  StatKind(boolean column) {
    this.column = column;
  }

  /** Whether its value differs from event to event and is kept apart from the arguments. */
  boolean isColumn() {
    return column;
  }

  static StatKind of(int ordinal) {
    return VALUES[ordinal];
  }

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
