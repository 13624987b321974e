#include "runtime/byte_table.h"

#include <algorithm>

#include "kernels/kernel_table.h"
#include "runtime/row_ops.h"

namespace imagepipeline {

namespace {

constexpr size_t kBytes = 256;

// Whether the op gives each value what follows from that value and its channel alone.
bool IsPerValue(const PointOp& op) {
  switch (op.kind) {
    case PointOp::Kind::kChannelAffine:
    case PointOp::Kind::kClamp:
    case PointOp::Kind::kChannelClamp:
    case PointOp::Kind::kSolarize:
    case PointOp::Kind::kPosterize:
    case PointOp::Kind::kChannelTable:
    case PointOp::Kind::kPillowBrightness:
    case PointOp::Kind::kQuantize:
      return true;
    case PointOp::Kind::kChannelMatrix:
    case PointOp::Kind::kPixelAffine:
    case PointOp::Kind::kHue:
    case PointOp::Kind::kSaturation:
    case PointOp::Kind::kGray:
    case PointOp::Kind::kFill:
    case PointOp::Kind::kNoise:
    case PointOp::Kind::kTileTables:
      return false;
  }
  return false;
}

// Pixels below which the ops are done before the table is made.
constexpr int64_t kLeastPixels = 1024;

}  // namespace

bool ByteTable::Fits(const std::vector<PointOp>& ops, const Shape& shape, DType in_dtype,
                     DType out_dtype) {
  return in_dtype == DType::kUint8 && out_dtype == DType::kUint8 && !ops.empty() &&
         shape.height * shape.width >= kLeastPixels &&
         std::all_of(ops.begin(), ops.end(), IsPerValue);
}

ByteTable::ByteTable(const std::vector<PointOp>& ops, int64_t channels)
    : channels_(channels), tables_(channels) {
  const auto step = static_cast<size_t>(channels);
  std::vector<float> ramp(kBytes * step);
  for (size_t byte = 0; byte < kBytes; ++byte)
    std::fill_n(ramp.begin() + static_cast<ptrdiff_t>(byte * step), step, static_cast<float>(byte));
  const Shape shape = {1, kBytes, channels};
  RowOps(ops, shape, DType::kUint8).Run(0, ramp.data());
  std::vector<uint8_t> pixels(ramp.size());
  Kernels().store_row(ramp.data(), ramp.size(), DType::kUint8, pixels.data());
  entries_.resize(ramp.size());
  bool same = true;
  for (size_t i = 0; i < pixels.size(); ++i) {
    entries_[i % step * kBytes + i / step] = pixels[i];
    same = same && pixels[i] == pixels[i / step * step];
  }
  if (same) tables_ = 1;
}

void ByteTable::LookUp(const uint8_t* in, size_t pixels, uint8_t* out) const {
  const auto per_pixel = static_cast<size_t>(channels_ / tables_);
  Kernels().look_up_bytes(in, pixels * per_pixel, tables_, entries_.data(), out);
}

}  // namespace imagepipeline
