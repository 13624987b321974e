// A chunk of a mixed batch: consecutive results, and the images of the batch that they read.
#ifndef IMAGEPIPELINE_CUDA_MIX_CHUNK_H_
#define IMAGEPIPELINE_CUDA_MIX_CHUNK_H_

#include <vector>

#include "cuda/arena.h"
#include "cuda/device_calls.h"
#include "cuda/lane.h"
#include "cuda/mix_batch.h"

namespace imagepipeline::cuda {

class MixChunk {
 public:
  MixChunk(DeviceCalls* calls, Lane* lane, const CudaMix& mix, int64_t first, int64_t count);

  int Start();
  int Finish();

  bool known() const { return true; }
  int64_t first() const { return first_; }
  int64_t end() const { return first_ + count_; }

 private:
  uint64_t InputBytes() const;
  uint64_t OutputBytes() const;

  // The regions of result i; empty when it is a blend.
  std::vector<MixRegion> RegionsOf(int64_t i) const;
  // Remembers to send an image of the batch. Fills are no image.
  void Want(int64_t source);
  // Where it will be on the device.
  const uint8_t* PlaceOf(int64_t source) const;

  int Reserve();
  int CopyIn();
  // The parameters, into the arena: their offset.
  uint64_t Describe();
  int SendArena();

  DeviceCalls* calls_;
  Lane* lane_;
  const CudaMix& mix_;
  int64_t first_, count_;
  std::vector<int64_t> sources_;  // in the order of their places
  std::vector<int64_t> places_;   // of each image of the batch, or -1
  Arena arena_;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_MIX_CHUNK_H_
