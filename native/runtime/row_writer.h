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
  // `rows` neighbouring rows may be begun before the first of them ends.
  RowWriter(const RowOps& ops, const MutableImage& out, Scratch* scratch, int64_t rows = 1)
      : ops_(ops), out_(out), rows_(rows), floats_(IsFloats(out)), in_place_(IsInPlace(out)) {
    if (in_place_) return;
    const size_t values = static_cast<size_t>(rows) * RowValues(out.shape);
    buffer_ = static_cast<float*>(scratch->Get(kRowSlot, values * sizeof(float)));
  }

  bool ok() const { return in_place_ || buffer_ != nullptr; }
  // Bytes of a row that are gone over again when it ends.
  static size_t KeptBytes(const RowOps& ops, const MutableImage& out) {
    return ops.empty() && IsInPlace(out) ? 0 : RowValues(out.shape) * sizeof(float);
  }

  // Row y from values of any dtype, which may lie where Begin() says.
  void Write(int64_t y, const void* values, DType dtype) const {
    if (floats_ && ops_.only_scales()) return Scale(y, values, dtype);
    float* row = Begin(y);
    if (values != row) Kernels().load_row(values, dtype, RowValues(out_.shape), row);
    EndOf(y, dtype != DType::kFloat32);
  }

  // Where to put the values of row y: the output itself when it is aligned float32.
  float* Begin(int64_t y) const {
    if (in_place_) return reinterpret_cast<float*>(Row(out_, y));
    return buffer_ + static_cast<size_t>(y % rows_) * RowValues(out_.shape);
  }

  // Row y from values which may be known to hold no NaN but the one that results have.
  void EndOf(int64_t y, bool has_one_nan) const {
    if (!(in_place_ && ops_.empty() && has_one_nan)) End(y);
  }

  void End(int64_t y) const {
    float* row = Begin(y);
    if (floats_ && ops_.ends_in_scale()) {
      ops_.RunBeforeScale(y, static_cast<size_t>(out_.shape.width), row);
      return Scale(y, row, DType::kFloat32);
    }
    ops_.Run(y, static_cast<size_t>(out_.shape.width), row);
    const size_t values = RowValues(out_.shape);
    if (floats_ && !in_place_) {
      Kernels().stream_row(row, values, reinterpret_cast<float*>(Row(out_, y)));
    } else {
      // Also in place, where it only makes every NaN the one that results have.
      Kernels().store_row(row, values, out_.dtype, Row(out_, y));
    }
  }

 private:
  static bool IsFloats(const MutableImage& out) {
    return out.dtype == DType::kFloat32 && IsFloatAligned(out.data);
  }
  static bool IsInPlace(const MutableImage& out) { return IsFloats(out) && !out.streamed; }

  // Row y from its values before the final scale.
  void Scale(int64_t y, const void* row, DType dtype) const {
    Kernels().scale_row(row, dtype, static_cast<size_t>(out_.shape.width), out_.shape.channels,
                        ops_.final_scale(), out_.streamed, reinterpret_cast<float*>(Row(out_, y)));
  }

  const RowOps& ops_;
  MutableImage out_;
  int64_t rows_;
  bool floats_;
  bool in_place_;
  float* buffer_ = nullptr;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_ROW_WRITER_H_
