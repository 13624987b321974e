// float32 to int32 for values that are known to fit: Highway's own conversions care for the others,
// which takes four more instructions on x86.
#if defined(IMAGEPIPELINE_KERNELS_FAST_CONVERT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_FAST_CONVERT_INL_H_
#undef IMAGEPIPELINE_KERNELS_FAST_CONVERT_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_FAST_CONVERT_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET <= HWY_AVX3
HWY_INLINE __m512i TruncateRaw(__m512 v) { return _mm512_cvttps_epi32(v); }
HWY_INLINE __m512i RoundRaw(__m512 v) { return _mm512_cvtps_epi32(v); }
#define IMAGEPIPELINE_RAW_CONVERSIONS 1
#elif HWY_TARGET == HWY_AVX2
HWY_INLINE __m256i TruncateRaw(__m256 v) { return _mm256_cvttps_epi32(v); }
HWY_INLINE __m256i RoundRaw(__m256 v) { return _mm256_cvtps_epi32(v); }
#define IMAGEPIPELINE_RAW_CONVERSIONS 1
#else
#define IMAGEPIPELINE_RAW_CONVERSIONS 0
#endif

// Both: magnitudes below 2^31, no NaN. Rounding is half to even.
template <class V>
HWY_INLINE hn::Vec<hn::RebindToSigned<hn::DFromV<V>>> TruncateInRange(V v) {
  const hn::RebindToSigned<hn::DFromV<V>> di;
#if IMAGEPIPELINE_RAW_CONVERSIONS
  if constexpr (sizeof(v) == HWY_LANES(uint8_t)) return hn::Vec<decltype(di)>{TruncateRaw(v.raw)};
#endif
  return hn::ConvertTo(di, v);
}

template <class V>
HWY_INLINE hn::Vec<hn::RebindToSigned<hn::DFromV<V>>> RoundInRange(V v) {
#if IMAGEPIPELINE_RAW_CONVERSIONS
  using DI = hn::RebindToSigned<hn::DFromV<V>>;
  if constexpr (sizeof(v) == HWY_LANES(uint8_t)) return hn::Vec<DI>{RoundRaw(v.raw)};
#endif
  return hn::NearestInt(v);
}

#undef IMAGEPIPELINE_RAW_CONVERSIONS

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_FAST_CONVERT_INL_H_
