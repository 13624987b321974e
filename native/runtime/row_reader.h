// Rows of an image as float32: the image's own memory where that is aligned float32 already, else a
// copy in scratch.
#ifndef IMAGEPIPELINE_RUNTIME_ROW_READER_H_
#define IMAGEPIPELINE_RUNTIME_ROW_READER_H_

#include "kernels/kernel_table.h"
#include "runtime/image_view.h"
#include "runtime/scratch.h"
#include "runtime/scratch_slots.h"

namespace imagepipeline {

class RowReader {
 public:
  RowReader(const ConstImage& image, Scratch* scratch)
      : image_(image), in_place_(HoldsFloats(image)) {
    if (in_place_) return;
    buffer_ =
        static_cast<float*>(scratch->Get(kLoadedSlot, RowValues(image.shape) * sizeof(float)));
  }

  bool ok() const { return in_place_ || buffer_ != nullptr; }

  // Valid until the next call.
  const float* Read(int64_t y) const {
    if (in_place_) return reinterpret_cast<const float*>(Row(image_, y));
    Kernels().load_row(Row(image_, y), image_.dtype, RowValues(image_.shape), buffer_);
    return buffer_;
  }

 private:
  static bool HoldsFloats(const ConstImage& image) {
    return image.dtype == DType::kFloat32 && IsFloatAligned(image.data) &&
           image.stride_bytes % 4 == 0;
  }

  ConstImage image_;
  bool in_place_;
  float* buffer_ = nullptr;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_ROW_READER_H_
