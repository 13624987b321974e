// A chunk of a batch that is whitened.
#ifndef IMAGEPIPELINE_CUDA_WHITEN_CHUNK_H_
#define IMAGEPIPELINE_CUDA_WHITEN_CHUNK_H_

#include "cuda/device_calls.h"
#include "cuda/lane.h"
#include "cuda/whiten_batch.h"

namespace imagepipeline::cuda {

// With the numbers of the whitening on the device.
struct SentWhitening {
  const CudaWhitening& batch;
  const KeptWhitening& kept;
  uint64_t chunk_bytes;
  int64_t count;
};

class WhitenChunk {
 public:
  WhitenChunk(DeviceCalls* calls, Lane* lane, const SentWhitening& sent, int64_t first,
              int64_t count);

  int Start();
  int Finish();

  bool known() const { return true; }
  int64_t first() const { return first_; }
  int64_t end() const { return first_ + count_; }

 private:
  uint64_t Values() const;  // of the chunk
  uint64_t InputBytes() const;
  uint64_t OutputBytes() const;

  int Reserve();
  int CopyIn();
  // The product with a dense matrix, or both products with vectors.
  int Multiply();
  int MultiplyVectors(ProductLaunch launch);
  void StoreImage(int64_t i) const;

  DeviceCalls* calls_;
  Lane* lane_;
  const SentWhitening& sent_;
  const Whitening& whitening_;
  int64_t first_, count_;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_WHITEN_CHUNK_H_
