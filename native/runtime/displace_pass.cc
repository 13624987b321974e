// Elastic deformations: the field of the whole image first, then coordinates and pixels as in a
// warp.
#include <algorithm>

#include "runtime/displacement_field.h"
#include "runtime/fused_passes.h"
#include "runtime/row_writer.h"

namespace imagepipeline {

Status RunDisplace(const Displacement& move, const ConstImage& in, const MutableImage& out,
                   const RowOps& ops, Scratch* scratch) {
  const DisplacementField field =
      MakeDisplacementField(move, in.shape.height, in.shape.width, scratch);
  const RowWriter writer(ops, out, scratch);
  if (field.values == nullptr || !writer.ok()) return OutOfMemory();
  CoordBlock coords;
  for (int64_t y = 0; y < out.shape.height; ++y) {
    float* row = writer.Begin(y);
    for (int64_t x = 0; x < out.shape.width; x += kCoordBlock) {
      const auto count = static_cast<int>(std::min<int64_t>(kCoordBlock, out.shape.width - x));
      for (int j = 0; j < count; ++j) SetCoord(DisplacedCoord(field, x + j, y), j, &coords);
      Kernels().sample(in, coords, count, move.interpolation, move.fill_mode, move.fill_value,
                       row + x * out.shape.channels);
    }
    writer.End(y);
  }
  return {};
}

}  // namespace imagepipeline
