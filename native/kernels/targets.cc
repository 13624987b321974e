// Compiles the SIMD kernels once per target. Disabled targets keep the compile time bearable and
// the promise of equal bits testable: each of the remaining ones is run by test/native.
#define HWY_WANT_AVX3_DL 1
#define HWY_DISABLED_TARGETS \
  (~(HWY_SSSE3 | HWY_SSE4 | HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL | HWY_NEON | HWY_EMU128 | HWY_SCALAR))

#include "kernels/convert.h"
#include "kernels/no_avx_vnni.h"
#include "kernels/normal.h"
#include "kernels/pixel.h"
#include "kernels/tables.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/targets.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/vnni.h"

// Without vectors our own scalar table is used instead of Highway's emulation.
#if HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SCALAR

#include "kernels/affine_runs-inl.h"
#include "kernels/blend-inl.h"
#include "kernels/byte_moments-inl.h"
#include "kernels/byte_weights-inl.h"
#include "kernels/bytes-inl.h"
#include "kernels/channel_matrix-inl.h"
#include "kernels/color-inl.h"
#include "kernels/color_bytes-inl.h"
#include "kernels/convert-inl.h"
#include "kernels/coords-inl.h"
#include "kernels/extremes-inl.h"
#include "kernels/fast_convert-inl.h"
#include "kernels/few_sampler-inl.h"
#include "kernels/float_ends-inl.h"
#include "kernels/histogram-inl.h"
#include "kernels/moments-inl.h"
#include "kernels/multiply-inl.h"
#include "kernels/multiply_bytes-inl.h"
#include "kernels/noise-inl.h"
#include "kernels/pair_products-inl.h"
#include "kernels/pointwise-inl.h"
#include "kernels/products-inl.h"
#include "kernels/resample-inl.h"
#include "kernels/resample_bytes-inl.h"
#include "kernels/resample_picked-inl.h"
#include "kernels/resize_bytes-inl.h"
#include "kernels/reverse-inl.h"
#include "kernels/reverse_triples-inl.h"
#include "kernels/sample_bilinear-inl.h"
#include "kernels/sample_bytes-inl.h"
#include "kernels/sample_few-inl.h"
#include "kernels/sample_few_bytes-inl.h"
#include "kernels/sample_nearest-inl.h"
#include "kernels/scale-inl.h"
#include "kernels/scale_steps-inl.h"
#include "kernels/store_mix-inl.h"
#include "kernels/strip_columns-inl.h"
#include "kernels/strip_rows-inl.h"
#include "kernels/strip_words-inl.h"
#include "kernels/tap_loads-inl.h"
#include "kernels/taps-inl.h"
#include "kernels/tone-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {

template <typename T>
void SampleType(const ConstImage& source, const CoordBlock& coords, int count,
                Interpolation interpolation, const Border& border, float* out) {
  if (interpolation == Interpolation::kBilinear) {
    SampleBilinear<T>(source, coords, count, border, out);
  } else {
    SampleNearest<T>(source, coords, count, border, out);
  }
}

void Sample(const ConstImage& source, const CoordBlock& coords, int count,
            Interpolation interpolation, FillMode fill_mode, float fill_value, float* out) {
  const Border border = {fill_mode, fill_value};
  switch (source.dtype) {
    case DType::kUint8:
      return SampleType<uint8_t>(source, coords, count, interpolation, border, out);
    case DType::kUint16:
      return SampleType<uint16_t>(source, coords, count, interpolation, border, out);
    case DType::kInt32:
      return SampleType<int32_t>(source, coords, count, interpolation, border, out);
    case DType::kFloat32:
      return SampleType<float>(source, coords, count, interpolation, border, out);
  }
}

template <typename T>
void SampleAffineType(const ConstImage& source, const AffineRows& rows, Interpolation interpolation,
                      const Border& border, float* out) {
  const int64_t channels = source.shape.channels;
  if (interpolation == Interpolation::kBilinear && HasTapSpace(source)) {
    if (channels == 3) return SampleFewAffine<T, 3>(source, rows, border, out);
    if (channels == 4) return SampleFewAffine<T, 4>(source, rows, border, out);
  }
  ForEachCoordBlock(rows, channels, [&](const BlockStart& start, int count, int64_t at) HWY_ATTR {
    CoordBlock coords;
    AffineCoordsOf(start, count, &coords);
    SampleType<T>(source, coords, count, interpolation, border, out + at);
  });
}

void SampleAffine(const ConstImage& source, const AffineRows& rows, Interpolation interpolation,
                  FillMode fill_mode, float fill_value, float* out) {
  const Border border = {fill_mode, fill_value};
  switch (source.dtype) {
    case DType::kUint8:
      return SampleAffineType<uint8_t>(source, rows, interpolation, border, out);
    case DType::kUint16:
      return SampleAffineType<uint16_t>(source, rows, interpolation, border, out);
    case DType::kInt32:
      return SampleAffineType<int32_t>(source, rows, interpolation, border, out);
    case DType::kFloat32:
      return SampleAffineType<float>(source, rows, interpolation, border, out);
  }
}

constexpr KernelTable MakeTable(const char* target) {
  return {
      .target = target,
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
      .pick_lanes = kPickLanes,
      .resample_picked = ResamplePicked,
      .combine_rows = CombineRows,
      .resample_bytes = ResampleBytes,
      .combine_bytes = CombineBytes,
      .strip_form = kStripForm,
      .resize_bytes = ResizeBytes,
      .add_sums = AddSums,
      .add_squares = AddSquares,
      .add_products = AddProducts,
      .add_byte_sums = AddByteSums,
      .widen_byte_ranges = WidenByteRanges,
      .min_max = MinMax,
      .min_max_channels = MinMaxChannels,
      .add_histogram = AddHistogram,
      .multiply_floats = MultiplyFloats,
      .multiply_doubles = MultiplyDoubles,
      .multiply_bytes = MultiplyBytes,
      .normals = Normals,
  };
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET

#if HWY_ONCE

namespace imagepipeline {

std::vector<const KernelTable*> SimdTables() {
  // Once: CPUID traps in a virtual machine.
  [[maybe_unused]] static const int64_t supported = hwy::SupportedTargets();
  std::vector<const KernelTable*> tables;
#define IMAGEPIPELINE_ADD_TABLE(name)                                 \
  {                                                                   \
    static constexpr KernelTable kTable = N_##name::MakeTable(#name); \
    if ((supported & HWY_##name) != 0) tables.push_back(&kTable);     \
  }
#if HWY_TARGETS & HWY_AVX3_DL
  IMAGEPIPELINE_ADD_TABLE(AVX3_DL)
#endif
#if HWY_TARGETS & HWY_AVX3
  IMAGEPIPELINE_ADD_TABLE(AVX3)
#endif
#if HWY_TARGETS & HWY_AVX2
  IMAGEPIPELINE_ADD_TABLE(AVX2)
#endif
#if HWY_TARGETS & HWY_SSE4
  IMAGEPIPELINE_ADD_TABLE(SSE4)
#endif
#if HWY_TARGETS & HWY_SSSE3
  IMAGEPIPELINE_ADD_TABLE(SSSE3)
#endif
#if HWY_TARGETS & HWY_NEON
  IMAGEPIPELINE_ADD_TABLE(NEON)
#endif
#undef IMAGEPIPELINE_ADD_TABLE
  return tables;
}

}  // namespace imagepipeline

#endif  // HWY_ONCE
