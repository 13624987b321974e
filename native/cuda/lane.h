// What one chunk of a batch needs while it is under way: a stream and memory on both sides. Kept
// from batch to batch; grows to the largest need seen.
#ifndef IMAGEPIPELINE_CUDA_LANE_H_
#define IMAGEPIPELINE_CUDA_LANE_H_

#include <cstdint>

namespace imagepipeline::cuda {

class DeviceCalls;

// Enough for a copy in each direction and a kernel at the same time.
constexpr int kLaneCount = 3;

class Buffer {
 public:
  uint8_t* data() const { return static_cast<uint8_t*>(data_); }
  uint64_t size() const { return size_; }

  // At least `bytes`; what it held is lost. An error code of the CUDA runtime, or 0.
  int Reserve(DeviceCalls* calls, bool pinned, uint64_t bytes);
  void Release(DeviceCalls* calls, bool pinned);

 private:
  void* data_ = nullptr;
  uint64_t size_ = 0;
};

struct Lane {
  void* stream = nullptr;
  // Device memory: images as they come and go, two buffers for what is between passes, rows of a
  // separable resize, parameters and statistics.
  Buffer input, output, between[2], rows, arena, results;
  // Pinned memory of the host.
  Buffer input_host, output_host, arena_host, results_host;

  int Open(DeviceCalls* calls);
  // Gives the memory back; the stream stays. Its work must have ended.
  void Release(DeviceCalls* calls);
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_LANE_H_
