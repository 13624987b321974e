// A batch on the device: cut into chunks whose copies and kernels overlap.
#ifndef IMAGEPIPELINE_CUDA_BATCH_H_
#define IMAGEPIPELINE_CUDA_BATCH_H_

#include <cstdint>

#include "core/image.h"
#include "core/status.h"
#include "cuda/driver.h"
#include "program/plan.h"

namespace imagepipeline::cuda {

// Images of one shape that follow each other densely, and so do the results.
struct CudaBatch {
  const Plan* plan = nullptr;
  const uint8_t* input = nullptr;
  Shape input_shape;
  DType input_dtype = DType::kUint8;
  uint8_t* output = nullptr;
  Shape output_shape;
  DType output_dtype = DType::kFloat32;
  int64_t count = 0;
  const double* numbers = nullptr;  // number_count() per image
  // How much of the input or the output a chunk has: large enough that starting a copy costs
  // little, small enough that several overlap.
  uint64_t chunk_bytes = uint64_t{12} << 20;
  // Input and output lie in pinned memory, so that the device reads and writes it itself; of the
  // driver's own blocks that is known.
  bool pinned_input = false, pinned_output = false;
};

// The same pixels as Execute() on each image. Blocks; one batch at a time runs. When memory is
// short the chunks shrink first. E_CUDA_MISSING, E_CUDA_MEMORY or E_CUDA_FAILED leave nothing of
// use in the output; so does E_CUDA_PASS, for what only the CPU does. E_RAGGED when a result has
// another shape or dtype.
Status RunBatch(Driver* driver, const CudaBatch& batch);

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_BATCH_H_
