// The arithmetic of a pass from bytes to bytes without a row of float32 in between, where there is
// a short cut: a table, or one op on colours. The bits are those of RowOps and a store.
#ifndef IMAGEPIPELINE_RUNTIME_BYTE_OPS_H_
#define IMAGEPIPELINE_RUNTIME_BYTE_OPS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "core/image.h"
#include "kernels/color.h"
#include "program/point_op.h"
#include "runtime/byte_table.h"

namespace imagepipeline {

class ByteOps {
 public:
  // Whether that is so of `ops` on an image of `shape`.
  static bool Fit(const std::vector<PointOp>& ops, const Shape& shape, DType in_dtype,
                  DType out_dtype);

  // Of ops that fit.
  ByteOps(std::vector<PointOp> ops, int64_t channels);

  // `out` may be `in`.
  void Run(const uint8_t* in, size_t pixels, uint8_t* out) const;

 private:
  int64_t channels_;
  std::optional<ByteTable> table_;
  ColorRule color_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_BYTE_OPS_H_
