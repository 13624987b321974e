// The horizontal half of a resize in float32, whole vectors of values at a time. Every value is the
// sum that ResamplePixel() gives, added in the same order.
#if defined(IMAGEPIPELINE_KERNELS_RESAMPLE_PICKED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_RESAMPLE_PICKED_INL_H_
#undef IMAGEPIPELINE_KERNELS_RESAMPLE_PICKED_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_RESAMPLE_PICKED_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/float_picks.h"
#include "kernels/kernel_table.h"
#include "kernels/resample-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// How many values of a row are taken together; below 8 pixels one by one are as fast.
#if HWY_MAX_BYTES >= 32
using PickFloats = hn::CappedTag<float, 16>;
using PickPlaces = hn::RebindToSigned<PickFloats>;
constexpr size_t kPickLanes = HWY_MAX_BYTES >= 64 ? 16 : 8;

// The values at `places` of two vectors that lie one behind the other.
class TwoVectors {
 public:
  explicit HWY_INLINE TwoVectors(const float* from)
      : low_(hn::LoadU(PickFloats(), from)), high_(hn::LoadU(PickFloats(), from + kPickLanes)) {}

  HWY_INLINE hn::Vec<PickFloats> At(hn::Vec<PickPlaces> places) const {
#if HWY_MAX_BYTES >= 64
    return hn::Vec<PickFloats>{_mm512_permutex2var_ps(low_.raw, places.raw, high_.raw)};
#else
    const auto beyond = _mm256_castsi256_ps(_mm256_slli_epi32(places.raw, 28));
    return hn::Vec<PickFloats>{_mm256_blendv_ps(_mm256_permutevar8x32_ps(low_.raw, places.raw),
                                                _mm256_permutevar8x32_ps(high_.raw, places.raw),
                                                beyond)};
#endif
  }

 private:
  hn::Vec<PickFloats> low_, high_;
};

// The values of vector `v`, which have two taps each.
HWY_INLINE hn::Vec<PickFloats> TwoTapSums(const float* in, int64_t channels,
                                          const FloatPicks& picks, size_t v) {
  const PickFloats d;
  const PickPlaces di;
  const auto places = hn::Load(di, picks.places.data() + v * kPickLanes);
  const float* weights = picks.weights.data() + v * 2 * kPickLanes;
  const TwoVectors taps(in + picks.vectors[v].begin);
  const auto next = hn::Add(places, hn::Set(di, static_cast<int32_t>(channels)));
  const auto left = hn::Mul(hn::Load(d, weights), taps.At(places));
  const auto right = hn::Mul(hn::Load(d, weights + kPickLanes), taps.At(next));
  return hn::Add(hn::Add(hn::Zero(d), left), right);
}

// Of any number.
HWY_INLINE hn::Vec<PickFloats> MoreTapSums(const float* in, int64_t channels,
                                           const FloatPicks& picks, size_t v) {
  const PickFloats d;
  const PickPlaces di;
  const FloatPick& pick = picks.vectors[v];
  const auto places = hn::Load(di, picks.places.data() + v * kPickLanes);
  const auto counts = hn::Load(di, picks.counts.data() + v * kPickLanes);
  const float* weights = picks.weights.data() + v * picks.taps * kPickLanes;
  const float* from = in + pick.begin;
  auto sum = hn::Zero(d);
  for (int32_t t = 0; t < pick.most; ++t, from += channels, weights += kPickLanes) {
    auto product = hn::Mul(hn::Load(d, weights), TwoVectors(from).At(places));
    // A sum is never -0, so that a zero more does not change it.
    if (t >= pick.fewest)
      product = hn::IfThenElseZero(hn::RebindMask(d, hn::Gt(counts, hn::Set(di, t))), product);
    sum = hn::Add(sum, product);
  }
  return sum;
}
#else
constexpr size_t kPickLanes = 0;
#endif

void ResamplePicked(const float* in, int64_t channels, const AxisTable& axis,
                    const FloatPicks& picks, float fill, float* out) {
#if HWY_MAX_BYTES >= 32
  const int64_t values = axis.output_size * channels;
  for (size_t v = 0; v < picks.vectors.size(); ++v) {
    const int64_t start =
        HWY_MIN(static_cast<int64_t>(v * kPickLanes), values - static_cast<int64_t>(kPickLanes));
    if (picks.vectors[v].two_taps) {
      hn::StoreU(TwoTapSums(in, channels, picks, v), PickFloats(), out + start);
      continue;
    }
    if (picks.vectors[v].begin >= 0) {
      hn::StoreU(MoreTapSums(in, channels, picks, v), PickFloats(), out + start);
      continue;
    }
    // Whole pixels; what they spoil behind themselves is made later.
    const int64_t end = (start + static_cast<int64_t>(kPickLanes) + channels - 1) / channels;
    for (int64_t i = start / channels; i < end; ++i)
      ResamplePixel(in, channels, axis, static_cast<size_t>(i), fill, out + i * channels);
  }
  if (!picks.vectors.empty()) return;
#endif
  ResampleRow(in, channels, axis, fill, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_RESAMPLE_PICKED_INL_H_
