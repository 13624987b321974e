// Rows of an image as float32: the image's own memory where it is float32 already, else converted into scratch.
#ifndef IMAGEPIPELINE_RUNTIME_ROW_READER_H_
#define IMAGEPIPELINE_RUNTIME_ROW_READER_H_

#include "kernels/kernel_table.h"
#include "runtime/image_view.h"
#include "runtime/scratch.h"
#include "runtime/scratch_slots.h"

namespace imagepipeline {

class RowReader {
 public:
  RowReader(const ConstImage& image, Scratch* scratch) : image_(image) {
    if (image.dtype == DType::kFloat32) return;
    buffer_ = static_cast<float*>(scratch->Get(kLoadedSlot, RowValues(image.shape) * sizeof(float)));
  }

  bool ok() const { return image_.dtype == DType::kFloat32 || buffer_ != nullptr; }

  // Valid until the next call. May be unaligned: for kernels only.
  const float* Read(int64_t y) const {
    if (image_.dtype == DType::kFloat32) return reinterpret_cast<const float*>(Row(image_, y));
    Kernels().load_row(Row(image_, y), image_.dtype, RowValues(image_.shape), buffer_);
    return buffer_;
  }

 private:
  ConstImage image_;
  float* buffer_ = nullptr;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_ROW_READER_H_
