// Images of a batch made of images of the same batch: blended by weight, or copied together from
// rectangles. Two executors, as for passes.
#ifndef IMAGEPIPELINE_RUNTIME_MIX_H_
#define IMAGEPIPELINE_RUNTIME_MIX_H_

#include <cstdint>
#include <vector>

#include "core/image.h"
#include "core/status.h"
#include "runtime/executor.h"
#include "runtime/scratch.h"

namespace imagepipeline {

// weight * own + (1 - weight) * partner, in float32; an image whose weight is 0 is not read.
struct Blend {
  int64_t own = 0, partner = 0;  // positions in the batch
  double weight = 1;
};

// A rectangle of the result, copied from another place of an image of the batch.
struct MixRegion {
  static constexpr int64_t kFill = -1;
  int64_t source = kFill;  // position in the batch, or kFill: the fill value
  int64_t top = 0, left = 0, height = 0, width = 0;
  int64_t source_top = 0, source_left = 0;
};

// The batch that is mixed, and what its results are.
struct MixInput {
  const uint8_t* data = nullptr;  // images follow each other densely
  Shape shape;
  DType dtype = DType::kUint8;
  int64_t count = 0;
  // dtype of the results; where they become tensors, int32 may stand for uint8 and uint16 in `out`.
  DType result = DType::kUint8;
};

// Writes the whole of `out`. Fails only for memory (E_ALLOC).
Status RunBlend(ExecutorKind executor, const MixInput& input, const Blend& blend,
                const MutableImage& out, Scratch* scratch);

// In the order of `regions`, which lie inside the images and together cover all of `out`.
Status RunRegions(ExecutorKind executor, const MixInput& input,
                  const std::vector<MixRegion>& regions, float fill_value, const MutableImage& out,
                  Scratch* scratch);

// The reference executor, with which both of these begin.
void BlendByValue(const MixInput& input, const Blend& blend, const MutableImage& out);
void CopyByValue(const MixInput& input, const std::vector<MixRegion>& regions, float fill_value,
                 const MutableImage& out);

// Image `position` of the batch.
inline ConstImage ImageAt(const MixInput& input, int64_t position) {
  const int64_t stride =
      input.shape.width * input.shape.channels * static_cast<int64_t>(SizeOf(input.dtype));
  return {input.data + position * stride * input.shape.height, input.dtype, input.shape, stride};
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_MIX_H_
