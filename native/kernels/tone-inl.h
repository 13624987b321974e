// Solarize and posterize rows in place, and clamp them channel by channel.
#if defined(IMAGEPIPELINE_KERNELS_TONE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_TONE_INL_H_
#undef IMAGEPIPELINE_KERNELS_TONE_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_TONE_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/color-inl.h"
#include "kernels/extremes-inl.h"
#include "kernels/pointwise-inl.h"
#include "kernels/tone.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void SolarizeRow(float* row, size_t values, const SolarizeRule& rule) {
  const hn::ScalableTag<float> df;
  const auto addition = hn::Set(df, rule.addition), threshold = hn::Set(df, rule.threshold);
  const auto lo = hn::Set(df, rule.lo), hi = hn::Set(df, rule.hi);
  const auto mirror = hn::Set(df, rule.mirror);
  size_t i = 0;
  for (; i + hn::Lanes(df) <= values; i += hn::Lanes(df)) {
    const auto v = Clamped(hn::Add(hn::LoadU(df, row + i), addition), lo, hi);
    hn::StoreU(hn::IfThenElse(hn::Lt(v, threshold), v, hn::Sub(mirror, v)), df, row + i);
  }
  for (; i < values; ++i) row[i] = SolarizeValue(row[i], rule);
}

template <bool kBytes>
HWY_INLINE void PosterizeValues(float* row, size_t values, const PosterizeRule& rule) {
  const hn::ScalableTag<float> df;
  const hn::RebindToSigned<decltype(df)> di;
  const auto lo = hn::Set(df, rule.lo), width = hn::Set(df, rule.width);
  const auto zero = hn::Zero(df), white = hn::Set(df, 255);
  const auto mask = hn::Set(di, rule.mask);
  size_t i = 0;
  for (; i + hn::Lanes(df) <= values; i += hn::Lanes(df)) {
    auto byte = hn::LoadU(df, row + i);
    if constexpr (!kBytes) byte = hn::Mul(hn::Div(hn::Sub(byte, lo), width), white);
    const auto is_number = hn::Eq(byte, byte);
    const auto number = Clamped(hn::IfThenElseZero(is_number, byte), zero, white);
    auto kept = hn::ConvertTo(df, hn::And(hn::ConvertTo(di, number), mask));
    if constexpr (!kBytes) kept = hn::Add(hn::Mul(hn::Div(kept, white), width), lo);
    hn::StoreU(hn::IfThenElse(is_number, kept, byte), df, row + i);
  }
  for (; i < values; ++i) row[i] = PosterizeValue(row[i], rule);
}

void PosterizeRow(float* row, size_t values, const PosterizeRule& rule) {
  if (IsByteRange(rule)) return PosterizeValues<true>(row, values, rule);
  PosterizeValues<false>(row, values, rule);
}

template <int kVectors>
HWY_INLINE void ClampByPattern(float* row, size_t values, size_t channels, const float* lows,
                               const float* highs) {
  const hn::ScalableTag<float> df;
  constexpr size_t kLanes = HWY_LANES(float);
  const ChannelPattern<kVectors> lo(lows, channels), hi(highs, channels);
  size_t i = 0;
  for (int k = 0; i + kLanes <= values; i += kLanes, k = k + 1 == kVectors ? 0 : k + 1)
    hn::StoreU(Clamped(hn::LoadU(df, row + i), lo.Vector(k), hi.Vector(k)), df, row + i);
  for (; i < values; ++i) row[i] = ClampValue(row[i], lows[i % channels], highs[i % channels]);
}

void ClampChannels(float* row, size_t pixels, int64_t channels, const float* lows,
                   const float* highs) {
  const auto count = static_cast<size_t>(channels);
  if (count == 3) return ClampByPattern<3>(row, pixels * count, count, lows, highs);
  if (count <= 4) return ClampByPattern<1>(row, pixels * count, count, lows, highs);
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += count) {
    for (size_t c = 0; c < count; ++c) row[c] = ClampValue(row[c], lows[c], highs[c]);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_TONE_INL_H_
