#include "runtime/byte_table.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "kernels/kernel_table.h"
#include "runtime/row_ops.h"

namespace imagepipeline {

namespace {

constexpr size_t kByteValues = 256;

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

template <typename T>
bool AllEqual(const std::vector<T>& values) {
  return std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end();
}

// Whether the ops do the same to all channels.
bool IsUniform(const std::vector<PointOp>& ops, int64_t channels) {
  return std::all_of(ops.begin(), ops.end(), [&](const PointOp& op) {
    if (op.kind == PointOp::Kind::kChannelTable) return channels == 1;
    if (op.kind == PointOp::Kind::kPillowBrightness) return channels != 4;
    return AllEqual(op.center) && AllEqual(op.scale) && AllEqual(op.bias) && AllEqual(op.lows) &&
           AllEqual(op.highs);
  });
}

// Of uniform ops.
void KeepOneChannel(std::vector<PointOp>* ops) {
  const auto keep_one = [](auto* values) { values->resize(std::min<size_t>(values->size(), 1)); };
  for (PointOp& op : *ops) {
    for (std::vector<double>* values : {&op.center, &op.scale, &op.bias}) keep_one(values);
    for (std::vector<float>* values : {&op.lows, &op.highs}) keep_one(values);
  }
}

// Pixels below which the ops are done before the table is made.
constexpr int64_t kLeastTablePixels = 1024;

}  // namespace

bool ByteTable::Fits(const std::vector<PointOp>& ops, const Shape& shape, DType in_dtype,
                     DType out_dtype) {
  return in_dtype == DType::kUint8 && out_dtype == DType::kUint8 && !ops.empty() &&
         shape.height * shape.width >= kLeastTablePixels &&
         std::all_of(ops.begin(), ops.end(), IsPerValue);
}

ByteTable::ByteTable(std::vector<PointOp> ops, int64_t channels)
    : tables_(IsUniform(ops, channels) ? 1 : channels), per_pixel_(channels / tables_) {
  const auto step = static_cast<size_t>(tables_);
  std::vector<float> ramp(kByteValues * step);
  for (size_t byte = 0; byte < kByteValues; ++byte) {
    for (size_t c = 0; c < step; ++c) ramp[byte * step + c] = static_cast<float>(byte);
  }
  if (tables_ < channels) KeepOneChannel(&ops);
  RowOps(std::move(ops), {1, kByteValues, tables_}, DType::kUint8).Run(0, kByteValues, ramp.data());
  entries_.resize(ramp.size());
  Kernels().store_row(ramp.data(), ramp.size(), DType::kUint8, entries_.data());
  if (step == 1) return;
  const std::vector<uint8_t> pixels = entries_;
  for (size_t byte = 0; byte < kByteValues; ++byte) {
    for (size_t c = 0; c < step; ++c) entries_[c * kByteValues + byte] = pixels[byte * step + c];
  }
}

void ByteTable::LookUp(const uint8_t* in, size_t pixels, uint8_t* out) const {
  Kernels().look_up_bytes(in, pixels * static_cast<size_t>(per_pixel_), tables_, entries_.data(),
                          out);
}

}  // namespace imagepipeline
