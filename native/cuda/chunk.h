// A chunk: consecutive images of a batch that go through the device together, on one lane.
#ifndef IMAGEPIPELINE_CUDA_CHUNK_H_
#define IMAGEPIPELINE_CUDA_CHUNK_H_

#include <vector>

#include "cuda/batch.h"
#include "cuda/describe_pass.h"
#include "cuda/device_calls.h"
#include "cuda/lane.h"
#include "cuda/statistics_batch.h"

namespace imagepipeline::cuda {

class Chunk {
 public:
  Chunk(DeviceCalls* calls, Lane* lane, const CudaBatch& batch, int64_t first, int64_t count);

  // Queues copies and kernels on the lane's stream; waits only for statistics. An error code of the
  // CUDA runtime, or 0.
  int Start();
  // Waits for the end and hands the results over.
  int Finish();

  // False when a pass is not IsKnown(); such a chunk must not start.
  bool known() const { return known_; }
  int64_t first() const { return first_; }
  int64_t end() const { return first_ + count_; }

 private:
  // An image on its way through its passes.
  struct Work {
    std::vector<Pass> passes;
    ImageStats stats;  // of the next pass's input
  };
  // Images that one launch takes.
  struct Group {
    PointLaunch launch;
    std::vector<DeviceImage> images;
    std::vector<DeviceRows> rows;  // of separable resizes
    RowsLaunch rows_launch;
  };

  int Reserve();
  int CopyIn();
  int TakeStatistics(size_t step);
  void QueueGroups(size_t step);
  void AddToGroup(std::vector<Group>* groups, int64_t i, size_t step);
  // Sends the arena and queues what was described in it.
  int Flush();

  uint8_t* InputOf(int64_t i, size_t step) const;
  uint8_t* OutputOf(int64_t i, size_t step) const;
  uint64_t InputBytes() const;
  uint64_t OutputBytes() const;

  DeviceCalls* calls_;
  Lane* lane_;
  const CudaBatch& batch_;
  int64_t first_, count_;
  std::vector<Work> works_;
  bool known_ = true;
  size_t steps_ = 0;
  uint64_t between_bytes_ = 0, rows_bytes_ = 0;  // per image
  Arena arena_;
  PassDescriber describer_;
  PendingLaunches pending_;  // their parameters lie in arena_
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_CHUNK_H_
