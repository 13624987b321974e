// The numbers of a whitening in device memory, which are large and the same for every batch.
#ifndef IMAGEPIPELINE_CUDA_KEPT_WHITENING_H_
#define IMAGEPIPELINE_CUDA_KEPT_WHITENING_H_

#include <memory>

#include "cuda/lane.h"
#include "linalg/whitening.h"

namespace imagepipeline::cuda {

class KeptWhitening {
 public:
  // Sends `whitening` on the lane's stream unless it is there, and waits for it. An error code of
  // the CUDA runtime, or 0.
  int Keep(DeviceCalls* calls, Lane* lane, const std::shared_ptr<const Whitening>& whitening);

  const float* matrix() const { return reinterpret_cast<const float*>(matrix_.data()); }
  const double* mean() const { return reinterpret_cast<const double*>(mean_.data()); }
  const float* gains() const { return reinterpret_cast<const float*>(gains_.data()); }

  void Release(DeviceCalls* calls);

 private:
  std::weak_ptr<const Whitening> whitening_;
  Buffer matrix_, mean_, gains_;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_KEPT_WHITENING_H_
