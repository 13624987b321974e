#include "cuda/batch.h"

#include <algorithm>
#include <deque>
#include <memory>

#include "cuda/chunk.h"

namespace imagepipeline::cuda {

namespace {

// Large enough that starting a copy costs little, small enough that several overlap.
constexpr uint64_t kChunkBytes = uint64_t{12} << 20;
// No code of the CUDA runtime.
constexpr int kUnknownPass = -1;
// Bounds the host's work space for tiny images.
constexpr int64_t kMaxImages = 4096;

Status CheckShapes(const CudaBatch& batch) {
  for (int64_t i = 0; i < batch.count; ++i) {
    Shape shape;
    DType dtype;
    Status status = batch.plan->Output(
        batch.input_shape, batch.input_dtype,
        batch.numbers + static_cast<size_t>(i) * batch.plan->number_count(), &shape, &dtype);
    if (!status.ok()) return status;
    if (shape != batch.output_shape || dtype != batch.output_dtype)
      return {"E_RAGGED", "the images of one batch would get different shapes"};
  }
  return {};
}

// The chunks under way, oldest first.
class Runner {
 public:
  Runner(Driver* driver, const CudaBatch& batch) : driver_(driver), batch_(batch) {
    const auto bytes = [](const Shape& shape, DType dtype) {
      return static_cast<uint64_t>(shape.ValueCount()) * SizeOf(dtype);
    };
    const uint64_t image_bytes = std::max(bytes(batch.input_shape, batch.input_dtype),
                                          bytes(batch.output_shape, batch.output_dtype));
    images_ = std::clamp<int64_t>(static_cast<int64_t>(kChunkBytes / image_bytes), 1, kMaxImages);
  }

  // An error code of the CUDA runtime, kUnknownPass or 0. Nothing is under way afterwards.
  int Run() {
    int64_t next = 0;
    while (next < batch_.count) {
      int code = MakeRoom();
      if (code == 0) code = StartAt(next);
      if (code == 0) {
        next = chunks_.back()->end();
      } else if (code != kOutOfMemoryCode || !Shrink()) {
        Drain();
        return code;
      }
    }
    return Drain();
  }

 private:
  int MakeRoom() { return chunks_.size() < lane_count_ ? 0 : FinishOldest(); }

  int StartAt(int64_t first) {
    Lane* lane = &driver_->lanes()[next_lane_];
    int code = lane->Open(*driver_);
    if (code != 0) return code;
    const int64_t count = std::min(images_, batch_.count - first);
    auto chunk = std::make_unique<Chunk>(driver_, lane, batch_, first, count);
    if (!chunk->known()) return kUnknownPass;
    code = chunk->Start();
    if (code != 0) {
      // Whatever was queued must not touch memory that is given back.
      static_cast<void>(driver_->api().wait(lane->stream));
      return code;
    }
    chunks_.push_back(std::move(chunk));
    next_lane_ = (next_lane_ + 1) % lane_count_;
    return 0;
  }

  int FinishOldest() {
    const int code = chunks_.front()->Finish();
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

  // Halves the chunk, then gives up the overlap. False when there is nothing left to give.
  bool Shrink() {
    if (Drain() != 0) return false;
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
  const CudaBatch& batch_;
  int64_t images_ = 1;
  size_t lane_count_ = kLaneCount, next_lane_ = 0;
  std::deque<std::unique_ptr<Chunk>> chunks_;
};

}  // namespace

Status RunBatch(Driver* driver, const CudaBatch& batch) {
  Status status = CheckShapes(batch);
  if (!status.ok()) return status;
  const std::lock_guard<std::mutex> lock(driver->batch_mutex());
  if (!driver->on()) return {"E_CUDA_MISSING", "device: no GPU can be used: " + driver->reason()};
  const int code = Runner(driver, batch).Run();
  if (code == kUnknownPass) return {"E_CUDA_PASS", "device: a pass that only the CPU can run"};
  return code == 0 ? Status() : driver->Failed(code);
}

}  // namespace imagepipeline::cuda
