// The rows of a pass's output: a float32 row to fill, then the point ops and the one store.
#ifndef IMAGEPIPELINE_RUNTIME_ROW_WRITER_H_
#define IMAGEPIPELINE_RUNTIME_ROW_WRITER_H_

#include "kernels/kernel_table.h"
#include "runtime/image_view.h"
#include "runtime/row_ops.h"
#include "runtime/scratch.h"
#include "runtime/scratch_slots.h"

namespace imagepipeline {

class RowWriter {
 public:
  RowWriter(const RowOps& ops, const MutableImage& out, Scratch* scratch)
      : ops_(ops),
        out_(out),
        floats_(out.dtype == DType::kFloat32 && IsFloatAligned(out.data)),
        in_place_(floats_ && !out.streamed) {
    if (in_place_) return;
    buffer_ = static_cast<float*>(scratch->Get(kRowSlot, RowValues(out.shape) * sizeof(float)));
  }

  bool ok() const { return in_place_ || buffer_ != nullptr; }

  // Where to put the values of row y: the output itself when it is aligned float32.
  float* Begin(int64_t y) const {
    return in_place_ ? reinterpret_cast<float*>(Row(out_, y)) : buffer_;
  }

  void End(int64_t y) const {
    float* row = Begin(y);
    ops_.Run(y, row);
    const size_t values = RowValues(out_.shape);
    if (floats_ && !in_place_) {
      Kernels().stream_row(row, values, reinterpret_cast<float*>(Row(out_, y)));
    } else {
      // Also in place, where it only makes every NaN the one that results have.
      Kernels().store_row(row, values, out_.dtype, Row(out_, y));
    }
  }

 private:
  const RowOps& ops_;
  MutableImage out_;
  bool floats_;
  bool in_place_;
  float* buffer_ = nullptr;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_ROW_WRITER_H_
