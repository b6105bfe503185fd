package dev.plumb.importers.nvprof;

import dev.plumb.trace.LongMap;
import dev.plumb.trace.StringPool;
import java.util.HashMap;
import java.util.Map;

/**
 * Names of calls, of which the database has the numbers that CUPTI gives them. Only those that
 * programs of machine learning make are here; others are called by their number.
 */
final class CallNames {
  static final String RUNTIME =
      """
      1 cudaDriverGetVersion 2 cudaRuntimeGetVersion 3 cudaGetDeviceCount
      4 cudaGetDeviceProperties 5 cudaChooseDevice 10 cudaGetLastError 11 cudaPeekAtLastError
      13 cudaLaunch 14 cudaFuncSetCacheConfig 15 cudaFuncGetAttributes 16 cudaSetDevice
      17 cudaGetDevice 19 cudaSetDeviceFlags 20 cudaMalloc 21 cudaMallocPitch 22 cudaFree
      23 cudaMallocArray 24 cudaFreeArray 25 cudaMallocHost 26 cudaFreeHost 27 cudaHostAlloc
      28 cudaHostGetDevicePointer 30 cudaMemGetInfo 31 cudaMemcpy 32 cudaMemcpy2D
      33 cudaMemcpyToArray 35 cudaMemcpyFromArray 37 cudaMemcpyArrayToArray
      39 cudaMemcpyToSymbol 40 cudaMemcpyFromSymbol 41 cudaMemcpyAsync 42 cudaMemcpyToArrayAsync
      43 cudaMemcpyFromArrayAsync 44 cudaMemcpy2DAsync 47 cudaMemcpyToSymbolAsync
      48 cudaMemcpyFromSymbolAsync 49 cudaMemset 50 cudaMemset2D 51 cudaMemsetAsync
      52 cudaMemset2DAsync 53 cudaGetSymbolAddress 54 cudaGetSymbolSize 123 cudaThreadExit
      126 cudaThreadSynchronize 129 cudaStreamCreate 130 cudaStreamDestroy
      131 cudaStreamSynchronize 132 cudaStreamQuery 133 cudaEventCreate
      134 cudaEventCreateWithFlags 135 cudaEventRecord 136 cudaEventDestroy
      137 cudaEventSynchronize 138 cudaEventQuery 139 cudaEventElapsedTime 140 cudaMalloc3D
      142 cudaMemset3D 143 cudaMemset3DAsync 144 cudaMemcpy3D 145 cudaMemcpy3DAsync
      147 cudaStreamWaitEvent 151 cudaPointerGetAttributes 152 cudaHostRegister
      153 cudaHostUnregister 154 cudaDeviceCanAccessPeer 155 cudaDeviceEnablePeerAccess
      156 cudaDeviceDisablePeerAccess 160 cudaMemcpyPeer 161 cudaMemcpyPeerAsync
      163 cudaMemcpy3DPeerAsync 164 cudaDeviceReset 165 cudaDeviceSynchronize
      166 cudaDeviceGetLimit 167 cudaDeviceSetLimit 171 cudaProfilerStart 172 cudaProfilerStop
      173 cudaDeviceGetByPCIBusId 174 cudaDeviceGetPCIBusId 176 cudaIpcGetEventHandle
      177 cudaIpcOpenEventHandle 178 cudaIpcGetMemHandle 179 cudaIpcOpenMemHandle
      180 cudaIpcCloseMemHandle 197 cudaStreamAddCallback 198 cudaStreamCreateWithFlags
      200 cudaDeviceGetAttribute 201 cudaStreamDestroy 202 cudaStreamCreateWithPriority
      203 cudaStreamGetPriority 204 cudaStreamGetFlags 205 cudaDeviceGetStreamPriorityRange
      206 cudaMallocManaged 208 cudaStreamAttachMemAsync 209 cudaGetErrorName
      210 cudaOccupancyMaxActiveBlocksPerMultiprocessor 211 cudaLaunchKernel
      214 cudaLaunchKernel 225 cudaMemcpyAsync 235 cudaMemsetAsync 239 cudaStreamSynchronize
      240 cudaStreamQuery 242 cudaEventRecord 247 cudaStreamWaitEvent 248 cudaStreamAddCallback
      251 cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags 252 cudaMemPrefetchAsync
      254 cudaMemAdvise 255 cudaDeviceGetP2PAttribute 269 cudaLaunchCooperativeKernel
      270 cudaLaunchCooperativeKernel 272 cudaLaunchCooperativeKernelMultiDevice
      273 cudaFuncSetAttribute 284 cudaLaunchHostFunc 310 cudaGraphInstantiate
      311 cudaGraphLaunch 312 cudaGraphLaunch 313 cudaGraphExecDestroy
      315 cudaStreamBeginCapture 316 cudaStreamBeginCapture 317 cudaStreamIsCapturing
      319 cudaStreamEndCapture 320 cudaStreamEndCapture 324 cudaStreamGetCaptureInfo
      335 cudaGraphExecUpdate 348 cudaGraphUpload 370 cudaEventRecordWithFlags
      373 cudaMallocAsync 374 cudaMallocAsync 375 cudaFreeAsync 376 cudaFreeAsync
      377 cudaMemPoolTrimTo 391 cudaMallocFromPoolAsync 392 cudaMallocFromPoolAsync
      """;

  static final String DRIVER =
      """
      1 cuInit 3 cuDeviceGet 4 cuDeviceGetCount 5 cuDeviceGetName 9 cuDeviceGetAttribute
      10 cuCtxCreate 11 cuCtxDestroy 17 cuCtxSynchronize 18 cuModuleLoad 19 cuModuleLoadData
      20 cuModuleLoadDataEx 21 cuModuleLoadFatBinary 22 cuModuleUnload 23 cuModuleGetFunction
      29 cuMemAlloc 33 cuMemFree 39 cuMemHostAlloc 60 cuMemcpyHtoDAsync 62 cuMemcpyDtoHAsync
      64 cuMemcpyDtoDAsync 115 cuLaunch 116 cuLaunchGrid 117 cuLaunchGridAsync 118 cuEventCreate
      119 cuEventRecord 120 cuEventQuery 121 cuEventSynchronize 122 cuEventDestroy
      123 cuEventElapsedTime 124 cuStreamCreate 125 cuStreamQuery 126 cuStreamSynchronize
      127 cuStreamDestroy 216 cuMemsetD8Async 220 cuMemsetD32Async 242 cuMemGetInfo_v2
      243 cuMemAlloc_v2 245 cuMemFree_v2 249 cuMemsetD8_v2 251 cuMemsetD32_v2
      276 cuMemcpyHtoD_v2 277 cuMemcpyHtoDAsync_v2 278 cuMemcpyDtoH_v2 279 cuMemcpyDtoHAsync_v2
      280 cuMemcpyDtoD_v2 281 cuMemcpyDtoDAsync_v2 287 cuMemcpy2D_v2 289 cuMemcpy2DAsync_v2
      290 cuMemcpy3D_v2 291 cuMemcpy3DAsync_v2 294 cuMemAllocHost_v2 295 cuStreamWaitEvent
      301 cuMemHostRegister 305 cuMemcpy 306 cuMemcpyAsync 307 cuLaunchKernel 318 cuMemcpyPeer
      319 cuMemcpyPeerAsync 321 cuMemcpy3DPeerAsync 322 cuCtxDestroy_v2 325 cuEventDestroy_v2
      326 cuStreamDestroy_v2 346 cuStreamAddCallback 362 cuLinkCreate 363 cuLinkAddData
      364 cuLinkAddFile 365 cuLinkComplete 367 cuStreamCreateWithPriority 371 cuMemAllocManaged
      379 cuMemHostRegister_v2 381 cuLinkCreate_v2 382 cuLinkAddData_v2 383 cuLinkAddFile_v2
      386 cuDevicePrimaryCtxRetain 387 cuDevicePrimaryCtxRelease 397 cuMemcpyHtoD_v2
      398 cuMemcpyDtoH_v2 399 cuMemcpyDtoD_v2 411 cuMemsetD8_v2 413 cuMemsetD32_v2
      418 cuMemcpyAsync 421 cuMemcpyHtoDAsync_v2 422 cuMemcpyDtoHAsync_v2
      423 cuMemcpyDtoDAsync_v2 424 cuMemcpy2DAsync_v2 428 cuMemsetD8Async 430 cuMemsetD32Async
      436 cuStreamWaitEvent 440 cuStreamSynchronize 441 cuEventRecord 442 cuLaunchKernel
      467 cuMemPrefetchAsync 468 cuMemPrefetchAsync 477 cuLaunchCooperativeKernel
      478 cuLaunchCooperativeKernel 480 cuLaunchCooperativeKernelMultiDevice
      481 cuFuncSetAttribute 513 cuGraphInstantiate 514 cuGraphLaunch 515 cuGraphLaunch
      527 cuLaunchHostFunc 528 cuLaunchHostFunc 544 cuDevicePrimaryCtxRelease_v2
      547 cuMemAddressReserve 549 cuMemCreate 550 cuMemRelease 551 cuMemMap
      578 cuGraphInstantiate_v2 598 cuMemAllocAsync 599 cuMemAllocAsync 600 cuMemFreeAsync
      601 cuMemFreeAsync
      """;

  private final Map<Long, String> names = new HashMap<>();
  private final String other;
  private final LongMap ids = new LongMap();

  /**
   * Names of one list.
   *
   * @param other what calls that are not on it are called, before their number
   */
  CallNames(String list, String other) {
    String[] words = list.strip().split("\\s+");
    for (int i = 0; i + 1 < words.length; i += 2) {
      names.put(Long.valueOf(words[i]), words[i + 1]);
    }
    this.other = other;
  }

  int id(long number, StringPool strings) {
    int id = ids.get(number);
    if (id < 0) {
      String name = names.get(number);
      id = strings.intern(name == null ? other + number : name);
      ids.put(number, id);
    }
    return id;
  }
}
