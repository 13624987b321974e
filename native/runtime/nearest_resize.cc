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

// The pixels of a row of results: `left` and `right` of padding, and those between them, each with
// the byte of the input row where its pixel begins. The latter never falls.
struct Columns {
  size_t left = 0, right = 0;
  std::vector<size_t> inside;
  size_t row_bytes = 0;  // of the input
};

struct Picks {
  std::vector<int64_t> rows;
  Columns columns;
};

Columns ColumnsOf(const std::vector<int64_t>& indices, size_t pixel_bytes, int64_t input_width) {
  Columns columns;
  columns.row_bytes = static_cast<size_t>(input_width) * pixel_bytes;
  columns.inside.reserve(indices.size());
  for (const int64_t index : indices) {
    if (index != kFillIndex) {
      columns.inside.push_back(static_cast<size_t>(index) * pixel_bytes);
    } else if (columns.inside.empty()) {
      ++columns.left;
    } else {
      ++columns.right;
    }
  }
  return columns;
}

Picks MakePicks(const ResampleAction& move, const Shape& in, size_t pixel_bytes) {
  return {NearestIndices({in.height, move.window_top, move.window_height}, move.height, move.point),
          ColumnsOf(NearestIndices({in.width, move.window_left, move.window_width}, move.width,
                                   move.point),
                    pixel_bytes, in.width)};
}

uint8_t* PutFill(const uint8_t* fill, size_t pixel_bytes, size_t count, uint8_t* out) {
  for (size_t i = 0; i < count; ++i, out += pixel_bytes) std::memcpy(out, fill, pixel_bytes);
  return out;
}

// Pixels of kBytes bytes are moved kMoved at a time where neither row ends: a copy of 4 bytes is
// one load and one store, one of 3 is two of each. What is moved too much is written over. 0 bytes:
// known only at run time.
template <size_t kBytes, size_t kMoved>
void PickInside(const uint8_t* in, const Columns& columns, size_t pixel_bytes, uint8_t* out) {
  const size_t bytes = kBytes == 0 ? pixel_bytes : kBytes;
  const std::vector<size_t>& from = columns.inside;
  size_t i = 0;
  if constexpr (kMoved > kBytes) {
    size_t end = from.empty() ? 0 : from.size() - 1;
    while (end > 0 && from[end - 1] + kMoved > columns.row_bytes) --end;
    for (; i < end; ++i) std::memcpy(out + i * bytes, in + from[i], kMoved);
  }
  for (; i < from.size(); ++i) std::memcpy(out + i * bytes, in + from[i], bytes);
}

// `in` is a row of the input or null for a row of padding; `fill` is one pixel.
template <size_t kBytes, size_t kMoved = kBytes>
void PickRow(const uint8_t* in, const Columns& columns, const uint8_t* fill, size_t pixel_bytes,
             uint8_t* out) {
  const size_t inside = columns.inside.size();
  if (in == nullptr) {
    PutFill(fill, pixel_bytes, columns.left + inside + columns.right, out);
    return;
  }
  out = PutFill(fill, pixel_bytes, columns.left, out);
  PickInside<kBytes, kMoved>(in, columns, pixel_bytes, out);
  PutFill(fill, pixel_bytes, columns.right, out + inside * pixel_bytes);
}

using PickRowFunction = void (*)(const uint8_t*, const Columns&, const uint8_t*, size_t, uint8_t*);

PickRowFunction PickRowOf(size_t pixel_bytes) {
  switch (pixel_bytes) {
    case 1:
      return PickRow<1>;
    case 2:
      return PickRow<2>;
    case 3:
      return PickRow<3, 4>;
    case 4:
      return PickRow<4>;
    case 6:
      return PickRow<6, 8>;
    case 8:
      return PickRow<8>;
    case 12:
      return PickRow<12, 16>;
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
  const std::vector<uint8_t> fill = FillPixel(move.fill_value, in.shape.channels, in.dtype);
  const Picks picks = MakePicks(move, in.shape, fill.size());
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
  const std::vector<uint8_t> fill = FillPixel(move.fill_value, in.shape.channels, DType::kFloat32);
  const Picks picks = MakePicks(move, in.shape, fill.size());
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
