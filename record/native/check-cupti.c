/* Compiles only if cupti_api.h agrees with NVIDIA's headers: gcc -fsyntax-only -I$CUDA_HOME/include. build.sh defines
 * HAS_ and a name for each record that these headers have: older ones lack the newer records. */
#include "cupti_api.h"

#include <cuda.h>
#include <cupti.h>
#include <cupti_pcsampling.h>
#if __has_include(<cupti_activity_deprecated.h>)
#include <cupti_activity_deprecated.h>
#endif

#include "check.h"

#define KERNEL(T)                                   \
  SAME(T, start, cupti_kernel, start);              \
  SAME(T, end, cupti_kernel, end);                  \
  SAME(T, deviceId, cupti_kernel, device);          \
  SAME(T, contextId, cupti_kernel, context);        \
  SAME(T, streamId, cupti_kernel, stream);          \
  SAME(T, correlationId, cupti_kernel, correlation); \
  SAME(T, name, cupti_kernel, name);                \
  SAME(T, graphNodeId, cupti_kernel, graph_node)
KERNEL(CUpti_ActivityKernel5);
#ifdef HAS_CUpti_ActivityKernel6
KERNEL(CUpti_ActivityKernel6);
#endif
#ifdef HAS_CUpti_ActivityKernel7
KERNEL(CUpti_ActivityKernel7);
#endif
#ifdef HAS_CUpti_ActivityKernel8
KERNEL(CUpti_ActivityKernel8);
#endif
#ifdef HAS_CUpti_ActivityKernel9
KERNEL(CUpti_ActivityKernel9);
#endif
#ifdef HAS_CUpti_ActivityKernel10
KERNEL(CUpti_ActivityKernel10);
#endif

#define COPY(T)                              \
  SAME(T, copyKind, cupti_memcpy, copy_kind); \
  SAME(T, srcKind, cupti_memcpy, from);      \
  SAME(T, dstKind, cupti_memcpy, to);        \
  SAME(T, bytes, cupti_memcpy, bytes);       \
  SAME(T, start, cupti_memcpy, start);       \
  SAME(T, end, cupti_memcpy, end);           \
  SAME(T, deviceId, cupti_memcpy, device);   \
  SAME(T, contextId, cupti_memcpy, context); \
  SAME(T, streamId, cupti_memcpy, stream)
#define MEMCPY(T)                                    \
  COPY(T);                                           \
  SAME(T, correlationId, cupti_memcpy, correlation); \
  SAME(T, graphNodeId, cupti_memcpy, graph_node)
MEMCPY(CUpti_ActivityMemcpy4);
#ifdef HAS_CUpti_ActivityMemcpy5
MEMCPY(CUpti_ActivityMemcpy5);
#endif
#ifdef HAS_CUpti_ActivityMemcpy6
MEMCPY(CUpti_ActivityMemcpy6);
#endif
#define PEER(T)                                           \
  COPY(T);                                                \
  SAME(T, correlationId, cupti_memcpy, peer_correlation); \
  SAME(T, graphNodeId, cupti_memcpy, peer_graph_node)
PEER(CUpti_ActivityMemcpyPtoP3);
#ifdef HAS_CUpti_ActivityMemcpyPtoP4
PEER(CUpti_ActivityMemcpyPtoP4);
#endif

#define MEMSET(T)                                    \
  SAME(T, bytes, cupti_memset, bytes);               \
  SAME(T, start, cupti_memset, start);               \
  SAME(T, end, cupti_memset, end);                   \
  SAME(T, deviceId, cupti_memset, device);           \
  SAME(T, contextId, cupti_memset, context);         \
  SAME(T, streamId, cupti_memset, stream);           \
  SAME(T, correlationId, cupti_memset, correlation); \
  SAME(T, graphNodeId, cupti_memset, graph_node)
MEMSET(CUpti_ActivityMemset3);
#ifdef HAS_CUpti_ActivityMemset4
MEMSET(CUpti_ActivityMemset4);
#endif

#define WAITS(T)                                              \
  SAME(T, type, cupti_synchronization, type);                 \
  SAME(T, start, cupti_synchronization, start);               \
  SAME(T, end, cupti_synchronization, end);                   \
  SAME(T, correlationId, cupti_synchronization, correlation); \
  SAME(T, contextId, cupti_synchronization, context);         \
  SAME(T, streamId, cupti_synchronization, stream)
WAITS(CUpti_ActivitySynchronization);
#ifdef HAS_CUpti_ActivitySynchronization2
WAITS(CUpti_ActivitySynchronization2);
#endif

#define NAMED(T)                    \
  SAME(T, id, cupti_device, id);    \
  SAME(T, name, cupti_device, name)
NAMED(CUpti_ActivityDevice3);
#ifdef HAS_CUpti_ActivityDevice4
NAMED(CUpti_ActivityDevice4);
#endif
#ifdef HAS_CUpti_ActivityDevice5
NAMED(CUpti_ActivityDevice5);
#endif

SAME(CUpti_CallbackData, callbackSite, cupti_call, site);
SAME(CUpti_CallbackData, functionName, cupti_call, function);
SAME(CUpti_CallbackData, correlationId, cupti_call, correlation);
SAME(CUpti_ResourceData, context, cupti_resource, context);
SAME(CUpti_ResourceData, resourceDescriptor, cupti_resource, more);
SAME(CUpti_GraphData, node, cupti_graph, node);
SAME(CUpti_GraphData, originalNode, cupti_graph, original);

SAME(CUpti_PCSamplingStallReason, pcSamplingStallReasonIndex, cupti_stall, reason);
SAME(CUpti_PCSamplingStallReason, samples, cupti_stall, samples);
#if CUPTI_API_VERSION >= 22 /* CUPTI_12_4 */
EQUAL(sizeof(CUpti_PCSamplingPCData), sizeof(struct cupti_pc));
SAME(CUpti_PCSamplingPCData, correlationId, cupti_pc, correlation);
#else
EQUAL(sizeof(CUpti_PCSamplingPCData), CUPTI_PC_BYTES_BEFORE_12_4);
#endif
SAME(CUpti_PCSamplingPCData, size, cupti_pc, size);
SAME(CUpti_PCSamplingPCData, pcOffset, cupti_pc, offset);
SAME(CUpti_PCSamplingPCData, functionName, cupti_pc, function);
SAME(CUpti_PCSamplingPCData, stallReasonCount, cupti_pc, stalls);
SAME(CUpti_PCSamplingPCData, stallReason, cupti_pc, stall);
#if CUPTI_API_VERSION >= 22
EQUAL(sizeof(CUpti_PCSamplingData), sizeof(struct cupti_pc_data));
SAME(CUpti_PCSamplingData, hardwareBufferFull, cupti_pc_data, full);
#elif CUPTI_API_VERSION <= 17 /* 12.0 to 12.3 have the last field, and are not told of it */
EQUAL(sizeof(CUpti_PCSamplingData), CUPTI_PC_DATA_BYTES_BEFORE_12_4);
#endif
SAME(CUpti_PCSamplingData, size, cupti_pc_data, size);
SAME(CUpti_PCSamplingData, collectNumPcs, cupti_pc_data, room);
SAME(CUpti_PCSamplingData, totalSamples, cupti_pc_data, samples);
SAME(CUpti_PCSamplingData, droppedSamples, cupti_pc_data, dropped);
SAME(CUpti_PCSamplingData, totalNumPcs, cupti_pc_data, count);
SAME(CUpti_PCSamplingData, remainingNumPcs, cupti_pc_data, remaining);
SAME(CUpti_PCSamplingData, pPcData, cupti_pc_data, pcs);
SAME(CUpti_PCSamplingData, nonUsrKernelsTotalSamples, cupti_pc_data, foreign);
EQUAL(sizeof(CUpti_PCSamplingConfigurationInfo), sizeof(struct cupti_pc_setting));
SAME(CUpti_PCSamplingConfigurationInfo, attributeType, cupti_pc_setting, type);
SAME(CUpti_PCSamplingConfigurationInfo, attributeData, cupti_pc_setting, value);
SAME(CUpti_PCSamplingConfigurationInfo, attributeData.collectionModeData.collectionMode, cupti_pc_setting, value.number);
SAME(CUpti_PCSamplingConfigurationInfo, attributeData.samplingDataBufferData.samplingDataBuffer, cupti_pc_setting, value.pointer);
SAME(CUpti_PCSamplingConfigurationInfo, attributeData.stallReasonData.stallReasonCount, cupti_pc_setting, value.list.count);
SAME(CUpti_PCSamplingConfigurationInfo, attributeData.stallReasonData.pStallReasonIndex, cupti_pc_setting, value.list.indices);
EQUAL(CUpti_PCSamplingConfigurationInfoParamsSize, sizeof(struct cupti_pc_settings));
SAME(CUpti_PCSamplingConfigurationInfoParams, ctx, cupti_pc_settings, at.context);
SAME(CUpti_PCSamplingConfigurationInfoParams, numAttributes, cupti_pc_settings, count);
SAME(CUpti_PCSamplingConfigurationInfoParams, pPCSamplingConfigurationInfo, cupti_pc_settings, settings);
EQUAL(CUpti_PCSamplingEnableParamsSize, sizeof(struct cupti_pc_context));
EQUAL(CUpti_PCSamplingDisableParamsSize, sizeof(struct cupti_pc_context));
EQUAL(CUpti_PCSamplingGetDataParamsSize, sizeof(struct cupti_pc_get));
SAME(CUpti_PCSamplingGetDataParams, pcSamplingData, cupti_pc_get, data);
EQUAL(CUpti_PCSamplingGetNumStallReasonsParamsSize, sizeof(struct cupti_pc_reason_count));
SAME(CUpti_PCSamplingGetNumStallReasonsParams, numStallReasons, cupti_pc_reason_count, count);
EQUAL(CUpti_PCSamplingGetStallReasonsParamsSize, sizeof(struct cupti_pc_reasons));
SAME(CUpti_PCSamplingGetStallReasonsParams, numStallReasons, cupti_pc_reasons, count);
SAME(CUpti_PCSamplingGetStallReasonsParams, stallReasonIndex, cupti_pc_reasons, indices);
SAME(CUpti_PCSamplingGetStallReasonsParams, stallReasons, cupti_pc_reasons, names);
EQUAL(CUPTI_STALL_REASON_STRING_SIZE, CUPTI_REASON_LENGTH);

EQUAL(CUPTI_SUCCESS, CUPTI_OK);
EQUAL(CUPTI_ERROR_MAX_LIMIT_REACHED, CUPTI_END_OF_BUFFER);
EQUAL(CUPTI_ERROR_MULTIPLE_SUBSCRIBERS_NOT_SUPPORTED, CUPTI_OTHER_SUBSCRIBER);
EQUAL(CUPTI_ERROR_INSUFFICIENT_PRIVILEGES, CUPTI_NO_PRIVILEGE);
EQUAL(CUPTI_ERROR_NOT_INITIALIZED, CUPTI_NOT_BEGUN);
EQUAL(CUPTI_ERROR_UNKNOWN, CUPTI_UNKNOWN);
EQUAL(CUPTI_CB_DOMAIN_DRIVER_API, CUPTI_DRIVER);
EQUAL(CUPTI_CB_DOMAIN_RUNTIME_API, CUPTI_RUNTIME);
EQUAL(CUPTI_CB_DOMAIN_RESOURCE, CUPTI_RESOURCE);
EQUAL(CUPTI_CBID_RESOURCE_CONTEXT_CREATED, CUPTI_CONTEXT_CREATED);
EQUAL(CUPTI_CBID_RESOURCE_CONTEXT_DESTROY_STARTING, CUPTI_CONTEXT_GOES);
EQUAL(CUPTI_CBID_RESOURCE_GRAPHNODE_CREATED, CUPTI_NODE_CREATED);
EQUAL(CUPTI_CBID_RESOURCE_GRAPHNODE_CLONED, CUPTI_NODE_CLONED);
EQUAL(CUPTI_API_ENTER, CUPTI_ENTER);
EQUAL(CUPTI_ACTIVITY_KIND_MEMCPY, CUPTI_MEMCPY);
EQUAL(CUPTI_ACTIVITY_KIND_MEMSET, CUPTI_MEMSET);
EQUAL(CUPTI_ACTIVITY_KIND_KERNEL, CUPTI_KERNEL);
EQUAL(CUPTI_ACTIVITY_KIND_DEVICE, CUPTI_DEVICE);
EQUAL(CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL, CUPTI_CONCURRENT_KERNEL);
EQUAL(CUPTI_ACTIVITY_KIND_MEMCPY2, CUPTI_MEMCPY_PEER);
EQUAL(CUPTI_ACTIVITY_KIND_SYNCHRONIZATION, CUPTI_SYNCHRONIZATION);
EQUAL(CUPTI_ACTIVITY_FLAG_FLUSH_FORCED, CUPTI_FLUSH_FORCED);
EQUAL(CUPTI_PC_SAMPLING_CONFIGURATION_ATTR_TYPE_STALL_REASON, CUPTI_PC_STALL_REASONS);
EQUAL(CUPTI_PC_SAMPLING_CONFIGURATION_ATTR_TYPE_COLLECTION_MODE, CUPTI_PC_MODE);
EQUAL(CUPTI_PC_SAMPLING_CONFIGURATION_ATTR_TYPE_SAMPLING_DATA_BUFFER, CUPTI_PC_BUFFER);
EQUAL(CUPTI_PC_SAMPLING_COLLECTION_MODE_CONTINUOUS, CUPTI_PC_CONTINUOUS);
EQUAL(CUPTI_PC_SAMPLING_COLLECTION_MODE_KERNEL_SERIALIZED, CUPTI_PC_SERIALIZED);
