// The scalar table: every kernel as the plainest loop that meets the contract. Never optimised.
#include <cmath>
#include <cstring>

#include "core/with_type.h"
#include "kernels/byte_mix.h"
#include "kernels/color.h"
#include "kernels/convert.h"
#include "kernels/normal.h"
#include "kernels/pixel.h"
#include "kernels/scalar_bytes.h"
#include "kernels/tables.h"

namespace imagepipeline {
namespace {

void StoreRow(const float* in, size_t count, DType dtype, void* out) {
  WithType(dtype, [&](auto type) {
    for (size_t i = 0; i < count; ++i) WriteValue<decltype(type)>(in[i], out, i);
  });
}

void Sample(const ConstImage& source, const CoordBlock& coords, int count,
            Interpolation interpolation, FillMode fill_mode, float fill_value, float* out) {
  WithType(source.dtype, [&](auto type) {
    using T = decltype(type);
    const bool blends = interpolation == Interpolation::kBilinear;
    const auto pixel = blends ? BilinearPixel<T> : NearestPixel<T>;
    for (int j = 0; j < count; ++j) {
      pixel(source, coords.x[j], coords.y[j], coords.fx[j], coords.fy[j], fill_mode, fill_value,
            out + j * source.shape.channels);
    }
    const auto values = static_cast<size_t>(count * source.shape.channels);
    if (blends) StoreRow(out, values, DType::kFloat32, out);
  });
}

void SampleBytes(const ConstImage& source, const CoordBlock& coords, int count, FillMode fill_mode,
                 uint8_t fill, uint8_t* out) {
  for (int j = 0; j < count; ++j) {
    MixedBytePixel(source, coords.x[j], coords.y[j], coords.fx[j], coords.fy[j], fill_mode, fill,
                   out + j * source.shape.channels);
  }
}

// Calls sample(coords, count, place of the first value in the result) for parts of all rows.
template <typename Sample>
void ForEachCoordBlock(const AffineRows& rows, int64_t channels, const Sample& sample) {
  for (int row = 0; row < rows.rows; ++row) {
    for (int j = 0; j < rows.count; j += kCoordBlock) {
      CoordBlock coords;
      const int part = std::min(rows.count - j, kCoordBlock);
      AffineCoords(Advanced(rows.starts[row], j), part, &coords);
      sample(&coords, part, row * rows.stride + j * channels);
    }
  }
}

void SampleAffine(const ConstImage& source, const AffineRows& rows, Interpolation interpolation,
                  FillMode fill_mode, float fill_value, float* out) {
  ForEachCoordBlock(rows, source.shape.channels, [&](CoordBlock* coords, int part, int64_t at) {
    Sample(source, *coords, part, interpolation, fill_mode, fill_value, out + at);
  });
}

void SampleAffineBytes(const ConstImage& source, const AffineRows& rows, FillMode fill_mode,
                       uint8_t fill, uint8_t* out) {
  ForEachCoordBlock(rows, source.shape.channels, [&](CoordBlock* coords, int part, int64_t at) {
    RoundToByteCoords(part, coords);
    SampleBytes(source, *coords, part, fill_mode, fill, out + at);
  });
}

void LoadRow(const void* in, DType dtype, size_t count, float* out) {
  WithType(dtype, [&](auto type) {
    const auto* bytes = static_cast<const uint8_t*>(in);
    for (size_t i = 0; i < count; ++i) {
      out[i] = ReadValue<decltype(type)>(bytes, static_cast<int64_t>(i));
    }
  });
}

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

void ResampleRow(const float* in, int64_t channels, const AxisTable& axis, float fill, float* out) {
  for (int64_t i = 0; i < axis.output_size; ++i) {
    const float* weights = axis.weights.data() + i * axis.taps;
    const float* taps = in + axis.first[i] * channels;
    for (int64_t c = 0; c < channels; ++c) {
      float sum = 0;
      for (int32_t t = 0; t < axis.count[i]; ++t) sum += weights[t] * taps[t * channels + c];
      if (axis.outside[i] != 0) sum += axis.outside[i] * fill;
      out[i * channels + c] = sum;
    }
  }
}

void ResamplePicked(const float* in, int64_t channels, const AxisTable& axis,
                    const FloatPicks& /*picks*/, float fill, float* out) {
  ResampleRow(in, channels, axis, fill, out);
}

void ResampleBytes(const uint8_t* in, int64_t channels, const ByteAxis& axis, int16_t* out) {
  for (int64_t i = 0; i < axis.output_size; ++i) {
    const uint8_t* taps = in + axis.first[static_cast<size_t>(i)] * channels;
    for (int64_t c = 0; c < channels; ++c) {
      int32_t sum = 0;
      for (int64_t t = 0; t < axis.taps; ++t)
        sum += axis.weights[static_cast<size_t>(i * axis.taps + t)] * taps[t * channels + c];
      *out++ = BetweenHalves(sum);
    }
  }
}

void CombineBytes(const int16_t* const* rows, const int16_t* weights, int64_t taps, size_t values,
                  uint8_t* out) {
  for (size_t i = 0; i < values; ++i) {
    int32_t sum = 0;
    for (int64_t t = 0; t < taps; ++t) sum += weights[t] * rows[t][i];
    out[i] = RoundedByte(sum);
  }
}

void CombineRows(const float* const* rows, const float* weights, int taps, float constant,
                 size_t values, float* out) {
  for (size_t i = 0; i < values; ++i) {
    float sum = 0;
    for (int t = 0; t < taps; ++t) sum += weights[t] * rows[t][i];
    out[i] = sum + constant;
  }
}

void AddSums(const float* row, size_t values, int64_t channels, double* lanes) {
  const auto lane_count = static_cast<size_t>(StatLanes(channels));
  for (size_t i = 0; i < values; ++i) lanes[i % lane_count] += static_cast<double>(row[i]);
}

void AddSquares(const float* row, size_t values, int64_t channels, const double* lane_means,
                double* lanes) {
  const auto lane_count = static_cast<size_t>(StatLanes(channels));
  for (size_t i = 0; i < values; ++i) {
    const size_t lane = i % lane_count;
    const double deviation = static_cast<double>(row[i]) - lane_means[lane];
    lanes[lane] += deviation * deviation;
  }
}

void AddProducts(const float* row, size_t pixels, int64_t channels, const double* means,
                 double* sums) {
  const size_t lanes = ProductLanes(channels);
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    for (int64_t i = 0; i < channels; ++i) {
      for (int64_t j = i; j < channels; ++j) {
        const double a = static_cast<double>(row[i]) - means[i];
        const double b = static_cast<double>(row[j]) - means[j];
        sums[static_cast<size_t>(i * channels + j) * lanes + pixel % lanes] += a * b;
      }
    }
  }
}

void MinMax(const float* row, size_t values, float* lo, float* hi) {
  for (size_t i = 0; i < values; ++i) {
    if (row[i] < *lo) *lo = row[i];
    if (row[i] > *hi) *hi = row[i];
  }
  // Which of -0 and 0 came first depends on the vector width, so a zero is always 0.
  *lo += 0.0f;
  *hi += 0.0f;
}

void MinMaxChannels(const float* row, size_t pixels, int64_t channels, float* lo, float* hi) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    for (int64_t c = 0; c < channels; ++c) {
      if (row[c] < lo[c] || std::isnan(row[c])) lo[c] = row[c];
      if (row[c] > hi[c]) hi[c] = row[c];
    }
  }
  for (int64_t c = 0; c < channels; ++c) {
    lo[c] += 0.0f;
    hi[c] += 0.0f;
  }
}

void AddHistogram(const float* row, size_t pixels, int64_t channels, const BinRule& rule,
                  uint64_t* counts) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    for (int64_t c = 0; c < channels; ++c)
      ++counts[static_cast<size_t>(c) * BinStride(rule) + static_cast<size_t>(BinOf(rule, row[c]))];
  }
}

template <size_t kColumns, typename T>
void MultiplyTile(size_t depth, const T* a, const T* b, T* tile) {
  for (size_t k = 0; k < depth; ++k) {
    for (size_t i = 0; i < kTileRows; ++i) {
      for (size_t j = 0; j < kColumns; ++j)
        tile[i * kColumns + j] += a[k * kTileRows + i] * b[k * kColumns + j];
    }
  }
}

void MultiplyBytes(size_t quads, const uint8_t* a, const uint8_t* b, int32_t* tile) {
  for (size_t k = 0; k < quads; ++k) {
    for (size_t i = 0; i < kTileRows; ++i) {
      for (size_t j = 0; j < kTileFloats; ++j) {
        for (size_t q = 0; q < 4; ++q) {
          const int32_t shifted = b[(k * kTileFloats + j) * 4 + q] - 128;
          tile[i * kTileFloats + j] += a[(k * kTileRows + i) * 4 + q] * shifted;
        }
      }
    }
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
