// Pairs of neighbours of float32 of 3 or 4 channels, a load each, and their mix for four pixels.
// For targets with AVX-512.
#if defined(IMAGEPIPELINE_KERNELS_FLOAT_PAIRS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_FLOAT_PAIRS_INL_H_
#undef IMAGEPIPELINE_KERNELS_FLOAT_PAIRS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_FLOAT_PAIRS_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/convert-inl.h"
#include "kernels/coords-inl.h"
#include "kernels/lerp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {

#if HWY_TARGET <= HWY_AVX3

// One row of four pixels: the pairs of two of them in each vector.
struct FourPairs {
  __m512 first, last;

  // load(k) is the pair of pixel k.
  template <class Load>
  HWY_INLINE explicit FourPairs(const Load& load)
      : first(Two(load(0), load(1))), last(Two(load(2), load(3))) {}

  HWY_INLINE hn::Vec<DF> Picked(__m512i order) const {
    return {_mm512_permutex2var_ps(first, order, last)};
  }

 private:
  static HWY_INLINE __m512 Two(__m256 low, __m256 high) {
    return _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1);
  }
};

// The left pixels of FourPairs, and the right ones: where they are picked, four lanes each.
HWY_INLINE __m512i LeftOfPairs() {
  return _mm512_setr_epi32(0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
}
template <int kChannels>
HWY_INLINE __m512i RightOfPairs() {
  return _mm512_add_epi32(LeftOfPairs(), _mm512_set1_epi32(kChannels));
}

template <bool kNoTest>
HWY_INLINE hn::Vec<DF> MixPairs(const FourPairs& upper, const FourPairs& lower, __m512i left,
                                __m512i right, hn::Vec<DF> fx, hn::Vec<DF> fy) {
  const auto top = LerpVector<kNoTest>(upper.Picked(left), upper.Picked(right), fx);
  const auto low = LerpVector<kNoTest>(lower.Picked(left), lower.Picked(right), fx);
  return OneNaN(LerpVector<kNoTest>(top, low, fy));
}

#endif  // HWY_TARGET <= HWY_AVX3

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_FLOAT_PAIRS_INL_H_
