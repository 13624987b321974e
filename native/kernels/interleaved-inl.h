// Pixels of 1 to 4 float32 channels, one vector of doubles per channel.
#if defined(IMAGEPIPELINE_KERNELS_INTERLEAVED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_INTERLEAVED_INL_H_
#undef IMAGEPIPELINE_KERNELS_INTERLEAVED_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_INTERLEAVED_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using DoubleTag = hn::ScalableTag<double>;
// As many floats.
using NarrowTag = hn::Rebind<float, DoubleTag>;

template <size_t kChannels>
HWY_INLINE void LoadChannels(const float* pixels, hn::Vec<DoubleTag> (&channels)[kChannels]) {
  const NarrowTag df;
  hn::Vec<NarrowTag> v[4];
  if constexpr (kChannels == 1) v[0] = hn::LoadU(df, pixels);
  if constexpr (kChannels == 2) hn::LoadInterleaved2(df, pixels, v[0], v[1]);
  if constexpr (kChannels == 3) hn::LoadInterleaved3(df, pixels, v[0], v[1], v[2]);
  if constexpr (kChannels == 4) hn::LoadInterleaved4(df, pixels, v[0], v[1], v[2], v[3]);
  for (size_t c = 0; c < kChannels; ++c) channels[c] = hn::PromoteTo(DoubleTag(), v[c]);
}

template <size_t kChannels>
HWY_INLINE void StoreChannels(const hn::Vec<DoubleTag> (&channels)[kChannels], float* pixels) {
  const NarrowTag df;
  hn::Vec<NarrowTag> v[4];
  for (size_t c = 0; c < kChannels; ++c) v[c] = hn::DemoteTo(df, channels[c]);
  if constexpr (kChannels == 1) hn::StoreU(v[0], df, pixels);
  if constexpr (kChannels == 2) hn::StoreInterleaved2(v[0], v[1], df, pixels);
  if constexpr (kChannels == 3) hn::StoreInterleaved3(v[0], v[1], v[2], df, pixels);
  if constexpr (kChannels == 4) hn::StoreInterleaved4(v[0], v[1], v[2], v[3], df, pixels);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_INTERLEAVED_INL_H_
