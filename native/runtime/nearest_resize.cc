// Nearest resizes pick pixels; nothing is computed, so they work on bytes wherever the dtype stays.
#include <cmath>
#include <cstring>
#include <vector>

#include "runtime/axis_table.h"
#include "runtime/fused_passes.h"
#include "runtime/row_reader.h"
#include "runtime/row_writer.h"

namespace imagepipeline {

namespace {

struct Picks {
  std::vector<int64_t> rows, columns;
};

Picks MakePicks(const ResampleAction& move, const Shape& in) {
  return {NearestIndices({in.height, move.window_top, move.window_height}, move.height, move.point),
          NearestIndices({in.width, move.window_left, move.window_width}, move.width, move.point)};
}

// `in` is a row of the input or null for a row of padding; `fill` is one pixel. kBytes is the pixel
// size, or 0 when it is known only at run time: a constant size turns memcpy into one or two moves.
template <size_t kBytes>
void PickRow(const uint8_t* in, const std::vector<int64_t>& columns, const uint8_t* fill,
             size_t pixel_bytes, uint8_t* out) {
  const size_t bytes = kBytes == 0 ? pixel_bytes : kBytes;
  for (const int64_t column : columns) {
    const bool outside = in == nullptr || column == kFillIndex;
    std::memcpy(out, outside ? fill : in + static_cast<size_t>(column) * bytes, bytes);
    out += bytes;
  }
}

using PickRowFunction = void (*)(const uint8_t*, const std::vector<int64_t>&, const uint8_t*,
                                 size_t, uint8_t*);

PickRowFunction PickRowOf(size_t pixel_bytes) {
  switch (pixel_bytes) {
    case 1:
      return PickRow<1>;
    case 3:
      return PickRow<3>;
    case 4:
      return PickRow<4>;
    case 12:
      return PickRow<12>;
    case 16:
      return PickRow<16>;
    default:
      return PickRow<0>;
  }
}

std::vector<uint8_t> FillPixel(float fill_value, int64_t channels, DType dtype) {
  const std::vector<float> values(static_cast<size_t>(channels), fill_value);
  std::vector<uint8_t> pixel(values.size() * SizeOf(dtype));
  Kernels().store_row(values.data(), values.size(), dtype, pixel.data());
  return pixel;
}

}  // namespace

void NearestResizeBytes(const ResampleAction& move, const ConstImage& in, const MutableImage& out) {
  const Picks picks = MakePicks(move, in.shape);
  const std::vector<uint8_t> fill = FillPixel(move.fill_value, in.shape.channels, in.dtype);
  const PickRowFunction pick_row = PickRowOf(fill.size());
  for (int64_t y = 0; y < move.height; ++y) {
    const int64_t row = picks.rows[static_cast<size_t>(y)];
    if (y > 0 && row == picks.rows[static_cast<size_t>(y - 1)]) {
      std::memcpy(Row(out, y), Row(out, y - 1), static_cast<size_t>(out.StrideBytes()));
    } else {
      pick_row(row == kFillIndex ? nullptr : Row(in, row), picks.columns, fill.data(), fill.size(),
               Row(out, y));
    }
  }
}

Status RunNearestResize(const ResampleAction& move, const ConstImage& in, const MutableImage& out,
                        const RowOps& ops, Scratch* scratch) {
  const Picks picks = MakePicks(move, in.shape);
  const std::vector<uint8_t> fill = FillPixel(move.fill_value, in.shape.channels, DType::kFloat32);
  const PickRowFunction pick_row = PickRowOf(fill.size());
  const RowReader reader(in, scratch);
  const RowWriter writer(ops, out, scratch);
  if (!reader.ok() || !writer.ok()) return OutOfMemory();
  for (int64_t y = 0; y < move.height; ++y) {
    const int64_t row = picks.rows[static_cast<size_t>(y)];
    const float* values = row == kFillIndex ? nullptr : reader.Read(row);
    pick_row(reinterpret_cast<const uint8_t*>(values), picks.columns, fill.data(), fill.size(),
             reinterpret_cast<uint8_t*>(writer.Begin(y)));
    writer.End(y);
  }
  return {};
}

}  // namespace imagepipeline
