// Elastic deformations: the field of the whole image first, then coordinates and pixels as in a
// warp.
#include <algorithm>
#include <bit>
#include <cstring>

#include "kernels/convert.h"
#include "runtime/displacement_field.h"
#include "runtime/fused_passes.h"
#include "runtime/row_writer.h"

namespace imagepipeline {

namespace {

// One row of the result.
void SampleRow(const Displacement& move, const DisplacementField& field, const ConstImage& in,
               float fill_value, int64_t y, float* row) {
  CoordBlock coords;
  for (int64_t x = 0; x < field.width; x += kCoordBlock) {
    const auto count = static_cast<int>(std::min<int64_t>(kCoordBlock, field.width - x));
    for (int j = 0; j < count; ++j) SetCoord(DisplacedCoord(field, x + j, y), j, &coords);
    Kernels().sample(in, coords, count, move.interpolation, move.fill_mode, fill_value,
                     row + x * in.shape.channels);
  }
}

}  // namespace

Status RunDisplace(const Displacement& move, const ConstImage& in, const MutableImage& out,
                   const RowOps& ops, Scratch* scratch) {
  const DisplacementField field =
      MakeDisplacementField(move, in.shape.height, in.shape.width, scratch);
  const RowWriter writer(ops, out, scratch);
  if (field.values == nullptr || !writer.ok()) return OutOfMemory();
  for (int64_t y = 0; y < out.shape.height; ++y) {
    SampleRow(move, field, in, move.fill_value, y, writer.Begin(y));
    writer.End(y);
  }
  return {};
}

// The values travel as the bits of float32, which nearest samples only copy.
Status DisplaceInt32(const Displacement& move, const ConstImage& in, const MutableImage& out,
                     Scratch* scratch) {
  const DisplacementField field =
      MakeDisplacementField(move, in.shape.height, in.shape.width, scratch);
  const size_t row_bytes = RowValues(out.shape) * sizeof(float);
  auto* buffer = static_cast<float*>(scratch->Get(kRowSlot, row_bytes));
  if (field.values == nullptr || buffer == nullptr) return OutOfMemory();
  ConstImage bits = in;
  bits.dtype = DType::kFloat32;
  const auto fill_bits = std::bit_cast<float>(RoundTo<int32_t>(move.fill_value));
  for (int64_t y = 0; y < out.shape.height; ++y) {
    SampleRow(move, field, bits, fill_bits, y, buffer);
    std::memcpy(Row(out, y), buffer, row_bytes);
  }
  return {};
}

}  // namespace imagepipeline
