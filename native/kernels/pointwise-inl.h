// Per-channel and per-value arithmetic in place. Mul and Add stay apart: a fused multiply-add
// rounds once, not twice.
#if defined(IMAGEPIPELINE_KERNELS_POINTWISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_POINTWISE_INL_H_
#undef IMAGEPIPELINE_KERNELS_POINTWISE_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_POINTWISE_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/extremes-inl.h"
#include "kernels/pixel.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

HWY_INLINE float Affine(float v, float center, float scale, float bias) {
  return (v - center) * scale + bias;
}

template <class V>
HWY_INLINE V Affine(V v, V center, V scale, V bias) {
  return hn::Add(hn::Mul(hn::Sub(v, center), scale), bias);
}

// The parameters of kVectors consecutive vectors of a row of 1 to 4 channels, after which the
// channels repeat, from channel `first_channel` on.
template <int kVectors>
struct ChannelPattern {
  static constexpr size_t kLanes = HWY_LANES(float);
  static constexpr size_t kValues = kVectors * kLanes;

  // Overlapping stores of four: built once a row, so it should not cost as much as the row.
  ChannelPattern(const float* per_channel, size_t channels, size_t first_channel = 0) {
    const hn::Full128<float> d4;
    alignas(16) float first[4];
    for (size_t i = 0; i < 4; ++i) first[i] = per_channel[(first_channel + i) % channels];
    const auto four = hn::Load(d4, first);
    const size_t step = channels == 3 ? 3 : 4;
    for (size_t i = 0; i < kValues; i += step) hn::StoreU(four, d4, values + i);
  }
  HWY_INLINE auto Vector(int index) const {
    return hn::Load(hn::ScalableTag<float>(), values + static_cast<size_t>(index) * kLanes);
  }

  alignas(64) float values[kValues + 4] = {};
};

// For 1 to 4 channels whose pattern repeats after kVectors vectors.
template <int kVectors>
HWY_INLINE void AffineByPattern(float* row, size_t values, size_t channels, const float* center,
                                const float* scale, const float* bias) {
  const hn::ScalableTag<float> df;
  constexpr size_t kLanes = HWY_LANES(float);
  const ChannelPattern<kVectors> centers(center, channels), scales(scale, channels),
      biases(bias, channels);
  size_t i = 0;
  for (; i + kVectors * kLanes <= values; i += kVectors * kLanes) {
    for (int k = 0; k < kVectors; ++k) {
      float* p = row + i + static_cast<size_t>(k) * kLanes;
      hn::StoreU(Affine(hn::LoadU(df, p), centers.Vector(k), scales.Vector(k), biases.Vector(k)),
                 df, p);
    }
  }
  int next = 0;
  for (; i + kLanes <= values; i += kLanes, ++next) {
    hn::StoreU(Affine(hn::LoadU(df, row + i), centers.Vector(next), scales.Vector(next),
                      biases.Vector(next)),
               df, row + i);
  }
  const size_t done = static_cast<size_t>(next) * kLanes;
  for (size_t k = 0; i + k < values; ++k) {
    const size_t p = done + k;
    row[i + k] = Affine(row[i + k], centers.values[p], scales.values[p], biases.values[p]);
  }
}

HWY_INLINE void AffineByPixel(float* row, size_t pixels, size_t channels, const float* center,
                              const float* scale, const float* bias) {
  const hn::Full128<float> d4;
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    size_t c = 0;
    for (; c + 4 <= channels; c += 4) {
      const auto v = hn::LoadU(d4, row + c);
      hn::StoreU(
          Affine(v, hn::LoadU(d4, center + c), hn::LoadU(d4, scale + c), hn::LoadU(d4, bias + c)),
          d4, row + c);
    }
    for (; c < channels; ++c) row[c] = Affine(row[c], center[c], scale[c], bias[c]);
  }
}

void ChannelAffine(float* row, size_t pixels, int64_t channels, const float* center,
                   const float* scale, const float* bias) {
  const auto count = static_cast<size_t>(channels);
  if (count == 3) return AffineByPattern<3>(row, pixels * count, count, center, scale, bias);
  if (count <= 4) {
    return AffineByPattern<1>(row, pixels * count, count, center, scale, bias);
  }
  AffineByPixel(row, pixels, count, center, scale, bias);
}

void ValueAffine(float* row, size_t values, const float* center, const float* scale) {
  const hn::ScalableTag<float> df;
  size_t i = 0;
  for (; i + hn::Lanes(df) <= values; i += hn::Lanes(df)) {
    const auto centered = hn::Sub(hn::LoadU(df, row + i), hn::LoadU(df, center + i));
    hn::StoreU(hn::Mul(centered, hn::LoadU(df, scale + i)), df, row + i);
  }
  for (; i < values; ++i) row[i] = (row[i] - center[i]) * scale[i];
}

void Clamp(float* row, size_t values, float lo, float hi) {
  const hn::ScalableTag<float> df;
  const auto low = hn::Set(df, lo), high = hn::Set(df, hi);
  size_t i = 0;
  for (; i + hn::Lanes(df) <= values; i += hn::Lanes(df))
    hn::StoreU(Clamped(hn::LoadU(df, row + i), low, high), df, row + i);
  for (; i < values; ++i) row[i] = ClampValue(row[i], lo, hi);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_POINTWISE_INL_H_
