// The scalar table: every kernel as the plainest loop that meets the contract. Never optimised.
// What works on rows of values is here, the rest in the headers scalar_*.h.
#include <cstring>

#include "core/with_type.h"
#include "kernels/color.h"
#include "kernels/convert.h"
#include "kernels/normal.h"
#include "kernels/pixel.h"
#include "kernels/scalar_bytes.h"
#include "kernels/scalar_multiply.h"
#include "kernels/scalar_resample.h"
#include "kernels/scalar_rows.h"
#include "kernels/scalar_samplers.h"
#include "kernels/scalar_statistics.h"
#include "kernels/tables.h"

namespace imagepipeline {
namespace {

void StreamRow(const float* in, size_t count, float* out) {
  StoreRow(in, count, DType::kFloat32, out);
}

void ChannelAffine(float* row, size_t pixels, int64_t channels, const float* center,
                   const float* scale, const float* bias) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    for (int64_t c = 0; c < channels; ++c)
      row[c] = AffineValue(row[c], center[c], scale[c], bias[c]);
  }
}

void Clamp(float* row, size_t values, float lo, float hi) {
  for (size_t i = 0; i < values; ++i) row[i] = ClampValue(row[i], lo, hi);
}

void ScaleRow(const void* in, DType dtype, size_t pixels, int64_t channels, const ScaleSteps& steps,
              bool /*streams*/, float* out) {
  const size_t values = pixels * static_cast<size_t>(channels);
  LoadRow(in, dtype, values, out);
  for (size_t i = 0; i < steps.count; ++i) {
    const ScaleStep& step = steps.steps[i];
    if (step.center != nullptr)
      ChannelAffine(out, pixels, channels, step.center, step.scale, step.bias);
    if (step.clamps) Clamp(out, values, step.lo, step.hi);
  }
  StoreRow(out, values, DType::kFloat32, out);
}

void ValueAffine(float* row, size_t values, const float* center, const float* scale) {
  for (size_t i = 0; i < values; ++i) row[i] = AffineValue(row[i], center[i], scale[i]);
}

void ChannelMatrix(float* row, size_t pixels, int64_t channels, const double* center,
                   const double* matrix, const double* bias) {
  double centred[kMaxMixedChannels];
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    for (int64_t k = 0; k < channels; ++k) centred[k] = static_cast<double>(row[k]) - center[k];
    for (int64_t c = 0; c < channels; ++c) {
      double sum = centred[0] * matrix[c];
      for (int64_t k = 1; k < channels; ++k) sum += centred[k] * matrix[k * channels + c];
      row[c] = static_cast<float>(sum + bias[c]);
    }
  }
}

void ClampChannels(float* row, size_t pixels, int64_t channels, const float* lows,
                   const float* highs) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    for (int64_t c = 0; c < channels; ++c) row[c] = ClampValue(row[c], lows[c], highs[c]);
  }
}

void TurnHueRow(float* row, size_t pixels, int64_t channels, float shift, float lo, float hi) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) TurnHue(row, shift, lo, hi);
}

void ScaleSaturationRow(float* row, size_t pixels, int64_t channels, float scale, float lo) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) ScaleSaturation(row, scale, lo);
}

void MixGrayRow(float* row, size_t pixels, int64_t channels, float keep, float amount, float lo,
                float hi) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels)
    MixGray(row, keep, amount, lo, hi);
}

void SolarizeRow(float* row, size_t values, const SolarizeRule& rule) {
  for (size_t i = 0; i < values; ++i) row[i] = SolarizeValue(row[i], rule);
}

void PosterizeRow(float* row, size_t values, const PosterizeRule& rule) {
  for (size_t i = 0; i < values; ++i) row[i] = PosterizeValue(row[i], rule);
}

void LookUpChannels(float* row, size_t pixels, int64_t channels, const ChannelTable& table) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    for (const int64_t c : table.changed) {
      const float* entries = table.entries.data() + static_cast<size_t>(c) * BinStride(table.rule);
      row[c] = entries[BinOf(table.rule, row[c])];
    }
  }
}

void Quantize(float* row, size_t values, DType dtype) {
  if (dtype == DType::kFloat32) return;
  WithType(dtype, [&](auto type) {
    for (size_t i = 0; i < values; ++i) row[i] = QuantizeValue<decltype(type)>(row[i]);
  });
}

void Blend(const float* a, const float* b, size_t values, float a_weight, float b_weight,
           float* out) {
  for (size_t i = 0; i < values; ++i) out[i] = a[i] * a_weight + b[i] * b_weight;
}

void ReversePixels(const void* in, size_t pixels, size_t pixel_bytes, void* out) {
  const auto* from = static_cast<const uint8_t*>(in);
  auto* to = static_cast<uint8_t*>(out);
  for (size_t i = 0; i < pixels; ++i) {
    std::memcpy(to + i * pixel_bytes, from + (pixels - 1 - i) * pixel_bytes, pixel_bytes);
  }
}

void Normals(const PhiloxKey& key, int64_t row, uint64_t first, size_t count, float* out) {
  for (size_t i = 0; i < count; ++i) out[i] = NormalAt(key, row, first + i);
}

constexpr KernelTable kTable = {
    .target = "SCALAR",
    .sample = Sample,
    .sample_affine = SampleAffine,
    .sample_bytes = SampleBytes,
    .sample_affine_bytes = SampleAffineBytes,
    .load_row = LoadRow,
    .store_row = StoreRow,
    .stream_row = StreamRow,
    .channel_affine = ChannelAffine,
    .scale_row = ScaleRow,
    .value_affine = ValueAffine,
    .channel_matrix = ChannelMatrix,
    .clamp = Clamp,
    .clamp_channels = ClampChannels,
    .turn_hue = TurnHueRow,
    .scale_saturation = ScaleSaturationRow,
    .mix_gray = MixGrayRow,
    .change_color_bytes = ChangeColorBytes,
    .solarize = SolarizeRow,
    .posterize = PosterizeRow,
    .look_up_channels = LookUpChannels,
    .look_up_bytes = LookUpBytes,
    .quantize = Quantize,
    .blend = Blend,
    .reverse_pixels = ReversePixels,
    .resample_row = ResampleRow,
    .pick_lanes = 0,
    .resample_picked = ResamplePicked,
    .combine_rows = CombineRows,
    .resample_bytes = ResampleBytes,
    .combine_bytes = CombineBytes,
    .strip_form = {},
    .resize_bytes = nullptr,
    .add_sums = AddSums,
    .add_squares = AddSquares,
    .add_products = AddProducts,
    .add_byte_sums = AddByteSums,
    .widen_byte_ranges = WidenByteRanges,
    .min_max = MinMax,
    .min_max_channels = MinMaxChannels,
    .add_histogram = AddHistogram,
    .multiply_floats = MultiplyTile<kTileFloats, float>,
    .multiply_doubles = MultiplyTile<kTileDoubles, double>,
    .multiply_bytes = MultiplyBytes,
    .normals = Normals,
};

}  // namespace

const KernelTable& ScalarTable() { return kTable; }

}  // namespace imagepipeline
