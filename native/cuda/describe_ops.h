// The point ops of a pass as the device takes them.
#ifndef IMAGEPIPELINE_CUDA_DESCRIBE_OPS_H_
#define IMAGEPIPELINE_CUDA_DESCRIBE_OPS_H_

#include <memory>
#include <vector>

#include "cuda/arena.h"
#include "cuda/device_pass.h"
#include "runtime/row_ops.h"

namespace imagepipeline::cuda {

// Whether the device has the op, in a pass whose kernel knows the number of channels or not.
bool IsKnownOp(const PointOp& op, bool known_channels);

// Describes ops into one arena. Arrays that neighbouring images share are put there once.
class OpDescriber {
 public:
  explicit OpDescriber(Arena* arena) : arena_(arena) {}

  // Forgets what the arena held.
  void Clear() { shared_.clear(); }

  DeviceOp Describe(const RowOps::Step& step, const Shape& shape);

 private:
  template <typename T>
  uint64_t PutOne(const T& value) {
    return arena_->Put(std::vector<T>{value});
  }
  uint64_t PutRule(const RowOps::Step& step, const Shape& shape);
  uint64_t PutChannels(const RowOps::Step& step);
  uint64_t PutRanges(const PointOp& op);
  uint64_t PutMatrix(const PointOp& op);
  uint64_t PutTable(const ChannelTable& table, int64_t channels);
  uint64_t PutFill(const RowOps::Step& step, const Shape& shape);
  uint64_t PutShared(const std::shared_ptr<const std::vector<float>>& values);

  Arena* arena_;
  // The last few arrays of kPixelAffine.
  struct SharedValues {
    std::shared_ptr<const std::vector<float>> values;
    uint64_t offset;
  };
  std::vector<SharedValues> shared_;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_DESCRIBE_OPS_H_
