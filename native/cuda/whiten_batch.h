// The whitening of whole images (linalg/whitening.h) on the device.
#ifndef IMAGEPIPELINE_CUDA_WHITEN_BATCH_H_
#define IMAGEPIPELINE_CUDA_WHITEN_BATCH_H_

#include <cstdint>
#include <memory>

#include "core/status.h"
#include "cuda/driver.h"
#include "linalg/whitening.h"

namespace imagepipeline::cuda {

struct CudaWhitening {
  std::shared_ptr<const Whitening> whitening;
  WhiteningInput input;
  uint8_t* output = nullptr;  // at any address
  DType output_dtype = DType::kFloat32;
  uint64_t chunk_bytes = uint64_t{12} << 20;  // as in CudaBatch
  int64_t count = 0;                          // input.count
};

// The same bits as ApplyWhitening(), stored as `output_dtype`. Errors as RunBatch().
Status RunWhitening(Driver* driver, const CudaWhitening& batch);

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_WHITEN_BATCH_H_
