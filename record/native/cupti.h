/* What cupti.c and cupti_pc.c have in common. */
#ifndef PLUMB_CUPTI_H
#define PLUMB_CUPTI_H

#include "cupti_api.h"
#include "gpu.h"

/* CUPTI's functions, each under the name that it has without the "cupti". */
#define CUPTI_NEEDED(F)                                                                       \
  F(GetVersion, (uint32_t *))                                                                 \
  F(Subscribe, (void **, cupti_on_call *, void *))                                            \
  F(Unsubscribe, (void *))                                                                    \
  F(EnableCallback, (uint32_t, void *, uint32_t, uint32_t))                                   \
  F(GetCallbackName, (uint32_t, uint32_t, const char **))                                     \
  F(ActivityRegisterCallbacks, (cupti_on_request *, cupti_on_complete *))                     \
  F(ActivityEnable, (uint32_t))                                                               \
  F(ActivityGetNextRecord, (uint8_t *, size_t, void **))                                      \
  F(ActivityGetNumDroppedRecords, (void *, uint32_t, size_t *))                               \
  F(ActivityFlushAll, (uint32_t))
#define CUPTI_WANTED(F)                                                                       \
  F(GetGraphNodeId, (void *, uint64_t *))                                                     \
  F(ActivityFlushPeriod, (uint32_t))                                                          \
  F(GetResultString, (int, const char **))                                                    \
  F(PCSamplingSetConfigurationAttribute, (struct cupti_pc_settings *))                        \
  F(PCSamplingEnable, (struct cupti_pc_context *))                                            \
  F(PCSamplingDisable, (struct cupti_pc_context *))                                           \
  F(PCSamplingGetData, (struct cupti_pc_get *))                                               \
  F(PCSamplingGetNumStallReasons, (struct cupti_pc_reason_count *))                           \
  F(PCSamplingGetStallReasons, (struct cupti_pc_reasons *))

#define CUPTI_POINTER(name, arguments) int(*name) arguments;
struct cupti {
  CUPTI_NEEDED(CUPTI_POINTER)
  CUPTI_WANTED(CUPTI_POINTER)
};
extern struct cupti plumb_cupti;

/* cupti_pc.c */
int plumb_pc_begin(uint32_t version, const char *mode);
void plumb_pc_context(void *context, int goes);
void plumb_pc_end(void);
void plumb_pc_forked(void);

#endif
