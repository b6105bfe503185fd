/* Compiles only if rocprofiler_api.h agrees with AMD's headers: gcc -fsyntax-only -I$ROCM_PATH/include. */
#include "rocprofiler_api.h"

#include <rocprofiler-sdk/agent.h>
#include <rocprofiler-sdk/buffer.h>
#include <rocprofiler-sdk/buffer_tracing.h>
#include <rocprofiler-sdk/callback_tracing.h>
#include <rocprofiler-sdk/context.h>
#include <rocprofiler-sdk/pc_sampling.h>
#include <rocprofiler-sdk/registration.h>
#include <rocprofiler-sdk/version.h>

#include "check.h"

_Static_assert((ROCPROFILER_VERSION >= ROCPROFILER_0_5 && ROCPROFILER_VERSION <= ROCPROFILER_0_6_LAST) ||
                   (ROCPROFILER_VERSION >= ROCPROFILER_1_0 && ROCPROFILER_VERSION <= ROCPROFILER_1_1_LAST),
               "not a version that is known");

#if ROCPROFILER_VERSION_MAJOR >= 1
#define EVENT(theirs, ours) SAME(rocprofiler_callback_tracing_record_t, theirs, rocprofiler_call, since_1_0.event.ours)
#else
#define EVENT(theirs, ours) SAME(rocprofiler_callback_tracing_record_t, theirs, rocprofiler_call, event.ours)
#endif
SAME(rocprofiler_callback_tracing_record_t, context_id, rocprofiler_call, context);
SAME(rocprofiler_callback_tracing_record_t, thread_id, rocprofiler_call, thread);
SAME(rocprofiler_callback_tracing_record_t, correlation_id.internal, rocprofiler_call, correlation);
EVENT(kind, kind);
EVENT(operation, operation);
EVENT(phase, phase);
EVENT(payload, payload);

#define CODE(theirs, ours) SAME(rocprofiler_callback_tracing_code_object_load_data_t, theirs, rocprofiler_code, ours)
CODE(size, size);
CODE(code_object_id, id);
CODE(load_base, base);

#define KERNEL(theirs, ours)                                                      \
  SAME(rocprofiler_callback_tracing_code_object_kernel_symbol_register_data_t, theirs, rocprofiler_kernel, ours)
KERNEL(size, size);
KERNEL(kernel_id, id);
KERNEL(code_object_id, code);
KERNEL(kernel_name, name);

SAME(rocprofiler_record_header_t, category, rocprofiler_header, category);
SAME(rocprofiler_record_header_t, kind, rocprofiler_header, kind);
SAME(rocprofiler_record_header_t, payload, rocprofiler_header, payload);

#define DISPATCH(theirs, ours) \
  SAME(rocprofiler_buffer_tracing_kernel_dispatch_record_t, theirs, rocprofiler_dispatch, ours)
DISPATCH(size, size);
DISPATCH(correlation_id.internal, correlation);
DISPATCH(start_timestamp, start);
DISPATCH(end_timestamp, end);
DISPATCH(dispatch_info.agent_id, agent);
DISPATCH(dispatch_info.queue_id, queue);
DISPATCH(dispatch_info.kernel_id, kernel);

#define COPY(theirs, ours) SAME(rocprofiler_buffer_tracing_memory_copy_record_t, theirs, rocprofiler_copy, ours)
COPY(size, size);
COPY(operation, operation);
COPY(correlation_id.internal, correlation);
COPY(start_timestamp, start);
COPY(end_timestamp, end);
COPY(dst_agent_id, to_agent);
COPY(src_agent_id, from_agent);
COPY(bytes, bytes);

#define AGENT(theirs, ours) SAME(rocprofiler_agent_v0_t, theirs, rocprofiler_agent, ours)
AGENT(size, size);
AGENT(id, id);
AGENT(type, type);
AGENT(name, name);
AGENT(product_name, product);
AGENT(logical_node_type_id, number);
_Static_assert(sizeof(struct rocprofiler_agent) <= sizeof(rocprofiler_agent_v0_t), "agent");

#define TOOL(theirs, ours) SAME(rocprofiler_tool_configure_result_t, theirs, rocprofiler_tool, ours)
EQUAL(sizeof(rocprofiler_tool_configure_result_t), sizeof(struct rocprofiler_tool));
TOOL(size, size);
TOOL(initialize, initialize);
TOOL(finalize, finalize);
TOOL(tool_data, data);

/* Handles are handed over as the number is. */
EQUAL(sizeof(rocprofiler_context_id_t), sizeof(uint64_t));
EQUAL(sizeof(rocprofiler_buffer_id_t), sizeof(uint64_t));
EQUAL(sizeof(rocprofiler_agent_id_t), sizeof(uint64_t));
EQUAL(sizeof(rocprofiler_user_data_t), sizeof(uint64_t));

EQUAL(ROCPROFILER_STATUS_SUCCESS, ROCPROFILER_OK);
EQUAL(ROCPROFILER_BUFFER_POLICY_LOSSLESS, ROCPROFILER_LOSSLESS);
EQUAL(ROCPROFILER_AGENT_INFO_VERSION_0, ROCPROFILER_AGENTS_0);
EQUAL(ROCPROFILER_AGENT_TYPE_GPU, ROCPROFILER_GPU);
EQUAL(ROCPROFILER_CALLBACK_TRACING_HIP_RUNTIME_API, ROCPROFILER_HIP_CALLS);
EQUAL(ROCPROFILER_CALLBACK_TRACING_CODE_OBJECT, ROCPROFILER_CODE_OBJECTS);
EQUAL(ROCPROFILER_BUFFER_TRACING_MEMORY_COPY, ROCPROFILER_COPIES);
EQUAL(ROCPROFILER_BUFFER_TRACING_KERNEL_DISPATCH, ROCPROFILER_DISPATCHES);
EQUAL(ROCPROFILER_BUFFER_CATEGORY_TRACING, ROCPROFILER_TRACING);
EQUAL(ROCPROFILER_BUFFER_CATEGORY_PC_SAMPLING, ROCPROFILER_PC_SAMPLING);
EQUAL(ROCPROFILER_CALLBACK_PHASE_ENTER, ROCPROFILER_ENTER);
EQUAL(ROCPROFILER_CALLBACK_PHASE_EXIT, ROCPROFILER_EXIT);
EQUAL(ROCPROFILER_CALLBACK_PHASE_LOAD, ROCPROFILER_ENTER);
EQUAL(ROCPROFILER_CALLBACK_PHASE_UNLOAD, ROCPROFILER_EXIT);
EQUAL(ROCPROFILER_CODE_OBJECT_LOAD, ROCPROFILER_CODE_LOADED);
EQUAL(ROCPROFILER_CODE_OBJECT_DEVICE_KERNEL_SYMBOL_REGISTER, ROCPROFILER_KERNEL_LOADED);
EQUAL(ROCPROFILER_MEMORY_COPY_HOST_TO_HOST, ROCPROFILER_HOST_TO_HOST);
EQUAL(ROCPROFILER_MEMORY_COPY_HOST_TO_DEVICE, ROCPROFILER_HOST_TO_DEVICE);
EQUAL(ROCPROFILER_MEMORY_COPY_DEVICE_TO_HOST, ROCPROFILER_DEVICE_TO_HOST);
EQUAL(ROCPROFILER_MEMORY_COPY_DEVICE_TO_DEVICE, ROCPROFILER_DEVICE_TO_DEVICE);

/* Samples are taken since 1.0 only. */
#if ROCPROFILER_VERSION_MAJOR >= 1
KERNEL(kernel_address, address);

#define WAY(theirs, ours) SAME(rocprofiler_pc_sampling_configuration_t, theirs, rocprofiler_sampling, ours)
EQUAL(sizeof(rocprofiler_pc_sampling_configuration_t), sizeof(struct rocprofiler_sampling));
WAY(method, method);
WAY(unit, unit);
WAY(min_interval, least);
WAY(max_interval, most);

#define TRAPPED(theirs, ours) \
  SAME(rocprofiler_pc_sampling_record_host_trap_v0_t, theirs, rocprofiler_trapped, ours)
TRAPPED(size, size);
TRAPPED(pc.code_object_id, code);
TRAPPED(pc.code_object_offset, offset);
TRAPPED(correlation_id.internal, correlation);

#define SAMPLED(theirs, ours) \
  SAME(rocprofiler_pc_sampling_record_stochastic_v0_t, theirs, rocprofiler_sampled, ours)
SAMPLED(size, size);
SAMPLED(flags, flags);
SAMPLED(wave_in_group, wave);
SAMPLED(hw_id, pad1);
SAMPLED(pc.code_object_id, code);
SAMPLED(pc.code_object_offset, offset);
SAMPLED(correlation_id.internal, correlation);
/* Bits have no address: those of their snapshot begin where ours do, and its reason is the lowest four. */
_Static_assert(offsetof(rocprofiler_pc_sampling_record_stochastic_v0_t, snapshot) ==
                   offsetof(struct rocprofiler_sampled, external) + sizeof(uint64_t),
               "snapshot");

EQUAL(ROCPROFILER_PC_SAMPLING_RECORD_HOST_TRAP_V0_SAMPLE, ROCPROFILER_HOST_TRAP);
EQUAL(ROCPROFILER_PC_SAMPLING_RECORD_STOCHASTIC_V0_SAMPLE, ROCPROFILER_STOCHASTIC);
EQUAL(ROCPROFILER_PC_SAMPLING_METHOD_STOCHASTIC, ROCPROFILER_BY_HARDWARE);
EQUAL(ROCPROFILER_PC_SAMPLING_METHOD_HOST_TRAP, ROCPROFILER_BY_HOST);
EQUAL(ROCPROFILER_PC_SAMPLING_UNIT_CYCLES, ROCPROFILER_CYCLES);
EQUAL(ROCPROFILER_PC_SAMPLING_UNIT_TIME, ROCPROFILER_TIME);
EQUAL(ROCPROFILER_PC_SAMPLING_INSTRUCTION_NOT_ISSUED_REASON_WAITCNT, 3);
EQUAL(ROCPROFILER_PC_SAMPLING_INSTRUCTION_NOT_ISSUED_REASON_SLEEP_WAIT, 9);
#endif
