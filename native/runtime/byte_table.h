// Arithmetic on bytes as a table: where every value of a pass's result depends on one byte of its
// input, 256 values per channel go through the point ops and all others are looked up. The bits are
// those of the ops themselves.
#ifndef IMAGEPIPELINE_RUNTIME_BYTE_TABLE_H_
#define IMAGEPIPELINE_RUNTIME_BYTE_TABLE_H_

#include <cstdint>
#include <vector>

#include "core/image.h"
#include "program/point_op.h"

namespace imagepipeline {

class ByteTable {
 public:
  // Whether a table stands for `ops` from uint8 to `out_dtype`, and pays for an image of `shape`.
  static bool Fits(const std::vector<PointOp>& ops, const Shape& shape, DType in_dtype,
                   DType out_dtype);

  // Of ops that fit.
  ByteTable(std::vector<PointOp> ops, int64_t channels);

  void LookUp(const uint8_t* in, size_t pixels, uint8_t* out) const;

 private:
  // One table for `per_pixel_` values where all channels have the same.
  int64_t tables_;
  int64_t per_pixel_;
  std::vector<uint8_t> entries_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_BYTE_TABLE_H_
