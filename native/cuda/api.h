// The C interface of libimagepipeline_cuda: memory, streams and launches, nothing else. The library
// is found at run time and knows nothing of Node; what runs when is decided by its caller.
//
// Every function returns 0 or an error code of the CUDA runtime.
#ifndef IMAGEPIPELINE_CUDA_API_H_
#define IMAGEPIPELINE_CUDA_API_H_

#include <cstdint>

#include "cuda/device_pass.h"

namespace imagepipeline::cuda {

// Changes with every change of this file or of device_pass.h.
constexpr uint32_t kAbiVersion = 5;

// The codes that callers treat in a special way.
constexpr int kOutOfMemoryCode = 2;
constexpr int kDriverMissingCode = 35;
constexpr int kNoDeviceCode = 100;
constexpr int kLaunchFailureCode = 719;

struct DeviceInfo {
  char name[256];
  uint64_t memory_bytes;
  int32_t compute_major, compute_minor;
  int32_t driver_version, runtime_version;  // 13000 is 13.0
};

struct Api {
  uint32_t abi_version;
  // Sizes of the structs that cross the interface, so that two compilers' layouts are compared.
  uint32_t image_bytes, op_bytes, rows_bytes, statistics_bytes, histogram_bytes, mix_bytes,
      product_bytes;

  int (*device_info)(DeviceInfo* info);
  const char* (*error_text)(int code);

  int (*create_stream)(void** stream);
  // Blocks until all work of the stream is done.
  int (*wait)(void* stream);

  int (*allocate)(uint64_t bytes, void** device);
  int (*release)(void* device);
  int (*allocate_pinned)(uint64_t bytes, void** host);
  int (*release_pinned)(void* host);

  // From and to pinned memory; return before the copy is done.
  int (*upload)(void* stream, const void* host, uint64_t bytes, void* device);
  int (*download)(void* stream, const void* device, uint64_t bytes, void* host);

  int (*run_points)(void* stream, const PointLaunch* launch);
  int (*run_rows)(void* stream, const RowsLaunch* launch);
  int (*run_statistics)(void* stream, const StatisticsLaunch* launch);
  int (*run_histogram)(void* stream, const HistogramLaunch* launch);
  int (*run_mix)(void* stream, const MixLaunch* launch);
  int (*run_product)(void* stream, const ProductLaunch* launch);
};

// The one exported function: the table, or null for another ABI version.
using GetApi = const Api* (*)(uint32_t abi_version);
constexpr const char* kGetApiName = "imagepipeline_cuda_get_api";

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_API_H_
