// Copies between ordinary and device memory, piece by piece through pinned memory.
#ifndef IMAGEPIPELINE_CUDA_STAGED_COPY_H_
#define IMAGEPIPELINE_CUDA_STAGED_COPY_H_

#include <cstdint>
#include <functional>

#include "cuda/device_calls.h"
#include "cuda/lane.h"

namespace imagepipeline::cuda {

// Uses the lane's stream and its input_host. All return an error code of the CUDA runtime, or 0;
// afterwards nothing is under way.
class StagedCopy {
 public:
  StagedCopy(DeviceCalls* calls, Lane* lane) : calls_(calls), lane_(lane) {}

  // Has to succeed first.
  int Open();

  int Send(const void* host, uint64_t bytes, void* device) const;
  int Fetch(const void* device, uint64_t bytes, void* host) const;

  // visit(row, values): every row of a matrix of doubles, in order.
  int FetchRows(const double* device, uint64_t rows, uint64_t columns,
                const std::function<void(uint64_t row, const double* values)>& visit) const;

 private:
  DeviceCalls* calls_;
  Lane* lane_;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_STAGED_COPY_H_
