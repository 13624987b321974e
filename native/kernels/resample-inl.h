// The two passes of a separable resize. Taps are added in order, starting from 0, in every lane.
#if defined(IMAGEPIPELINE_KERNELS_RESAMPLE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_RESAMPLE_INL_H_
#undef IMAGEPIPELINE_KERNELS_RESAMPLE_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_RESAMPLE_INL_H_
#endif

#include <cstring>

#include "hwy/highway.h"
#include "kernels/kernel_table.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// One output value: the definition.
HWY_INLINE float WeightedSum(const float* taps, const float* weights, int32_t count,
                             int64_t channels) {
  float sum = 0;
  for (int32_t t = 0; t < count; ++t) {
    float tap;
    std::memcpy(&tap, taps + t * channels, sizeof(tap));  // rows may lie at any address
    sum += weights[t] * tap;
  }
  return sum;
}

HWY_INLINE hn::Vec<hn::Full128<float>> WeightedSum4(const float* taps, const float* weights,
                                                    int32_t count, int64_t channels) {
  const hn::Full128<float> d4;
  auto sum = hn::Zero(d4);
  for (int32_t t = 0; t < count; ++t) {
    sum = hn::Add(sum, hn::Mul(hn::Set(d4, weights[t]), hn::LoadU(d4, taps + t * channels)));
  }
  return sum;
}

// One output pixel. Four channels at a time; for 3 channels the fourth lane belongs to the next
// pixel, so the last pixel of the input and of the output take the scalar path.
HWY_INLINE void ResamplePixel(const float* in, int64_t channels, const AxisTable& axis, size_t i,
                              float fill, float* out) {
  const hn::Full128<float> d4;
  const float* weights = axis.weights.data() + i * static_cast<size_t>(axis.taps);
  const int32_t count = axis.count[i];
  const float* taps = in + axis.first[i] * channels;
  const float weight_outside = axis.outside[i];
  const float constant = weight_outside != 0 ? weight_outside * fill : 0.0f;
  const bool has_next =
      axis.first[i] + count < axis.input_size && static_cast<int64_t>(i) + 1 < axis.output_size;
  const int64_t readable = channels == 3 && has_next ? 4 : channels;
  int64_t c = 0;
  for (; c + 4 <= readable; c += 4) {
    auto sum = WeightedSum4(taps + c, weights, count, channels);
    if (weight_outside != 0) sum = hn::Add(sum, hn::Set(d4, constant));
    hn::StoreU(sum, d4, out + c);
  }
  for (; c < channels; ++c) {
    const float sum = WeightedSum(taps + c, weights, count, channels);
    out[c] = weight_outside != 0 ? sum + constant : sum;
  }
}

// A row of 3 or 4 channels and at most two taps, as bilinear has them. Which pixels need more care
// is told by their count and position alone.
template <int64_t kChannels>
HWY_INLINE void ResampleTwoTaps(const float* in, const AxisTable& axis, float fill, float* out) {
  const hn::Full128<float> d4;
  const auto size = static_cast<size_t>(axis.output_size);
  const int64_t last_first = axis.input_size - (kChannels == 3 ? 3 : 2);
  const int32_t* firsts = axis.first.data();
  const int32_t* counts = axis.count.data();
  const float* weights = axis.weights.data();
  for (size_t i = 0; i < size; ++i, out += kChannels) {
    const int64_t first = firsts[i];
    if (counts[i] != 2 || first > last_first || i + 1 == size || axis.outside[i] != 0) {
      ResamplePixel(in, kChannels, axis, i, fill, out);
      continue;
    }
    const float* taps = in + first * kChannels;
    const auto left = hn::Mul(hn::Set(d4, weights[2 * i]), hn::LoadU(d4, taps));
    const auto right = hn::Mul(hn::Set(d4, weights[2 * i + 1]), hn::LoadU(d4, taps + kChannels));
    hn::StoreU(hn::Add(hn::Add(hn::Zero(d4), left), right), d4, out);
  }
}

void ResampleRow(const float* in, int64_t channels, const AxisTable& axis, float fill, float* out) {
  if (axis.taps == 2 && channels == 3) return ResampleTwoTaps<3>(in, axis, fill, out);
  if (axis.taps == 2 && channels == 4) return ResampleTwoTaps<4>(in, axis, fill, out);
  for (size_t i = 0; i < static_cast<size_t>(axis.output_size); ++i, out += channels) {
    ResamplePixel(in, channels, axis, i, fill, out);
  }
}

// Of two rows, as most resizes combine them.
HWY_INLINE size_t CombineTwoRows(const float* const* rows, const float* weights, float constant,
                                 size_t values, float* out) {
  const hn::ScalableTag<float> df;
  const auto a_weight = hn::Set(df, weights[0]), b_weight = hn::Set(df, weights[1]);
  const auto more = hn::Set(df, constant);
  const float *a = rows[0], *b = rows[1];
  size_t i = 0;
  for (; i + hn::Lanes(df) <= values; i += hn::Lanes(df)) {
    const auto sum = hn::Add(hn::Zero(df), hn::Mul(a_weight, hn::LoadU(df, a + i)));
    const auto both = hn::Add(sum, hn::Mul(b_weight, hn::LoadU(df, b + i)));
    hn::StoreU(hn::Add(both, more), df, out + i);
  }
  return i;
}

void CombineRows(const float* const* rows, const float* weights, int taps, float constant,
                 size_t values, float* out) {
  const hn::ScalableTag<float> df;
  size_t i = taps == 2 ? CombineTwoRows(rows, weights, constant, values, out) : 0;
  for (; i + hn::Lanes(df) <= values; i += hn::Lanes(df)) {
    auto sum = hn::Zero(df);
    for (int t = 0; t < taps; ++t) {
      sum = hn::Add(sum, hn::Mul(hn::Set(df, weights[t]), hn::LoadU(df, rows[t] + i)));
    }
    hn::StoreU(hn::Add(sum, hn::Set(df, constant)), df, out + i);
  }
  for (; i < values; ++i) {
    float sum = 0;
    for (int t = 0; t < taps; ++t) sum += weights[t] * rows[t][i];
    out[i] = sum + constant;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_RESAMPLE_INL_H_
