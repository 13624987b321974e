#include "runtime/mix.h"

#include <algorithm>
#include <cstring>

#include "kernels/kernel_table.h"
#include "runtime/image_view.h"
#include "runtime/scratch_slots.h"
#include "runtime/widen.h"

namespace imagepipeline {

namespace {

// Rows on their way from one dtype to another, through float32.
class RowConverter {
 public:
  RowConverter(const MixInput& input, const MutableImage& out, Scratch* scratch)
      : input_(input), out_(out) {
    const size_t values = RowValues(out.shape);
    own_ = static_cast<float*>(scratch->Get(kRowSlot, values * sizeof(float)));
    partner_ = static_cast<float*>(scratch->Get(kLoadedSlot, values * sizeof(float)));
    narrow_ = static_cast<uint8_t*>(scratch->Get(kNarrowSlot, values * SizeOf(input.result)));
  }

  bool ok() const { return own_ != nullptr && partner_ != nullptr && narrow_ != nullptr; }

  // True when values of the result are those of the input, so that any number can be copied at
  // once.
  bool KeepsValues() const { return input_.dtype == input_.result; }

  // `count` values of the input's dtype, of one row unless KeepsValues(), become those of the
  // result.
  void Copy(const uint8_t* from, size_t count, uint8_t* to) const {
    if (!KeepsValues()) {
      Kernels().load_row(from, input_.dtype, count, own_);
      StoreFloats(own_, count, to);
    } else if (out_.dtype == input_.result) {
      std::memcpy(to, from, count * SizeOf(input_.dtype));
    } else {
      Widen(from, input_.dtype, count, to);
    }
  }

  void StoreFloats(const float* values, size_t count, uint8_t* to) const {
    if (out_.dtype == input_.result) return Kernels().store_row(values, count, out_.dtype, to);
    Kernels().store_row(values, count, input_.result, narrow_);
    Widen(narrow_, input_.result, count, to);
  }

  void BlendRow(const uint8_t* own, const uint8_t* partner, float weight, uint8_t* to) const {
    const size_t values = RowValues(out_.shape);
    Kernels().blend(Floats(own, own_), Floats(partner, partner_), values, weight, 1 - weight, own_);
    if (out_.streamed && out_.dtype == DType::kFloat32) {
      Kernels().stream_row(own_, values, reinterpret_cast<float*>(to));
    } else {
      StoreFloats(own_, values, to);
    }
  }

  void FillRow(float value, size_t count, uint8_t* to) const {
    std::fill_n(own_, count, value);
    StoreFloats(own_, count, to);
  }

 private:
  const float* Floats(const uint8_t* row, float* buffer) const {
    if (input_.dtype == DType::kFloat32 && IsFloatAligned(row)) {
      return reinterpret_cast<const float*>(row);
    }
    Kernels().load_row(row, input_.dtype, RowValues(out_.shape), buffer);
    return buffer;
  }

  const MixInput& input_;
  const MutableImage& out_;
  float* own_ = nullptr;
  float* partner_ = nullptr;
  uint8_t* narrow_ = nullptr;
};

void FillRegion(const MixRegion& region, float value, const RowConverter& rows,
                const MutableImage& out) {
  const auto count = static_cast<size_t>(region.width * out.shape.channels);
  const size_t left_bytes = static_cast<size_t>(region.left) * PixelBytes(out.shape, out.dtype);
  for (int64_t y = 0; y < region.height; ++y) {
    rows.FillRow(value, count, Row(out, region.top + y) + left_bytes);
  }
}

void CopyRegion(const MixInput& input, const MixRegion& region, const RowConverter& rows,
                const MutableImage& out) {
  const ConstImage from =
      Window(ImageAt(input, region.source), region.source_top, region.source_left, 1, 1);
  const auto count = static_cast<size_t>(region.width * out.shape.channels);
  uint8_t* to =
      Row(out, region.top) + static_cast<size_t>(region.left) * PixelBytes(out.shape, out.dtype);
  // Rows that follow each other in both images are one.
  if (region.width == out.shape.width && rows.KeepsValues()) {
    return rows.Copy(from.data, count * static_cast<size_t>(region.height), to);
  }
  for (int64_t y = 0; y < region.height; ++y) {
    rows.Copy(Row(from, y), count, to + y * out.StrideBytes());
  }
}

}  // namespace

Status RunBlend(ExecutorKind executor, const MixInput& input, const Blend& blend,
                const MutableImage& out, Scratch* scratch) {
  const auto weight = static_cast<float>(blend.weight);
  if (weight == 1 || weight == 0 || blend.own == blend.partner) {
    const int64_t source = weight == 0 ? blend.partner : blend.own;
    const MixRegion whole = {source, 0, 0, input.shape.height, input.shape.width, 0, 0};
    return RunRegions(executor, input, {whole}, 0, out, scratch);
  }
  if (executor == ExecutorKind::kReference) {
    BlendByValue(input, blend, out);
    return {};
  }
  const RowConverter rows(input, out, scratch);
  if (!rows.ok()) return OutOfMemory();
  const ConstImage own = ImageAt(input, blend.own), partner = ImageAt(input, blend.partner);
  for (int64_t y = 0; y < out.shape.height; ++y) {
    rows.BlendRow(Row(own, y), Row(partner, y), weight, Row(out, y));
  }
  return {};
}

Status RunRegions(ExecutorKind executor, const MixInput& input,
                  const std::vector<MixRegion>& regions, float fill_value, const MutableImage& out,
                  Scratch* scratch) {
  if (executor == ExecutorKind::kReference) {
    CopyByValue(input, regions, fill_value, out);
    return {};
  }
  const RowConverter rows(input, out, scratch);
  if (!rows.ok()) return OutOfMemory();
  for (const MixRegion& region : regions) {
    if (region.source == MixRegion::kFill) {
      FillRegion(region, fill_value, rows, out);
    } else {
      CopyRegion(input, region, rows, out);
    }
  }
  return {};
}

}  // namespace imagepipeline
