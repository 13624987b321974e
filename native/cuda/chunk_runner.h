// Runs a batch chunk by chunk, several at a time, and makes the chunks smaller where memory is
// short.
#ifndef IMAGEPIPELINE_CUDA_CHUNK_RUNNER_H_
#define IMAGEPIPELINE_CUDA_CHUNK_RUNNER_H_

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>

#include "cuda/driver.h"

namespace imagepipeline::cuda {

// No code of the CUDA runtime: a chunk that is not known().
constexpr int kUnknownPass = -1;

// A chunk is made of (calls, lane, batch, first image, count) and has what cuda/chunk.h has.
template <typename Chunk, typename Batch>
class ChunkRunner {
 public:
  // `image_bytes` is what an image takes of a chunk.
  ChunkRunner(Driver* driver, const Batch& batch, uint64_t image_bytes)
      : driver_(driver), batch_(batch) {
    // Bounds the host's work space for tiny images.
    constexpr int64_t kMaxImages = 4096;
    images_ =
        std::clamp<int64_t>(static_cast<int64_t>(batch.chunk_bytes / image_bytes), 1, kMaxImages);
  }

  // An error code of the CUDA runtime, kUnknownPass or 0. Nothing is under way afterwards.
  int Run() {
    while (done_ < batch_.count) {
      const int code = RunFrom(done_);
      if (code != 0 && (code != kOutOfMemoryCode || !Shrink())) return code;
    }
    return 0;
  }

 private:
  // Until all images are done or something fails.
  int RunFrom(int64_t next) {
    int code = 0;
    while (code == 0 && next < batch_.count) {
      code = MakeRoom();
      if (code == 0) code = StartAt(next);
      if (code == 0) next = chunks_.back()->end();
    }
    // What is under way may hold an error that is worse than a lack of memory.
    const int drained = Drain();
    return drained != 0 && (code == 0 || code == kOutOfMemoryCode) ? drained : code;
  }

  int MakeRoom() { return chunks_.size() < lane_count_ ? 0 : FinishOldest(); }

  int StartAt(int64_t first) {
    Lane* lane = &driver_->lanes()[next_lane_];
    int code = lane->Open(&driver_->calls());
    if (code != 0) return code;
    const int64_t count = std::min(images_, batch_.count - first);
    auto chunk = std::make_unique<Chunk>(&driver_->calls(), lane, batch_, first, count);
    if (!chunk->known()) return kUnknownPass;
    code = chunk->Start();
    if (code != 0) {
      // Whatever was queued must not touch memory that is given back.
      const int waited = driver_->calls().Wait(lane->stream);
      return code == kOutOfMemoryCode && waited != 0 ? waited : code;
    }
    chunks_.push_back(std::move(chunk));
    next_lane_ = (next_lane_ + 1) % lane_count_;
    return 0;
  }

  int FinishOldest() {
    const int code = chunks_.front()->Finish();
    // A chunk behind one that failed is run again with it.
    if (code == 0 && chunks_.front()->first() == done_) done_ = chunks_.front()->end();
    chunks_.pop_front();
    return code;
  }

  int Drain() {
    int first_code = 0;
    while (!chunks_.empty()) {
      const int code = FinishOldest();
      if (first_code == 0) first_code = code;
    }
    return first_code;
  }

  // Halves the chunk, then gives up the overlap. False when there is nothing left to give. Nothing
  // may be under way.
  bool Shrink() {
    driver_->ReleaseLanes();
    next_lane_ = 0;
    if (images_ > 1) {
      images_ = std::min(images_, batch_.count) / 2;
      images_ = std::max<int64_t>(images_, 1);
      return true;
    }
    if (lane_count_ == 1) return false;
    lane_count_ = 1;
    return true;
  }

  Driver* driver_;
  const Batch& batch_;
  int64_t images_ = 1, done_ = 0;
  size_t lane_count_ = kLaneCount, next_lane_ = 0;
  std::deque<std::unique_ptr<Chunk>> chunks_;  // under way, oldest first
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_CHUNK_RUNNER_H_
