// A mixed batch (runtime/mix.h) on the device.
#ifndef IMAGEPIPELINE_CUDA_MIX_BATCH_H_
#define IMAGEPIPELINE_CUDA_MIX_BATCH_H_

#include <cstdint>
#include <vector>

#include "core/status.h"
#include "cuda/driver.h"
#include "runtime/mix.h"

namespace imagepipeline::cuda {

struct CudaMix {
  MixInput input;
  uint8_t* output = nullptr;  // results follow each other densely
  DType output_dtype = DType::kUint8;
  // One blend per result, or else the regions of each.
  const std::vector<Blend>* blends = nullptr;
  const std::vector<std::vector<MixRegion>>* regions = nullptr;
  float fill_value = 0;
  uint64_t chunk_bytes = uint64_t{12} << 20;  // as in CudaBatch
  int64_t count = 0;                          // of results
};

// The same pixels as RunBlend() and RunRegions(). Errors as RunBatch().
Status RunMix(Driver* driver, const CudaMix& mix);

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_MIX_BATCH_H_
