// Statistics of the images of a chunk as they enter a pass: what the device is asked, and how its
// results become ImageStats.
#ifndef IMAGEPIPELINE_CUDA_STATISTICS_BATCH_H_
#define IMAGEPIPELINE_CUDA_STATISTICS_BATCH_H_

#include <functional>
#include <vector>

#include "cuda/arena.h"
#include "cuda/device_calls.h"
#include "cuda/device_pass.h"
#include "program/passes.h"

namespace imagepipeline::cuda {

// Launches whose parameters lie in an arena, to be given its address on the device.
using PendingLaunches = std::vector<std::function<int(const uint8_t* arena)>>;

class StatisticsBatch {
 public:
  // `in` is device memory; `stats` is written by Read().
  void Add(const Pass& pass, const uint8_t* in, ImageStats* stats);

  bool empty() const { return images_.empty(); }
  // Of all results.
  uint64_t bytes() const { return bytes_; }

  // The launches that write bytes() to `results`, which is device memory.
  void Queue(uint8_t* results, DeviceCalls* calls, void* stream, Arena* arena,
             PendingLaunches* pending) const;
  // The results, on the host.
  void Read(const uint8_t* results) const;

 private:
  struct Image {
    const Pass* pass;
    const uint8_t* in;
    ImageStats* stats;
    uint64_t offset;  // of its results
  };

  void QueueLanes(uint8_t* results, DeviceCalls* calls, void* stream, Arena* arena,
                  PendingLaunches* pending) const;
  void QueueHistograms(uint8_t* results, DeviceCalls* calls, void* stream, Arena* arena,
                       PendingLaunches* pending) const;

  std::vector<Image> images_;
  uint64_t bytes_ = 0;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_STATISTICS_BATCH_H_
